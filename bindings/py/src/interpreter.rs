//! One interpreter per process.

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;

/// What users of `mod_wsgi` need to know is in the message: it is they who meet it.
const REFUSED: &str = "workos_mfa can't be used in a subinterpreter: its threads and classes belong to the main interpreter. \
                       Under mod_wsgi, set `WSGIApplicationGroup %{GLOBAL}`";

/// Only the main interpreter may have this module. Python takes the GIL for threads it does not know in the main interpreter's name,
/// and classes are made once per process: from a second one its errors would come as the first one's classes, and its end would
/// leave others with classes that are gone.
///
/// # Errors
///
/// `ImportError` in every other.
pub(crate) fn refuse_others(py: Python<'_>) -> PyResult<()> {
    if is_main(py)? { Ok(()) } else { Err(PyImportError::new_err(REFUSED)) }
}

#[cfg(not(windows))]
#[allow(unsafe_code, reason = "pyo3 has no safe way to ask")]
fn is_main(py: Python<'_>) -> PyResult<bool> {
    use pyo3::ffi;

    // SAFETY: the GIL is held, so there is a present interpreter.
    let id = unsafe { ffi::PyInterpreterState_GetID(ffi::PyInterpreterState_Get()) };
    if id < 0 {
        return Err(PyErr::fetch(py));
    }
    // The main interpreter is the first one that the runtime makes.
    Ok(id == 0)
}

/// `python3.dll` of Python 3.9 lacks the functions.
#[cfg(windows)]
fn is_main(py: Python<'_>) -> PyResult<bool> {
    let Ok(module) = py.import("_interpreters").or_else(|_| py.import("_xxsubinterpreters")) else {
        // A Python that has no module for them.
        return Ok(true);
    };
    module.call_method0("get_current")?.eq(module.call_method0("get_main")?)
}
