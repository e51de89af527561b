//! One of the three calls, from arguments to reply.

use std::pin::Pin;
use std::time::Duration;

use pyo3::prelude::*;
use workos_mfa::{CallOptions, Client, EnrollFactor, Error, Metadata};

use crate::named::Named;
use crate::{errors, models};

/// What is asked for.
pub(crate) enum Request {
    Enroll(EnrollFactor),
    Get(String),
    Delete(String),
}

/// What came back.
pub(crate) enum Reply {
    Enrolled(Box<workos_mfa::EnrolledFactor>),
    Factor(Box<workos_mfa::Factor>),
    Deleted,
}

/// How a call ended.
pub(crate) type Outcome = Result<(Reply, Metadata), Error>;

/// Makes the call. Boxed: a future of two kilobytes would be copied at each step from here to the runtime, and grow with most of them.
pub(crate) fn perform(
    client: Client,
    request: Request,
    options: CallOptions,
) -> Pin<Box<impl Future<Output = Outcome> + Send>> {
    Box::pin(carry_out(client, request, options))
}

async fn carry_out(client: Client, request: Request, options: CallOptions) -> Outcome {
    Ok(match request {
        Request::Enroll(factor) => {
            let response = client.enroll_factor_with(factor, &options).await?;
            (Reply::Enrolled(Box::new(response.value)), response.metadata)
        }
        Request::Get(id) => {
            let response = client.get_factor_with(id, &options).await?;
            (Reply::Factor(Box::new(response.value)), response.metadata)
        }
        Request::Delete(id) => {
            let response = client.delete_factor_with(id, &options).await?;
            (Reply::Deleted, response.metadata)
        }
    })
}

/// The options of one call, as Python passes them.
#[derive(FromPyObject)]
pub(crate) struct Options {
    #[pyo3(item(0))]
    timeout: Option<f64>,
    #[pyo3(item(1))]
    attempt_timeout: Option<f64>,
    #[pyo3(item(2))]
    max_retries: Option<i64>,
    #[pyo3(item(3))]
    headers: Option<Vec<(String, String)>>,
}

/// The core's options.
pub(crate) fn options(py: Python<'_>, given: Option<Named<Options>>) -> PyResult<CallOptions> {
    let mut options = CallOptions::new();
    let Some(Named(given)) = given else { return Ok(options) };
    if let Some(timeout) = given.timeout {
        options = options.timeout(seconds(timeout));
    }
    if let Some(timeout) = given.attempt_timeout {
        options = options.attempt_timeout(seconds(timeout));
    }
    if let Some(retries) = given.max_retries {
        options = options.max_retries(count(retries).ok_or_else(|| {
            errors::wrong_argument(py, "invalid_request", "max_retries", "max_retries must be 0 or more")
        })?);
    }
    for (name, value) in given.headers.unwrap_or_default() {
        options = options.header(name, value);
    }
    Ok(options)
}

/// What is no duration becomes one that the core refuses, with the option's name.
pub(crate) fn seconds(seconds: f64) -> Duration {
    let refused = if seconds > 0.0 { Duration::MAX } else { Duration::ZERO };
    Duration::try_from_secs_f64(seconds).unwrap_or(refused)
}

/// A number of retries; more than anyone can make is as many as can be made.
pub(crate) fn count(number: i64) -> Option<u32> {
    (number >= 0).then(|| u32::try_from(number).unwrap_or(u32::MAX))
}

/// The reply as Python has it; with metadata, a pair.
pub(crate) fn reply(
    py: Python<'_>,
    (reply, metadata): (Reply, Metadata),
    with_metadata: bool,
) -> PyResult<Py<PyAny>> {
    let value = match reply {
        Reply::Enrolled(factor) => Py::new(py, models::EnrolledFactor::from(*factor))?.into_any(),
        Reply::Factor(factor) => Py::new(py, models::Factor::from(*factor))?.into_any(),
        Reply::Deleted => py.None(),
    };
    if !with_metadata {
        return Ok(value);
    }
    Ok((value, models::Metadata::from(metadata)).into_pyobject(py)?.into_any().unbind())
}
