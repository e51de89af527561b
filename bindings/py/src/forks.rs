//! What must not cross a `fork()`.
//!
//! A child has its parent's memory, but neither its threads nor an event queue of its own: a runtime that is used, or even
//! dropped, over there hangs or disturbs the parent's connections.

use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A value that belongs to the process that made it. In a child it is never dropped.
pub(crate) struct Owned<T>(Option<(u32, T)>);

impl<T> Owned<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Some((std::process::id(), value)))
    }

    pub(crate) fn is_ours(&self) -> bool {
        self.0.as_ref().is_some_and(|(process, _)| *process == std::process::id())
    }
}

impl<T> Deref for Owned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Some((_, value)) => value,
            // It is only taken by `drop`.
            None => unreachable!("an owned value is there until it is dropped"),
        }
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        if !self.is_ours() {
            std::mem::forget(self.0.take());
        }
    }
}

/// Locks for a moment. Only ever done while holding the GIL, and without letting go of it: so no other thread can hold the lock
/// when Python forks, and a child never finds it locked for ever.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
