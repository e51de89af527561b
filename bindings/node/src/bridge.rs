//! What one JavaScript thread has: its mailbox, and the calls that it waits for.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Weak};

use futures_util::future::AbortHandle;
use napi::bindgen_prelude::Function;
use napi::{Env, Result, Status, check_status, sys};
use napi_derive::napi;

use crate::mailbox::{CallId, Deliver, Delivery, Letters, Mailbox};
use crate::tokens::Tokens;

/// The state of one JavaScript thread. `src-ts/bridge.ts` makes exactly one.
#[napi]
pub struct Bridge {
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) calls: Rc<Calls>,
    pub(crate) tokens: Arc<Tokens>,
}

/// The calls in flight, which keep the process alive. Only the JavaScript thread touches it.
#[derive(Default)]
pub(crate) struct Calls {
    in_flight: RefCell<HashMap<CallId, AbortHandle>>,
    /// What keeps the process alive. Weak, because the function holds this, too.
    keeper: OnceCell<Weak<Deliver>>,
}

#[napi]
impl Bridge {
    /// `deliver` is given batches of messages, as the texts of JSON arrays, and the QR codes that these refer to by number.
    #[napi(constructor, ts_args_type = "deliver: (batch: string[], pictures: string[]) => void")]
    pub fn new(deliver: Function<'_, Delivery, ()>) -> Result<Self> {
        let letters = Arc::new(Letters::default());
        let calls = Rc::new(Calls::default());
        let (taken, known) = (Arc::clone(&letters), Rc::clone(&calls));
        let deliver: Deliver = deliver
            .build_threadsafe_function::<()>()
            .callee_handled::<false>()
            .weak::<true>()
            .build_callback(move |context| {
                let batch = taken.take();
                known.ended(&context.env, &batch.ended)?;
                Ok(batch.into_delivery())
            })?;
        let deliver = Arc::new(deliver);
        calls.keeper.set(Arc::downgrade(&deliver)).ok();
        let mailbox = Arc::new(Mailbox::new(letters, deliver));
        Ok(Self { mailbox, calls, tokens: Arc::default() })
    }

    /// Gives up a call: its connection is closed, or nothing is sent if it has not begun. Its error, which says what is known of the
    /// effect, is delivered when that is certain: the call may be running at this moment.
    #[napi]
    pub fn abort(&self, id: u32) {
        if let Some(call) = self.calls.in_flight.borrow().get(&id) {
            call.abort();
        }
    }

    /// Answers the question for a token: with the token, or with what went wrong.
    #[napi]
    pub fn answer(&self, question: u32, token: Option<String>, problem: Option<String>) {
        self.tokens.answer(question, token.ok_or_else(|| problem.unwrap_or_default()));
    }
}

impl Calls {
    pub(crate) fn began(&self, env: &Env, id: CallId, handle: AbortHandle) -> Result<()> {
        let mut calls = self.in_flight.borrow_mut();
        calls.insert(id, handle);
        if calls.len() == 1 { self.keep_alive(env, true) } else { Ok(()) }
    }

    fn ended(&self, env: &Env, ids: &[CallId]) -> Result<()> {
        let mut calls = self.in_flight.borrow_mut();
        let before = calls.len();
        for id in ids {
            calls.remove(id);
        }
        if before > 0 && calls.is_empty() { self.keep_alive(env, false) } else { Ok(()) }
    }

    /// Lets the process live until the calls in flight have ended, or no longer.
    fn keep_alive(&self, env: &Env, keep: bool) -> Result<()> {
        let Some(deliver) = self.keeper.get().and_then(Weak::upgrade) else { return Ok(()) };
        deliver.handle.with_read_aborted(|aborted| {
            if aborted {
                return Ok(());
            }
            let function = deliver.raw();
            // SAFETY: this is the thread that made the function, its environment is running, since it calls us, and the function is
            // alive, since it is not aborted and the guard keeps it so.
            check_status!(unsafe {
                if keep {
                    sys::napi_ref_threadsafe_function(env.raw(), function)
                } else {
                    sys::napi_unref_threadsafe_function(env.raw(), function)
                }
            })
        })
    }
}

/// When a worker ends, nobody is left to hear of its calls.
impl Drop for Bridge {
    fn drop(&mut self) {
        for (_, call) in self.calls.in_flight.borrow_mut().drain() {
            call.abort();
        }
    }
}

/// The status for errors whose reason is the JSON of one of the client's.
pub(crate) fn client_error(error: &workos_mfa::Error) -> napi::Error {
    napi::Error::new(Status::GenericFailure, crate::calls::error_json(error))
}
