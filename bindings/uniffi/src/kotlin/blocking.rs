//! Calls that the thread that waits for them drives, in steps.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use tokio::runtime::Handle;
use workos_mfa::driving::CallProgress;

use super::reply::{self, Block};
use super::request::Request;
use super::{Parts, lock, next_number};
use crate::driver::Driven;
use crate::error::{ErrorKind, Failure};

const FROM_AN_OBSERVER: &str = "an observer can't make a call that blocks: make it on another thread";

/// By number.
static CALLS: LazyLock<Mutex<HashMap<u64, Arc<Call>>>> = LazyLock::new(Mutex::default);

enum Call {
    Begun(Driven<Vec<u8>>, CallProgress),
    /// Is told when it is waited for.
    Failed(Failure),
}

/// Begins a call, and gives it a number. Nothing happens before it is waited for.
pub(super) fn begin(client: u64, request: Result<Request, Failure>) -> u64 {
    let begun = request.and_then(|request| {
        // An observer is called on a thread that is making a call, and it can't make another one at the same time.
        if Handle::try_current().is_ok() {
            return Err(Failure::refused(ErrorKind::InvalidRequest, "observer", FROM_AN_OBSERVER.to_owned()));
        }
        let driver = Parts::of(client)?.driver()?;
        let progress = request.progress();
        Ok(Call::Begun(driver.begin(|client| request.carry_out(client))?, progress))
    });
    let number = next_number();
    lock(&CALLS).insert(number, Arc::new(begun.unwrap_or_else(Call::Failed)));
    number
}

/// Waits at most so long. No block if the call has not ended; with the block the call is over.
pub(super) fn wait(number: u64, milliseconds: u32) -> Block {
    let Some(call) = lock(&CALLS).get(&number).cloned() else { return Block::new(reply::broken()) };
    let reply = match &*call {
        Call::Begun(call, progress) => {
            call.drive(milliseconds, || false);
            match call.take() {
                Ok(None) => return Block::NONE,
                Ok(Some(reply)) => reply,
                Err(error) if error.kind() == workos_mfa::ErrorKind::Cancelled => {
                    reply::bad(progress.cancelled().into())
                }
                Err(error) => reply::bad(error.into()),
            }
        }
        Call::Failed(failure) => reply::bad(failure.clone()),
    };
    lock(&CALLS).remove(&number);
    Block::new(reply)
}

/// Gives a call up and closes its connection. Who waits for it then is told so.
pub(super) fn cancel(number: u64) {
    let call = lock(&CALLS).get(&number).cloned();
    if let Some(Call::Begun(call, _)) = call.as_deref() {
        call.cancel();
    }
}
