//! What one JavaScript thread has: its mailbox, and the calls that it waits for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use napi::bindgen_prelude::Function;
use napi::{Env, Result, Status, check_status, sys};
use napi_derive::napi;
use tokio::task::AbortHandle;

use crate::mailbox::{CallId, Letters, Mailbox};
use crate::tokens::Tokens;

/// The state of one JavaScript thread. `src-ts/bridge.ts` makes exactly one.
#[napi]
pub struct Bridge {
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) calls: Rc<Calls>,
    pub(crate) tokens: Arc<Tokens>,
}

/// The calls in flight. Only the JavaScript thread touches it.
#[derive(Default)]
pub(crate) struct Calls(RefCell<HashMap<CallId, AbortHandle>>);

#[napi]
impl Bridge {
    /// `deliver` is given batches of messages, as the text of a JSON array.
    #[napi(constructor)]
    pub fn new(deliver: Function<'_, String, ()>) -> Result<Self> {
        let letters = Arc::new(Letters::default());
        let calls = Rc::new(Calls::default());
        let (taken, known) = (Arc::clone(&letters), Rc::clone(&calls));
        let deliver = deliver
            .build_threadsafe_function::<()>()
            .callee_handled::<false>()
            .weak::<true>()
            .build_callback(move |_| {
                let batch = taken.take();
                known.ended(&batch.ended);
                Ok(batch.into_json())
            })?;
        let mailbox = Arc::new(Mailbox::new(letters, deliver));
        Ok(Self { mailbox, calls, tokens: Arc::default() })
    }

    /// Lets the process live until the calls in flight have ended, or no longer.
    #[napi]
    pub fn keep_alive(&self, env: &Env, keep: bool) -> Result<()> {
        self.mailbox.deliver().handle.with_read_aborted(|aborted| {
            if aborted {
                return Ok(());
            }
            let function = self.mailbox.deliver().raw();
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

    /// Ends a call: its connection is closed, and nothing will be delivered for it.
    #[napi]
    pub fn abort(&self, id: u32) {
        self.calls.abort(id);
    }

    /// Answers the question for a token: with the token, or with what went wrong.
    #[napi]
    pub fn answer(&self, question: u32, token: Option<String>, problem: Option<String>) {
        self.tokens.answer(question, token.ok_or_else(|| problem.unwrap_or_default()));
    }
}

impl Calls {
    pub(crate) fn began(&self, id: CallId, handle: AbortHandle) {
        self.0.borrow_mut().insert(id, handle);
    }

    fn ended(&self, ids: &[CallId]) {
        let mut calls = self.0.borrow_mut();
        for id in ids {
            calls.remove(id);
        }
    }

    fn abort(&self, id: CallId) {
        if let Some(handle) = self.0.borrow_mut().remove(&id) {
            handle.abort();
        }
    }
}

/// When a worker ends, nobody is left to hear of its calls.
impl Drop for Bridge {
    fn drop(&mut self) {
        for (_, handle) in self.calls.0.borrow_mut().drain() {
            handle.abort();
        }
    }
}

/// The status for errors whose reason is the JSON of one of the client's.
pub(crate) fn client_error(error: &workos_mfa::Error) -> napi::Error {
    napi::Error::new(Status::GenericFailure, crate::calls::error_json(error))
}
