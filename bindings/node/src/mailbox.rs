//! What goes from the runtime's thread to a JavaScript thread.
//!
//! Messages gather in one text, and JavaScript is woken once for all that are there when it comes to look, after the calls whose replies
//! have arrived have all been dealt with. Under load that is one crossing for many calls; when there is one call, it is one crossing for it.
//!
//! QR codes go beside that text: they are nine tenths of a reply, and writing them into JSON and reading them out of it again was a
//! quarter of what an enrolment cost.

use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::{FnArgs, ToNapiValue};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Result, Status, sys};
use tokio::runtime::Handle;
use workos_mfa::Secret;

/// What JavaScript is given of a batch: the messages as the texts of JSON arrays, and the QR codes that they refer to by number.
pub(crate) type Delivery = FnArgs<(Vec<String>, Vec<Picture>)>;

/// The function that takes a batch in JavaScript. Weak: by itself it does not keep the process alive.
pub(crate) type Deliver = ThreadsafeFunction<(), (), Delivery, Status, false, true>;

/// The number that JavaScript gave a call.
pub(crate) type CallId = u32;

/// The first part of every message after the call's number. `src-ts/bridge.ts` has the same table.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Value = 0,
    Error = 1,
    TokenWanted = 2,
    Attempt = 3,
    Call = 4,
}

/// A QR code on its way. It reveals the shared secret, so what is left here is wiped.
pub struct Picture(Secret);

impl ToNapiValue for Picture {
    unsafe fn to_napi_value(env: sys::napi_env, picture: Self) -> Result<sys::napi_value> {
        // SAFETY: the caller's promise about `env` is passed on.
        unsafe { <&str>::to_napi_value(env, picture.0.expose()) }
    }
}

/// Messages that JavaScript has not taken yet.
#[derive(Default)]
pub(crate) struct Letters {
    inner: Mutex<Batch>,
}

/// A text that has reached this size takes no further message. Both allocators, ours and JavaScript's, map new memory for every text that
/// is larger than a hundred kilobytes or so, and that costs more than reading it does.
const FULL: usize = 32 * 1024;

/// Everything that was ready at one time.
#[derive(Default)]
pub(crate) struct Batch {
    /// A JSON array of messages that lacks the bracket at the end, or nothing.
    text: String,
    /// Such arrays that are complete.
    full: Vec<String>,
    pictures: Vec<Picture>,
    /// The calls that end with this batch.
    pub(crate) ended: Vec<CallId>,
}

impl Batch {
    pub(crate) fn into_delivery(mut self) -> Delivery {
        self.close();
        FnArgs { data: (self.full, self.pictures) }
    }

    fn close(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        text.push(']');
        self.full.push(text);
    }
}

impl Letters {
    pub(crate) fn take(&self) -> Batch {
        std::mem::take(&mut *self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a message, and says whether it is the first since the last [`take`](Self::take).
    fn add(&self, id: CallId, kind: Kind, rest: &[&str], picture: Option<Secret>) -> bool {
        let mut batch = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let first = batch.text.is_empty();
        if batch.text.len() > FULL {
            batch.close();
        }
        let Batch { text, pictures, ended, .. } = &mut *batch;
        text.reserve(24 + rest.iter().map(|part| part.len() + 1).sum::<usize>());
        text.push(if text.is_empty() { '[' } else { ',' });
        text.push('[');
        text.push_str(&id.to_string());
        text.push(',');
        text.push_str(&(kind as u8).to_string());
        for part in rest {
            text.push(',');
            text.push_str(part);
        }
        if let Some(picture) = picture {
            text.push(',');
            text.push_str(&pictures.len().to_string());
            pictures.push(Picture(picture));
        }
        text.push(']');
        if matches!(kind, Kind::Value | Kind::Error) {
            ended.push(id);
        }
        first
    }
}

/// Where the messages for one JavaScript thread are put.
pub(crate) struct Mailbox {
    letters: Arc<Letters>,
    deliver: Arc<Deliver>,
}

impl Mailbox {
    pub(crate) fn new(letters: Arc<Letters>, deliver: Arc<Deliver>) -> Self {
        Self { letters, deliver }
    }

    /// Posts a message: an array of the call's number, the kind, and these pieces of JSON.
    pub(crate) fn post(&self, id: CallId, kind: Kind, rest: &[&str]) {
        self.post_with(id, kind, rest, None);
    }

    /// The same with a QR code, whose number among those of the batch is added to the array.
    pub(crate) fn post_with(&self, id: CallId, kind: Kind, rest: &[&str], picture: Option<Secret>) {
        if !self.letters.add(id, kind, rest, picture) {
            return;
        }
        let deliver = Arc::clone(&self.deliver);
        let wake = move || {
            // If JavaScript is gone, nobody waits for it.
            let _ = deliver.call((), ThreadsafeFunctionCallMode::NonBlocking);
        };
        match Handle::try_current() {
            // Behind the calls whose replies came in together with this one, so that theirs are in the batch, too.
            Ok(runtime) => drop(runtime.spawn(async move { wake() })),
            Err(_) => wake(),
        }
    }
}
