//! What must not be used after a `fork()`.

use std::process;
use std::sync::OnceLock;

/// A value for each process: the one that made it has the first, and a child that comes to it makes its own.
///
/// A child has its parent's memory and sockets, but neither its threads nor an event queue of its own. What it wrote to an
/// inherited connection would mix with what the parent writes, and dropping one would take it out of the parent's event queue.
/// So a child never touches its parent's value, and leaks it on purpose.
pub(crate) struct PerProcess<T> {
    process: u32,
    /// Taken by `drop` only.
    value: Option<T>,
    /// The child's. Not behind a lock: another thread might have held it at the moment of the fork, and would hold it for ever.
    next: OnceLock<Box<PerProcess<T>>>,
}

impl<T> PerProcess<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { process: process::id(), value: Some(value), next: OnceLock::new() }
    }

    /// This process's value, made now if there is none yet.
    pub(crate) fn get_or_try_make<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<Option<&T>, E> {
        let this = process::id();
        let mut of = self;
        while of.process != this {
            let Some(next) = of.next.get() else {
                // If another thread of this process is faster, its value is as good.
                let made = Box::new(Self::new(make()?));
                return Ok(of.next.get_or_init(|| made).value.as_ref());
            };
            of = next;
        }
        Ok(of.value.as_ref())
    }

    /// The values of this process's ancestors, which are to be looked at and not to be used.
    pub(crate) fn inherited(&self) -> impl Iterator<Item = &T> {
        let this = process::id();
        std::iter::successors(Some(self), |of| of.next.get().map(|next| &**next))
            .filter(move |of| of.process != this)
            .filter_map(|of| of.value.as_ref())
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        if self.process != process::id() {
            std::mem::forget(self.value.take());
        }
    }
}
