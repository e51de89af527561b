//! A client's options, from Python's names to the core's.

use std::sync::Arc;

use pyo3::prelude::*;
use workos_mfa::{Client, ClientBuilder, RetryBudget};

use crate::call::{count, seconds};
use crate::errors;
use crate::logging::{Events, Listening};
use crate::named::{Group, Pem, Text};
use crate::token::Provider;

/// What the Python layer passes; `None` is what was left out.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Settings<'py> {
    api_key: Option<Text>,
    token_provider: Option<Bound<'py, PyAny>>,
    base_url: Option<Text>,
    allow_http: Option<bool>,
    timeout: Option<f64>,
    attempt_timeout: Option<f64>,
    connect_timeout: Option<f64>,
    max_retries: Option<i64>,
    retry_budget: Option<f64>,
    user_agent_suffix: Option<Text>,
    headers: Option<Vec<(Text, Text)>>,
    proxy: Option<Text>,
    no_proxy: bool,
    root_certificate: Option<Pem>,
    client_certificate: Option<Pem>,
    client_key: Option<Pem>,
}

impl Group for Settings<'_> {
    const KIND: &'static str = "config";
}

impl Settings<'_> {
    pub(crate) fn has_provider(&self) -> bool {
        self.token_provider.is_some()
    }
}

/// A client by the environment, and on top of it by what was passed.
pub(crate) fn client(py: Python<'_>, settings: Settings<'_>, listening: &Arc<Listening>) -> PyResult<Client> {
    let mut builder = ClientBuilder::from_env()
        .map_err(|error| errors::raise(py, &error))?
        .user_agent_product("workos-mfa-python")
        .observer(Arc::new(Events::new(Arc::clone(listening))));
    match (settings.api_key, settings.token_provider) {
        (Some(_), Some(_)) => {
            let message = "pass either api_key or token_provider, not both";
            return Err(errors::wrong_argument(py, "config", "token_provider", message));
        }
        (Some(Text(key)), None) => builder = builder.api_key(key),
        (None, Some(provider)) => {
            builder = builder.token_provider(Provider::new(&provider)?);
        }
        (None, None) => {}
    }
    if let Some(Text(url)) = settings.base_url {
        builder = builder.base_url(url);
    }
    // Otherwise it is as the environment says.
    if let Some(allow) = settings.allow_http {
        builder = builder.allow_http(allow);
    }
    if let Some(timeout) = settings.timeout {
        builder = builder.timeout(seconds(timeout));
    }
    if let Some(timeout) = settings.attempt_timeout {
        builder = builder.attempt_timeout(seconds(timeout));
    }
    if let Some(timeout) = settings.connect_timeout {
        builder = builder.connect_timeout(seconds(timeout));
    }
    if let Some(retries) = settings.max_retries {
        builder = builder.max_retries(count(retries).ok_or_else(|| {
            errors::wrong_argument(py, "config", "max_retries", "max_retries must be 0 or more")
        })?);
    }
    if let Some(per_call) = settings.retry_budget {
        builder = builder.retry_budget(RetryBudget::per_call(per_call));
    }
    if let Some(Text(suffix)) = settings.user_agent_suffix {
        builder = builder.user_agent_suffix(suffix);
    }
    for (Text(name), Text(value)) in settings.headers.unwrap_or_default() {
        builder = builder.header(name, value);
    }
    if let Some(Text(url)) = settings.proxy {
        builder = builder.proxy(url);
    }
    if settings.no_proxy {
        builder = builder.no_proxy();
    }
    if let Some(Pem(pem)) = settings.root_certificate {
        builder = builder.root_certificate_pem(pem);
    }
    if settings.client_certificate.is_some() || settings.client_key.is_some() {
        // The core names the one that is missing.
        let pem = |given: Option<Pem>| given.map(|Pem(pem)| pem).unwrap_or_default();
        builder = builder.client_certificate_pem(pem(settings.client_certificate), pem(settings.client_key));
    }
    builder.build().map_err(|error| errors::raise(py, &error))
}
