//! How a call went.

use std::collections::BTreeMap;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};

use super::{pydantic_schema, quoted};

/// How a call went.
#[pyclass(frozen, eq, module = "workos_mfa")]
#[derive(PartialEq)]
pub(crate) struct Metadata {
    /// The HTTP status of the last answer.
    #[pyo3(get)]
    status: u16,
    /// The last answer's `x-request-id`.
    #[pyo3(get)]
    request_id: Option<String>,
    /// How many times the request was tried.
    #[pyo3(get)]
    attempts: u32,
    /// How many seconds the call took, with all attempts and waits.
    #[pyo3(get)]
    elapsed: f64,
    headers: BTreeMap<String, String>,
}

/// `workos_mfa._headers.Headers`.
static HEADERS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

#[pymethods]
impl Metadata {
    #[new]
    #[pyo3(signature = (*, status, request_id=None, attempts=1, elapsed=0.0, headers=None))]
    fn new(
        status: u16,
        request_id: Option<String>,
        attempts: u32,
        elapsed: f64,
        headers: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        // In lower case, and each name once.
        let headers = match headers {
            Some(given) => {
                let headers =
                    HEADERS.import(given.py(), "workos_mfa._headers", "Headers")?.call1((given,))?;
                headers.call_method0("to_dict")?.extract()?
            }
            None => BTreeMap::new(),
        };
        Ok(Self { status, request_id, attempts, elapsed, headers })
    }

    /// The last answer's headers, but for cookies and challenges for passwords. Names are found in any case; `repr` shows no values.
    #[getter]
    fn headers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        HEADERS.import(py, "workos_mfa._headers", "Headers")?.call1((&self.headers,))
    }

    /// All of it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("status", self.status)?;
        dict.set_item("request_id", &self.request_id)?;
        dict.set_item("attempts", self.attempts)?;
        dict.set_item("elapsed", self.elapsed)?;
        dict.set_item("headers", self.headers(py)?.call_method0("to_dict")?)?;
        Ok(dict)
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<((), Bound<'py, PyDict>)> {
        Ok(((), self.to_dict(py)?))
    }

    /// For pydantic, and so for `FastAPI`.
    #[classmethod]
    fn __get_pydantic_core_schema__<'py>(
        cls: &Bound<'py, PyType>,
        _source: &Bound<'py, PyAny>,
        _handler: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        pydantic_schema(cls)
    }

    fn __hash__(&self) -> u64 {
        super::hash(&(self.status, &self.request_id, self.attempts, self.elapsed.to_bits(), &self.headers))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let Self { status, attempts, elapsed, .. } = self;
        let id = self.request_id.as_deref().map_or_else(|| Ok("None".to_owned()), |id| quoted(py, id))?;
        let headers = self.headers(py)?.repr()?;
        Ok(format!(
            "Metadata(status={status}, request_id={id}, attempts={attempts}, elapsed={elapsed:.6}, headers={headers})"
        ))
    }
}

impl From<workos_mfa::Metadata> for Metadata {
    fn from(metadata: workos_mfa::Metadata) -> Self {
        let workos_mfa::Metadata { status, request_id, attempts, elapsed, headers, .. } = metadata;
        let mut values: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in headers.iter() {
            match values.get_mut(name) {
                // RFC 9110, section 5.2: the list of the values.
                Some(known) => known.extend([", ", value]),
                None => drop(values.insert(name.to_owned(), value.to_owned())),
            }
        }
        Self { status, request_id, attempts, elapsed: elapsed.as_secs_f64(), headers: values }
    }
}
