//! A factor as it is read back, without secrets.

use jiff::Timestamp;
use pyo3::prelude::*;
use pyo3::types::{PyDateTime, PyDict, PyType};
use workos_mfa::models::timestamp_to_wire;

use super::{OBJECT, hash, put, pydantic_schema, quoted, time};
use super::{Sms, Totp};

/// An authentication factor. It holds no secrets: those are shown once, in the reply to the enrolment.
#[pyclass(frozen, eq, module = "workos_mfa")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Factor {
    /// The factor's id.
    #[pyo3(get)]
    id: String,
    /// The kind of factor: `totp`, `sms`, `generic_otp`, `webauthn`, or one that this version does not know.
    #[pyo3(get, name = "type")]
    kind: String,
    /// The WorkOS user the factor belongs to, if it was enrolled for one.
    #[pyo3(get)]
    user_id: Option<String>,
    /// More about a `totp` factor.
    #[pyo3(get)]
    totp: Option<Totp>,
    /// More about an `sms` factor.
    #[pyo3(get)]
    sms: Option<Sms>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[pymethods]
impl Factor {
    #[new]
    #[pyo3(signature = (*, id, r#type, created_at, updated_at, user_id=None, totp=None, sms=None))]
    fn new(
        id: String,
        r#type: String,
        created_at: &Bound<'_, PyDateTime>,
        updated_at: &Bound<'_, PyDateTime>,
        user_id: Option<String>,
        totp: Option<Totp>,
        sms: Option<Sms>,
    ) -> PyResult<Self> {
        Ok(Self {
            id,
            kind: r#type,
            user_id,
            totp,
            sms,
            created_at: time::from_python(created_at)?,
            updated_at: time::from_python(updated_at)?,
        })
    }

    /// Always `authentication_factor`.
    #[getter]
    fn object(&self) -> &'static str {
        OBJECT
    }

    /// When the factor was enrolled.
    #[getter]
    fn created_at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDateTime>> {
        time::to_python(py, self.created_at)
    }

    /// When the factor was last changed.
    #[getter]
    fn updated_at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDateTime>> {
        time::to_python(py, self.updated_at)
    }

    /// The wire's form, ready for `json.dumps`. Absent members are left out.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("object", OBJECT)?;
        dict.set_item("id", &self.id)?;
        dict.set_item("type", &self.kind)?;
        put(&dict, "user_id", self.user_id.as_deref())?;
        put(&dict, "totp", self.totp.as_ref().map(|totp| totp.to_dict(py)).transpose()?)?;
        put(&dict, "sms", self.sms.as_ref().map(|sms| sms.to_dict(py)).transpose()?)?;
        dict.set_item("created_at", timestamp_to_wire(self.created_at))?;
        dict.set_item("updated_at", timestamp_to_wire(self.updated_at))?;
        Ok(dict)
    }

    /// For `pickle` and `copy`.
    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<((), Bound<'py, PyDict>)> {
        let dict = PyDict::new(py);
        dict.set_item("id", &self.id)?;
        dict.set_item("type", &self.kind)?;
        dict.set_item("user_id", self.user_id.as_deref())?;
        dict.set_item("totp", self.totp.clone())?;
        dict.set_item("sms", self.sms.clone())?;
        dict.set_item("created_at", self.created_at(py)?)?;
        dict.set_item("updated_at", self.updated_at(py)?)?;
        Ok(((), dict))
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

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let mut text = format!("Factor(id={}, type={}", quoted(py, &self.id)?, quoted(py, &self.kind)?);
        if let Some(user) = &self.user_id {
            text += &format!(", user_id={}", quoted(py, user)?);
        }
        if let Some(totp) = &self.totp {
            text += &format!(", totp={}", totp.__repr__(py)?);
        }
        if let Some(sms) = &self.sms {
            text += &format!(", sms={}", sms.__repr__(py)?);
        }
        for (name, moment) in [("created_at", self.created_at), ("updated_at", self.updated_at)] {
            text += &format!(", {name}={}", timestamp_to_wire(moment));
        }
        Ok(text + ")")
    }
}

impl From<workos_mfa::Factor> for Factor {
    fn from(factor: workos_mfa::Factor) -> Self {
        Self {
            id: factor.id.as_str().to_owned(),
            kind: factor.factor_type.as_str().to_owned(),
            user_id: factor.user_id,
            totp: factor.totp.map(Totp::from),
            sms: factor.sms.map(Sms::from),
            created_at: factor.created_at,
            updated_at: factor.updated_at,
        }
    }
}

impl From<workos_mfa_emulator::StoredFactor> for Factor {
    fn from(stored: workos_mfa_emulator::StoredFactor) -> Self {
        Self {
            id: stored.id,
            kind: stored.factor_type,
            user_id: stored.user_id,
            totp: stored.totp.map(|totp| Totp::new(totp.issuer, totp.user)),
            sms: stored.phone_number.map(Sms::new),
            created_at: stored.created_at,
            updated_at: stored.created_at,
        }
    }
}
