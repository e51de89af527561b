//! The core's error as the exception of its kind.

use std::error::Error as _;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList};
use workos_mfa::Error;

/// `workos_mfa._errors._from_native`: exceptions are Python classes, because the stable ABI has no native ones on old versions.
static FROM_NATIVE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

pub(crate) fn raise(py: Python<'_>, error: &Error) -> PyErr {
    let build = || {
        let exception =
            from_native(py)?.call1((error.kind().as_str(), error.to_string(), fields(py, error)?))?;
        let exception = PyErr::from_value(exception);
        // What a token provider raised says more than that it did.
        if let Some(cause) = error.source().and_then(|source| source.downcast_ref::<PyErr>()) {
            exception.set_cause(py, Some(cause.clone_ref(py)));
        }
        Ok(exception)
    };
    build().unwrap_or_else(|problem: PyErr| problem)
}

/// The end of a call that the interpreter's end ends; `cancelled` says what is known of it.
pub(crate) fn shutdown(py: Python<'_>, cancelled: &Error) -> PyErr {
    let build = || {
        let message = "the interpreter is shutting down";
        let fields = fields(py, cancelled)?;
        fields.set_item("message", message)?;
        let text = cancelled.to_string().replacen(cancelled.message(), message, 1);
        from_native(py)?.call1((cancelled.kind().as_str(), text, fields, Some("runtime")))
    };
    build().map_or_else(|problem| problem, PyErr::from_value)
}

fn fields<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyDict>> {
    let field_errors: Vec<_> = error
        .field_errors()
        .iter()
        .map(|each| (each.field.as_deref(), each.code.as_deref(), each.message.as_deref()))
        .collect();
    let fields = PyDict::new(py);
    fields.set_item("message", error.message())?;
    fields.set_item("status", error.status())?;
    fields.set_item("code", error.code())?;
    fields.set_item("field_errors", PyList::new(py, field_errors)?)?;
    fields.set_item("request_id", error.request_id())?;
    fields.set_item("retry_after", error.retry_after().map(|wait| wait.as_secs_f64()))?;
    fields.set_item("outcome", error.outcome().as_str())?;
    fields.set_item("attempts", error.attempts())?;
    fields.set_item("elapsed", error.elapsed().as_secs_f64())?;
    fields.set_item("body", error.body())?;
    fields.set_item("factor_id", error.factor_id())?;
    fields.set_item("retry_budget_exhausted", error.retry_budget_exhausted())?;
    fields.set_item("headers", PyList::new(py, error.headers().iter())?)?;
    Ok(fields)
}

/// An argument that the core's types can't even hold, in the same form as those that the core refuses.
pub(crate) fn wrong_argument(py: Python<'_>, kind: &str, field: &str, message: &str) -> PyErr {
    ours(py, kind, "not_sent", Some(field), message, None)
}

/// An argument of the wrong type: a `TypeError`, too.
pub(crate) fn wrong_type(py: Python<'_>, kind: &str, field: &str, problem: &str) -> PyErr {
    ours(py, kind, "not_sent", Some(field), &format!("{field}: {problem}"), Some("type"))
}

/// A call that can't begin: a `RuntimeError`, too.
pub(crate) fn closed(py: Python<'_>) -> PyErr {
    ours(py, "config", "not_sent", Some("client"), "the client is closed; make a new one", Some("runtime"))
}

/// A call that this process can't make because it has no thread or file descriptor left for it.
pub(crate) fn no_connection(py: Python<'_>, problem: &std::io::Error) -> PyErr {
    ours(py, "connect", "not_sent", None, &format!("no connection to the server: {problem}"), None)
}

/// A call that can't be made where it is made: a `RuntimeError`, too.
pub(crate) fn nested(py: Python<'_>) -> PyErr {
    let message =
        "a call from within a log handler of this client would wait for itself; make it on another thread";
    ours(py, "invalid_request", "not_sent", None, message, Some("runtime"))
}

/// What was raised for the program, with what is known of the call that it has ended.
pub(crate) fn in_context(py: Python<'_>, raised: &PyErr, of_call: &PyErr) -> PyResult<()> {
    let before = raised.value(py).getattr("__context__")?;
    of_call.value(py).setattr("__context__", before)?;
    raised.value(py).setattr("__context__", of_call.value(py))
}

/// An error that is found in this layer.
///
/// `also` names the built-in class that it is as well.
pub(crate) fn ours(
    py: Python<'_>,
    kind: &str,
    outcome: &str,
    field: Option<&str>,
    message: &str,
    also: Option<&str>,
) -> PyErr {
    let build = || {
        let fields = PyDict::new(py);
        fields.set_item("message", message)?;
        fields.set_item("outcome", outcome)?;
        let field_errors = field.map(|field| (field, "invalid", message));
        fields.set_item("field_errors", PyList::new(py, field_errors)?)?;
        from_native(py)?.call1((kind, format!("{message} ({kind})"), fields, also))
    };
    build().map_or_else(|problem| problem, PyErr::from_value)
}

fn from_native(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    FROM_NATIVE
        .get_or_try_init(py, || Ok(py.import("workos_mfa._errors")?.getattr("_from_native")?.unbind()))
        .map(|function| function.bind(py))
}
