//! Whether a thread may be blocked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};

use tokio::runtime::{Handle, Runtime};
use tokio::sync::oneshot;
use tokio::task::{coop, yield_now};

use crate::error::Error;

/// Refuses a thread that is running async code, and one that is ending. `spawn_blocking`, `block_in_place` and the guard of
/// `Runtime::enter` are fine: a runtime is at hand there, and none is running.
pub(super) fn may_block(driver: &Runtime) -> Result<(), Error> {
    match Handle::try_current() {
        Ok(_)
            if runs_async_code() || catch_unwind(AssertUnwindSafe(|| driver.block_on(async {}))).is_err() =>
        {
            return Err(Error::config(
                "runtime",
                "a blocking call in async code would stall it; use the async client there, or spawn_blocking",
            ));
        }
        Err(none) if none.is_thread_local_destroyed() => return Err(ending()),
        Ok(_) | Err(_) => {}
    }
    if USABLE.try_with(|usable| usable.0) != Ok(true) {
        return Err(ending());
    }
    Ok(())
}

fn ending() -> Error {
    Error::config("runtime", "this thread is ending, and can't wait for a call any more; call before that")
}

/// Tokio does not say it, but what it offers works differently in async code. What neither of these finds (the future that a
/// runtime of several threads blocks on, if it has gone without a budget) tokio itself refuses, by a panic that is
/// caught: nothing has begun then.
fn runs_async_code() -> bool {
    yields_to_a_scheduler() || has_a_budget()
}

/// Where a scheduler is running, it wakes a task that yields when the others have had their turn; elsewhere, at once.
fn yields_to_a_scheduler() -> bool {
    let woken = Arc::new(Woken(AtomicBool::new(false)));
    let waker = Waker::from(Arc::clone(&woken));
    let _ = pin!(yield_now()).poll(&mut Context::from_waker(&waker));
    !woken.0.load(Ordering::Relaxed)
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Async code may do so much before it has to yield: a number of one byte. Elsewhere there is no end to it. What this takes from a
/// task that makes a blocking call makes it yield a little earlier.
fn has_a_budget() -> bool {
    let mut context = Context::from_waker(Waker::noop());
    (0..=u8::MAX).any(|_| pin!(coop::consume_budget()).poll(&mut context).is_pending())
}

/// A thread's variables are destroyed in the opposite order of their making. This one is made after those that tokio needs for
/// blocking a thread, so as long as it is there, so are they.
struct Usable(bool);

impl Drop for Usable {
    /// Without a destructor it would never be gone.
    fn drop(&mut self) {
        self.0 = false;
    }
}

thread_local! {
    static USABLE: Usable = Usable(catch_unwind(|| {
        // This is how tokio's are made.
        let (sender, receiver) = oneshot::channel();
        let _ = sender.send(());
        receiver.blocking_recv()
    }).is_ok());
}
