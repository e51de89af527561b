//! The client whose calls block.

use std::sync::{Arc, Mutex};

use pyo3::prelude::*;
use workos_mfa::driving::CallProgress;

use crate::call::{self, Options, Request};
use crate::drivers::Drivers;
use crate::errors;
use crate::forks::{Owned, lock};
use crate::lifecycle::InFlight;
use crate::logging::Listening;
use crate::named::Named;
use crate::settings::{self, Settings};
use crate::token::{CALLER, Caller};

/// The sync client below `WorkOSClient`.
#[pyclass(frozen, module = "workos_mfa._native")]
pub(crate) struct Client {
    listening: Arc<Listening>,
    /// `None` when it is closed.
    live: Mutex<Option<Live>>,
    base_url: String,
    has_provider: bool,
}

struct Live {
    /// Connects anew in another process.
    client: workos_mfa::Client,
    /// Another process's are replaced at the first call.
    drivers: Arc<Owned<Drivers>>,
}

#[pymethods]
impl Client {
    #[new]
    #[pyo3(signature = (settings))]
    fn new(py: Python<'_>, settings: Named<Settings<'_>>) -> PyResult<Self> {
        let Named(settings) = settings;
        let listening = Arc::new(Listening::default());
        let has_provider = settings.has_provider();
        let client = settings::client(py, settings, &listening)?;
        let base_url = client.base_url().to_owned();
        let live = Live { drivers: drivers(py, &client)?, client };
        Ok(Self { listening, live: Mutex::new(Some(live)), base_url, has_provider })
    }

    #[getter]
    fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Closes the connections once the calls that are being made have ended.
    fn close(&self) {
        let live = lock(&self.live).take();
        drop(live);
    }

    #[getter]
    fn closed(&self) -> bool {
        lock(&self.live).is_none()
    }

    #[pyo3(signature = (r#type, totp_issuer, totp_user, phone_number, user_id, options, with_metadata))]
    #[allow(clippy::too_many_arguments, reason = "the API's fields")]
    fn enroll_factor(
        &self,
        py: Python<'_>,
        r#type: &Bound<'_, PyAny>,
        totp_issuer: &Bound<'_, PyAny>,
        totp_user: &Bound<'_, PyAny>,
        phone_number: &Bound<'_, PyAny>,
        user_id: &Bound<'_, PyAny>,
        options: Option<Named<Options>>,
        with_metadata: bool,
    ) -> PyResult<Py<PyAny>> {
        let request = Request::enroll(r#type, totp_issuer, totp_user, phone_number, user_id)?;
        self.call(py, request, options, with_metadata)
    }

    #[pyo3(signature = (id, options, with_metadata))]
    fn get_factor(
        &self,
        py: Python<'_>,
        id: &Bound<'_, PyAny>,
        options: Option<Named<Options>>,
        with_metadata: bool,
    ) -> PyResult<Py<PyAny>> {
        self.call(py, Request::get(id)?, options, with_metadata)
    }

    #[pyo3(signature = (id, options, with_metadata))]
    fn delete_factor(
        &self,
        py: Python<'_>,
        id: &Bound<'_, PyAny>,
        options: Option<Named<Options>>,
        with_metadata: bool,
    ) -> PyResult<Py<PyAny>> {
        self.call(py, Request::delete(id)?, options, with_metadata)
    }
}

impl Client {
    fn call(
        &self,
        py: Python<'_>,
        request: Request,
        options: Option<Named<Options>>,
        with_metadata: bool,
    ) -> PyResult<Py<PyAny>> {
        let options = call::options(py, options)?;
        let _in_flight = InFlight::enter()?;
        let drivers = self.drivers(py)?;
        self.listening.look(py)?;
        let lane = drivers.take(py)?;
        let progress = CallProgress::new();
        let call = call::perform(lane.client.clone(), request, options, progress.clone());
        let ended = if self.has_provider {
            lane.driver.run(py, CALLER.scope(Caller::here(py, None)?, call))
        } else {
            lane.driver.run(py, call)
        };
        let outcome = ended.map_err(|stopped| stopped.raise(py, &progress))?;
        call::finish(py, outcome, with_metadata)
    }

    fn drivers(&self, py: Python<'_>) -> PyResult<Arc<Owned<Drivers>>> {
        let mut live = lock(&self.live);
        let Some(live) = &mut *live else { return Err(errors::closed(py)) };
        if !live.drivers.is_ours() {
            live.drivers = drivers(py, &live.client)?;
        }
        Ok(Arc::clone(&live.drivers))
    }
}

fn drivers(py: Python<'_>, client: &workos_mfa::Client) -> PyResult<Arc<Owned<Drivers>>> {
    Ok(Arc::new(Owned::new(Drivers::new(py, client.clone())?)))
}
