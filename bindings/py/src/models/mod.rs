//! What the API returns, as Python objects: frozen, comparable, hashable; texts become Python strings when they are read.

mod enrolled;
mod enrolled_totp;
mod factor;
mod metadata;
mod parts;
mod time;

pub(crate) use enrolled::EnrolledFactor;
pub(crate) use enrolled_totp::EnrolledTotp;
pub(crate) use factor::Factor;
pub(crate) use metadata::Metadata;
pub(crate) use parts::{Sms, Totp};

use std::hash::{DefaultHasher, Hash, Hasher};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

const OBJECT: &str = "authentication_factor";

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A member that is there.
fn put<'py>(dict: &Bound<'py, PyDict>, name: &str, value: Option<impl IntoPyObject<'py>>) -> PyResult<()> {
    match value {
        Some(value) => dict.set_item(name, value),
        None => Ok(()),
    }
}

/// How pydantic reads and writes a class of these.
fn pydantic_schema<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
    class.py().import("workos_mfa._pydantic")?.call_method1("schema", (class,))
}

/// A text as Python would show it.
fn quoted(py: Python<'_>, text: &str) -> PyResult<String> {
    pyo3::types::PyString::new(py, text).repr()?.extract()
}
