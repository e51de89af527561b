//! What single kinds of factors have besides.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use super::{hash, pydantic_schema, quoted};

/// A time-based one-time password (RFC 6238), without its secret.
#[pyclass(frozen, eq, from_py_object, module = "workos_mfa")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Totp {
    /// Your product's or company's name, as the authenticator app shows it.
    #[pyo3(get)]
    issuer: String,
    /// Whose factor it is, as the authenticator app shows it.
    #[pyo3(get)]
    user: String,
}

#[pymethods]
impl Totp {
    #[new]
    #[pyo3(signature = (*, issuer, user))]
    pub(super) fn new(issuer: String, user: String) -> Self {
        Self { issuer, user }
    }

    /// The wire's form.
    pub(super) fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("issuer", &self.issuer)?;
        dict.set_item("user", &self.user)?;
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
        hash(self)
    }

    pub(super) fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Totp(issuer={}, user={})", quoted(py, &self.issuer)?, quoted(py, &self.user)?))
    }
}

impl From<workos_mfa::Totp> for Totp {
    fn from(totp: workos_mfa::Totp) -> Self {
        Self { issuer: totp.issuer, user: totp.user }
    }
}

/// Codes sent as text messages.
#[pyclass(frozen, eq, from_py_object, module = "workos_mfa")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Sms {
    /// The phone that receives the codes, in E.164 form.
    #[pyo3(get)]
    phone_number: String,
}

#[pymethods]
impl Sms {
    #[new]
    #[pyo3(signature = (*, phone_number))]
    pub(super) fn new(phone_number: String) -> Self {
        Self { phone_number }
    }

    /// The wire's form.
    pub(super) fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("phone_number", &self.phone_number)?;
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
        hash(self)
    }

    pub(super) fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Sms(phone_number={})", quoted(py, &self.phone_number)?))
    }
}

impl From<workos_mfa::Sms> for Sms {
    fn from(sms: workos_mfa::Sms) -> Self {
        Self { phone_number: sms.phone_number }
    }
}
