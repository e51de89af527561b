//! Errors that name the option.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

/// Options that Python passed. If one is of the wrong type, the error says which; derived conversions leave that to the cause of
/// an error that talks about names in Rust.
pub(crate) struct Named<T>(pub(crate) T);

impl<'a, 'py, T: FromPyObject<'a, 'py>> FromPyObject<'a, 'py> for Named<T> {
    type Error = PyErr;

    fn extract(given: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let py = given.py();
        T::extract(given).map(Self).map_err(|error| named(py, &error.into()))
    }
}

/// From `failed to extract field Settings.timeout` with its cause to `timeout: must be real number, not str`.
fn named(py: Python<'_>, error: &PyErr) -> PyErr {
    let text = error.value(py).to_string();
    match (text.rsplit_once('.'), error.cause(py)) {
        (Some((_, option)), Some(cause)) => PyTypeError::new_err(format!("{option}: {}", cause.value(py))),
        _ => error.clone_ref(py),
    }
}
