//! What is raised within a call and meant for the program: `KeyboardInterrupt`, `SystemExit` and whatever else is no `Exception`.
//!
//! Python runs signal handlers in whatever Python code the main thread is in, so Ctrl-C may come in a log handler, or where a token
//! provider is set off. It ends the call, and is raised there.

use std::cell::RefCell;

use pyo3::exceptions::PyException;
use pyo3::prelude::*;

thread_local! {
    /// The first one within the present `watch`.
    static RAISED: RefCell<Option<PyErr>> = const { RefCell::new(None) };
}

/// Does some of a call's work, and says what was raised in it that the caller must see.
pub(crate) fn watch<T>(work: impl FnOnce() -> T) -> (T, Option<PyErr>) {
    // Something may be left of a call that was given up, and whose end was an event.
    drop(RAISED.take());
    let done = work();
    (done, RAISED.take())
}

/// Keeps an error for the caller if it is meant for the program; hands it back if not.
pub(crate) fn keep(py: Python<'_>, error: PyErr) -> Option<PyErr> {
    if error.is_instance_of::<PyException>(py) {
        return Some(error);
    }
    RAISED.with_borrow_mut(|first| {
        first.get_or_insert(error);
    });
    None
}
