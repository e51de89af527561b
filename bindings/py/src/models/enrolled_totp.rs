//! What an authenticator app needs: the one place in this package that holds secrets.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyType};
use workos_mfa::Secret;

use super::{hash, pydantic_schema, quoted};
use crate::errors;

/// What an authenticator app needs. Each of `secret`, `qr_code` and `uri` reveals the shared secret; `repr` shows none of them.
#[pyclass(frozen, eq, from_py_object, module = "workos_mfa")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct EnrolledTotp(Arc<Parts>);

#[derive(PartialEq, Eq)]
struct Parts {
    issuer: String,
    user: String,
    secret: Secret,
    qr_code: Secret,
    uri: Secret,
}

impl Hash for Parts {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // The address holds all the rest.
        self.uri.expose().hash(state);
    }
}

#[pymethods]
impl EnrolledTotp {
    #[new]
    #[pyo3(signature = (*, issuer, user, secret, qr_code, uri))]
    fn new(issuer: String, user: String, secret: String, qr_code: String, uri: String) -> Self {
        Self(Arc::new(Parts {
            issuer,
            user,
            secret: secret.into(),
            qr_code: qr_code.into(),
            uri: uri.into(),
        }))
    }

    /// Your product's or company's name, as the authenticator app shows it.
    #[getter]
    fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// Whose factor it is, as the authenticator app shows it.
    #[getter]
    fn user(&self) -> &str {
        &self.0.user
    }

    /// The shared secret in Base32 (RFC 4648), for typing it in by hand.
    #[getter]
    fn secret(&self) -> &str {
        self.0.secret.expose()
    }

    /// A QR code of `uri` as a PNG image in a `data:` URL, for an `img` element. Empty, if `uri` is too long for a QR code.
    #[getter]
    fn qr_code(&self) -> &str {
        self.0.qr_code.expose()
    }

    /// The `otpauth://totp/…` address that the QR code holds.
    #[getter]
    fn uri(&self) -> &str {
        self.0.uri.expose()
    }

    /// The QR code as the bytes of an image file. `DecodeError`, if `qr_code` is empty or not a base64 `data:` URL.
    fn qr_png<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let png = workos_mfa::EnrolledTotp::png_of(self.qr_code());
        png.map(|png| PyBytes::new(py, &png)).map_err(|error| errors::raise(py, &error))
    }

    /// The wire's form, with the secrets.
    pub(super) fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("issuer", self.issuer())?;
        dict.set_item("user", self.user())?;
        dict.set_item("secret", self.secret())?;
        dict.set_item("qr_code", self.qr_code())?;
        dict.set_item("uri", self.uri())?;
        Ok(dict)
    }

    /// For `pickle` and `copy`. A pickle holds the secrets: treat it as you treat them.
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
        Ok(format!(
            "EnrolledTotp(issuer={}, user={}, secret=[redacted], qr_code=[redacted], uri=[redacted])",
            quoted(py, self.issuer())?,
            quoted(py, self.user())?,
        ))
    }
}

impl From<workos_mfa::EnrolledTotp> for EnrolledTotp {
    fn from(totp: workos_mfa::EnrolledTotp) -> Self {
        let workos_mfa::EnrolledTotp { issuer, user, secret, qr_code, uri, .. } = totp;
        Self(Arc::new(Parts { issuer, user, secret, qr_code, uri }))
    }
}
