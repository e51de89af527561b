//! What goes from the runtime's thread to a JavaScript thread.
//!
//! Messages gather in one text, and JavaScript is woken once for all that are there when it comes to look. Under load that is one crossing
//! for many calls; when there is one call, it is one crossing for it.

use std::sync::{Arc, Mutex, PoisonError};

use napi::Status;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};

/// The function that takes a batch in JavaScript. Weak: by itself it does not keep the process alive.
pub(crate) type Deliver = ThreadsafeFunction<(), (), String, Status, false, true>;

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

/// Messages that JavaScript has not taken yet.
#[derive(Default)]
pub(crate) struct Letters {
    inner: Mutex<Batch>,
}

/// Everything that was ready at one time.
#[derive(Default)]
pub(crate) struct Batch {
    /// Members of a JSON array, separated by commas.
    text: String,
    /// The calls that end with this batch.
    pub(crate) ended: Vec<CallId>,
}

impl Batch {
    /// The batch as a JSON array.
    pub(crate) fn into_json(mut self) -> String {
        self.text.push(']');
        self.text
    }
}

impl Letters {
    pub(crate) fn take(&self) -> Batch {
        std::mem::take(&mut *self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a message, and says whether it is the first since the last [`take`](Self::take).
    fn add(&self, id: CallId, kind: Kind, rest: &[&str], ends: bool) -> bool {
        let mut batch = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let first = batch.text.is_empty();
        let text = &mut batch.text;
        text.reserve(24 + rest.iter().map(|part| part.len() + 1).sum::<usize>());
        text.push(if first { '[' } else { ',' });
        text.push('[');
        text.push_str(&id.to_string());
        text.push(',');
        text.push_str(&(kind as u8).to_string());
        for part in rest {
            text.push(',');
            text.push_str(part);
        }
        text.push(']');
        if ends {
            batch.ended.push(id);
        }
        first
    }
}

/// Where the messages for one JavaScript thread are put.
pub(crate) struct Mailbox {
    letters: Arc<Letters>,
    deliver: Deliver,
}

impl Mailbox {
    pub(crate) fn new(letters: Arc<Letters>, deliver: Deliver) -> Self {
        Self { letters, deliver }
    }

    pub(crate) fn deliver(&self) -> &Deliver {
        &self.deliver
    }

    /// Posts a message: an array of the call's number, the kind, and these pieces of JSON.
    pub(crate) fn post(&self, id: CallId, kind: Kind, rest: &[&str]) {
        let ends = matches!(kind, Kind::Value | Kind::Error);
        if self.letters.add(id, kind, rest, ends) {
            // If JavaScript is gone, nobody waits for it.
            let _ = self.deliver.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }
}
