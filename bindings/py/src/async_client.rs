//! The client for asyncio.

use std::sync::{Arc, Mutex};

use pyo3::prelude::*;
use workos_mfa::driving::CallProgress;

use crate::call::{self, Options, Request};
use crate::forks::lock;
use crate::logging::Listening;
use crate::mailbox::Mailbox;
use crate::named::Named;
use crate::settings::{self, Settings};
use crate::token::{CALLER, Caller};
use crate::{background, errors};

/// The async client below `AsyncWorkOSClient`. A call returns its number, for `Mailbox.abort`; its result goes to the future.
#[pyclass(frozen, module = "workos_mfa._native")]
pub(crate) struct AsyncClient {
    listening: Arc<Listening>,
    /// `None` when it is closed.
    live: Mutex<Option<workos_mfa::Client>>,
    base_url: String,
    has_provider: bool,
}

#[pymethods]
impl AsyncClient {
    #[new]
    #[pyo3(signature = (settings))]
    fn new(py: Python<'_>, settings: Named<Settings<'_>>) -> PyResult<Self> {
        let Named(settings) = settings;
        let listening = Arc::new(Listening::default());
        let has_provider = settings.has_provider();
        let client = settings::client(py, settings, &listening)?;
        let base_url = client.base_url().to_owned();
        Ok(Self { listening, live: Mutex::new(Some(client)), base_url, has_provider })
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

    #[pyo3(signature = (target, r#type, totp_issuer, totp_user, phone_number, user_id, options, with_metadata))]
    #[allow(clippy::too_many_arguments, reason = "the API's fields")]
    fn enroll_factor(
        &self,
        py: Python<'_>,
        target: Target<'_>,
        r#type: &Bound<'_, PyAny>,
        totp_issuer: &Bound<'_, PyAny>,
        totp_user: &Bound<'_, PyAny>,
        phone_number: &Bound<'_, PyAny>,
        user_id: &Bound<'_, PyAny>,
        options: Option<Named<Options>>,
        with_metadata: bool,
    ) -> PyResult<u64> {
        let request = Request::enroll(r#type, totp_issuer, totp_user, phone_number, user_id)?;
        self.call(py, target, request, options, with_metadata)
    }

    #[pyo3(signature = (target, id, options, with_metadata))]
    fn get_factor(
        &self,
        py: Python<'_>,
        target: Target<'_>,
        id: &Bound<'_, PyAny>,
        options: Option<Named<Options>>,
        with_metadata: bool,
    ) -> PyResult<u64> {
        self.call(py, target, Request::get(id)?, options, with_metadata)
    }

    #[pyo3(signature = (target, id, options, with_metadata))]
    fn delete_factor(
        &self,
        py: Python<'_>,
        target: Target<'_>,
        id: &Bound<'_, PyAny>,
        options: Option<Named<Options>>,
        with_metadata: bool,
    ) -> PyResult<u64> {
        self.call(py, target, Request::delete(id)?, options, with_metadata)
    }
}

/// Where a result goes: the loop, its mailbox, the future.
type Target<'py> = (Py<PyAny>, Bound<'py, Mailbox>, Py<PyAny>);

impl AsyncClient {
    fn call(
        &self,
        py: Python<'_>,
        (event_loop, mailbox, future): Target<'_>,
        request: Request,
        options: Option<Named<Options>>,
        with_metadata: bool,
    ) -> PyResult<u64> {
        let options = call::options(py, options)?;
        let client = lock(&self.live).clone().ok_or_else(|| errors::closed(py))?;
        let background = background::running(py)?;
        self.listening.look(py)?;
        let progress = CallProgress::new();
        let call = call::perform(client, request, options, progress.clone());
        let mailbox = mailbox.get();
        Ok(if self.has_provider {
            let call = CALLER.scope(Caller::here(py, Some(event_loop))?, call);
            mailbox.spawn(&background, future, with_metadata, progress, call)
        } else {
            mailbox.spawn(&background, future, with_metadata, progress, call)
        })
    }
}
