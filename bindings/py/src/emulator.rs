//! `workos_mfa.testing`: the emulator, in this process.

use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use workos_mfa_emulator::{Operation, StartError, blocking, totp};

use crate::call::seconds;
use crate::forks::{Owned, lock};
use crate::models::Factor;

/// The API on this machine, on a thread of its own, until it is stopped.
///
/// It is a context manager.
#[pyclass(frozen, module = "workos_mfa.testing")]
pub(crate) struct Emulator {
    running: Mutex<Option<Owned<blocking::Emulator>>>,
    #[pyo3(get)]
    url: String,
    #[pyo3(get)]
    api_key: String,
}

#[pymethods]
impl Emulator {
    /// Starts it, on a free port unless one is named. The first of the keys is `api_key`.
    #[new]
    #[pyo3(signature = (*, port=0, api_keys=Vec::new()))]
    fn new(py: Python<'_>, port: u16, api_keys: Vec<String>) -> PyResult<Self> {
        let builder = workos_mfa_emulator::Emulator::builder().port(port);
        let builder = api_keys.into_iter().fold(builder, workos_mfa_emulator::Builder::api_key);
        let emulator = py.detach(|| builder.start_on_thread()).map_err(|error| match error {
            StartError::Bind { .. } | StartError::Thread { .. } => PyOSError::new_err(error.to_string()),
            other => PyValueError::new_err(other.to_string()),
        })?;
        let (url, api_key) = (emulator.url().to_owned(), emulator.api_key().to_owned());
        Ok(Self { running: Mutex::new(Some(Owned::new(emulator))), url, api_key })
    }

    /// Lets the next `times` requests of an operation go wrong. Further calls queue up behind this one.
    #[pyo3(signature = (operation, fault, times=1))]
    fn inject(&self, operation: &str, fault: &Fault, times: usize) -> PyResult<()> {
        let operation = operation_named(operation)?;
        self.with(|emulator| emulator.inject(operation, fault.0.clone(), times))
    }

    /// How many requests have arrived, refused and faulty ones included: of one operation, or in all.
    #[pyo3(signature = (operation=None))]
    fn requests(&self, operation: Option<&str>) -> PyResult<usize> {
        let operation = operation.map(operation_named).transpose()?;
        self.with(|emulator| match operation {
            Some(operation) => emulator.requests(operation),
            None => emulator.total_requests(),
        })
    }

    /// The factors that exist now, the oldest first.
    fn factors(&self) -> PyResult<Vec<Factor>> {
        self.with(|emulator| emulator.factors().into_iter().map(Factor::from).collect())
    }

    /// Forgets the factors, the faults that are still to come and the counts.
    fn reset(&self) -> PyResult<()> {
        self.with(|emulator| emulator.reset())
    }

    /// Stops it. The port is free when this returns.
    fn stop(&self, py: Python<'_>) {
        let running = lock(&self.running).take();
        py.detach(|| drop(running));
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_error))]
    fn __exit__(&self, py: Python<'_>, _error: &Bound<'_, PyAny>) {
        self.stop(py);
    }

    fn __repr__(&self) -> String {
        format!("Emulator(url='{}')", self.url)
    }
}

impl Emulator {
    fn with<T>(&self, work: impl FnOnce(&blocking::Emulator) -> T) -> PyResult<T> {
        match &*lock(&self.running) {
            Some(emulator) if emulator.is_ours() => Ok(work(emulator)),
            Some(_) => Err(PyRuntimeError::new_err("the emulator runs in the parent process")),
            None => Err(PyRuntimeError::new_err("the emulator is stopped")),
        }
    }
}

/// Something that goes wrong on purpose.
#[pyclass(frozen, module = "workos_mfa.testing")]
pub(crate) struct Fault(workos_mfa_emulator::Fault);

#[pymethods]
impl Fault {
    /// Another status instead of the reply.
    #[staticmethod]
    fn status(status: u16) -> PyResult<Self> {
        if !(200..=599).contains(&status) {
            return Err(PyValueError::new_err("status must be between 200 and 599"));
        }
        Ok(Self(workos_mfa_emulator::Fault::status(status)))
    }

    /// The ordinary reply, after so many seconds.
    #[staticmethod]
    fn delay(wait: f64) -> PyResult<Self> {
        Ok(Self(workos_mfa_emulator::Fault::delay(wait_of(wait)?)))
    }

    /// The request is carried out and never answered.
    #[staticmethod]
    fn hang() -> Self {
        Self(workos_mfa_emulator::Fault::hang())
    }

    /// The connection is reset before the request is read.
    #[staticmethod]
    fn reset_before_reading() -> Self {
        Self(workos_mfa_emulator::Fault::reset_before_reading())
    }

    /// The request is carried out; then the connection is reset.
    #[staticmethod]
    fn reset_after_reading() -> Self {
        Self(workos_mfa_emulator::Fault::reset_after_reading())
    }

    /// The reply's head and so many bytes of its body; then the connection is closed.
    #[staticmethod]
    fn cut_body(bytes: usize) -> Self {
        Self(workos_mfa_emulator::Fault::cut_body(bytes))
    }

    /// The reply's head and so many bytes of its body; then nothing.
    #[staticmethod]
    fn stall_body(bytes: usize) -> Self {
        Self(workos_mfa_emulator::Fault::stall_body(bytes))
    }

    /// Bytes that are not HTTP.
    #[staticmethod]
    fn garbage() -> Self {
        Self(workos_mfa_emulator::Fault::garbage())
    }

    /// The same with a further header.
    fn header(&self, name: String, value: String) -> Self {
        Self(self.0.clone().header(name, value))
    }

    /// The same with another body.
    fn body(&self, body: Vec<u8>) -> Self {
        Self(self.0.clone().body(body))
    }

    /// The same after so many seconds.
    fn delayed(&self, wait: f64) -> PyResult<Self> {
        Ok(Self(self.0.clone().delayed(wait_of(wait)?)))
    }

    /// The same, with the operation carried out all the same, or not.
    fn takes_effect(&self, takes_effect: bool) -> Self {
        Self(self.0.clone().takes_effect(takes_effect))
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.0)
    }
}

/// The code that an authenticator app shows for a secret in Base32 (RFC 6238), now or at a time in seconds since 1970.
#[pyfunction]
#[pyo3(signature = (secret, at=None))]
pub(crate) fn totp_code(secret: &str, at: Option<f64>) -> PyResult<String> {
    let at = match at {
        Some(at) if at >= 0.0 => seconds(at),
        Some(_) => return Err(PyValueError::new_err("at must be 0 or later")),
        None => SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
    };
    totp::code(secret, at.as_secs()).map_err(|error| PyValueError::new_err(error.to_string()))
}

fn operation_named(name: &str) -> PyResult<Operation> {
    Operation::ALL.into_iter().find(|operation| operation.as_str() == name).ok_or_else(|| {
        let names: Vec<&str> = Operation::ALL.into_iter().map(Operation::as_str).collect();
        PyValueError::new_err(format!("there is no operation {name:?}; there are {}", names.join(", ")))
    })
}

fn wait_of(wait: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(wait)
        .map_err(|_| PyValueError::new_err("a wait is a number of seconds, 0 or more"))
}
