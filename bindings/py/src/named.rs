//! Arguments of the wrong type are refused by name, as errors of this package.

use std::borrow::Cow;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::errors;

/// A group of options, and which kind of error it is when one of them is of the wrong type.
pub(crate) trait Group {
    const KIND: &'static str;
}

/// Options that Python passed. If one is of the wrong type, the error says which; derived conversions leave that to the cause of
/// an error that talks about names in Rust.
pub(crate) struct Named<T>(pub(crate) T);

impl<'a, 'py, T: FromPyObject<'a, 'py> + Group> FromPyObject<'a, 'py> for Named<T> {
    type Error = PyErr;

    fn extract(given: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let py = given.py();
        T::extract(given).map(Self).map_err(|error| named::<T>(py, &error.into()))
    }
}

/// From `failed to extract field Settings.timeout` with its cause to `timeout: must be real number, not str`.
fn named<T: Group>(py: Python<'_>, error: &PyErr) -> PyErr {
    let text = error.value(py).to_string();
    match (text.rsplit_once('.'), error.cause(py)) {
        (Some((_, option)), Some(cause)) => {
            errors::wrong_type(py, T::KIND, option, &cause.value(py).to_string())
        }
        _ => error.clone_ref(py),
    }
}

/// A text that is Unicode. Its errors hold nothing of the text, which may be a key.
pub(crate) struct Text(pub(crate) String);

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        read(&given).map(|text| Self(text.into_owned())).map_err(PyTypeError::new_err)
    }
}

/// An argument of a call.
///
/// # Errors
///
/// `InvalidRequestError` that names it.
pub(crate) fn text(name: &str, given: &Bound<'_, PyAny>) -> PyResult<String> {
    match read(given) {
        Ok(text) => Ok(text.into_owned()),
        Err(problem) => Err(errors::wrong_type(given.py(), "invalid_request", name, &problem)),
    }
}

/// One that may be left out.
///
/// # Errors
///
/// As for those that may not.
pub(crate) fn optional_text(name: &str, given: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    if given.is_none() { Ok(None) } else { text(name, given).map(Some) }
}

fn read<'a>(given: &'a Bound<'_, PyAny>) -> Result<Cow<'a, str>, String> {
    let Ok(text) = given.cast::<PyString>() else {
        let class =
            given.get_type().name().map_or_else(|_| "something else".to_owned(), |name| name.to_string());
        return Err(format!("must be str, not {class}"));
    };
    text.to_cow().map_err(|_| "must be Unicode text; a lone surrogate is none".to_owned())
}

/// A text or bytes.
pub(crate) struct Pem(pub(crate) Vec<u8>);

impl<'py> FromPyObject<'_, 'py> for Pem {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(bytes) = given.cast::<PyBytes>() {
            return Ok(Self(bytes.as_bytes().to_vec()));
        }
        let problem =
            |problem: String| PyTypeError::new_err(problem.replacen("be str", "be str or bytes", 1));
        read(&given).map(|text| Self(text.into_owned().into_bytes())).map_err(problem)
    }
}
