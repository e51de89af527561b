//! One of the three calls, from arguments to reply.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use pyo3::prelude::*;
use workos_mfa::driving::CallProgress;
use workos_mfa::{CallOptions, Client, EnrollFactor, Error, ErrorKind, Metadata};

use crate::named::{Group, Named, Text, optional_text, text};
use crate::{errors, interrupts, lifecycle, models};

/// What is asked for.
pub(crate) enum Request {
    Enroll(EnrollFactor),
    Get(String),
    Delete(String),
}

impl Request {
    pub(crate) fn enroll(
        r#type: &Bound<'_, PyAny>,
        totp_issuer: &Bound<'_, PyAny>,
        totp_user: &Bound<'_, PyAny>,
        phone_number: &Bound<'_, PyAny>,
        user_id: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let factor = EnrollFactor::from_parts(
            &text("type", r#type)?,
            optional_text("totp_issuer", totp_issuer)?,
            optional_text("totp_user", totp_user)?,
            optional_text("phone_number", phone_number)?,
            optional_text("user_id", user_id)?,
        );
        factor.map(Self::Enroll).map_err(|error| errors::raise(r#type.py(), &error))
    }

    pub(crate) fn get(id: &Bound<'_, PyAny>) -> PyResult<Self> {
        text("authentication_factor_id", id).map(Self::Get)
    }

    pub(crate) fn delete(id: &Bound<'_, PyAny>) -> PyResult<Self> {
        text("authentication_factor_id", id).map(Self::Delete)
    }
}

/// What came back.
pub(crate) enum Reply {
    Enrolled(Box<workos_mfa::EnrolledFactor>),
    Factor(Box<workos_mfa::Factor>),
    Deleted,
}

/// How a call ended.
pub(crate) type Outcome = Result<(Reply, Metadata), Failure>;

/// Why there is no reply.
pub(crate) enum Failure {
    Error(Error),
    /// What was raised within it is meant for the program, and has ended the call; with what the call had come to.
    Interrupted(PyErr, Box<Result<(Reply, Metadata), Error>>),
}

/// Makes the call. Boxed: a future of two kilobytes would be copied at each step from here to the runtime, and grow with most of them.
pub(crate) fn perform(
    client: Client,
    request: Request,
    options: CallOptions,
    progress: CallProgress,
) -> Pin<Box<impl Future<Output = Outcome> + Send>> {
    Box::pin(async move {
        let (interrupt, ended) = {
            let mut call = pin!(carry_out(client, request, options.watched_by(&progress)));
            poll_fn(|context| {
                // Events come within a poll, and on this thread.
                let (polled, interrupt) = interrupts::watch(|| call.as_mut().poll(context));
                match (interrupt, polled) {
                    (None, Poll::Pending) => Poll::Pending,
                    (interrupt, Poll::Ready(result)) => Poll::Ready((interrupt, Some(result))),
                    (interrupt, Poll::Pending) => Poll::Ready((interrupt, None)),
                }
            })
            .await
        };
        // Here the call is dropped, so no more will be known of it.
        let result = ended.unwrap_or_else(|| Err(progress.cancelled()));
        match interrupt {
            None => result.map_err(Failure::Error),
            Some(raised) => Err(Failure::Interrupted(raised, Box::new(result))),
        }
    })
}

async fn carry_out(
    client: Client,
    request: Request,
    options: CallOptions,
) -> Result<(Reply, Metadata), Error> {
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
    headers: Option<Vec<(Text, Text)>>,
}

impl Group for Options {
    const KIND: &'static str = "invalid_request";
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
    for (Text(name), Text(value)) in given.headers.unwrap_or_default() {
        options = options.header(name, value);
    }
    Ok(options)
}

/// A number of seconds. One that is no duration (negative, infinite, NaN) becomes a duration that the core refuses by the option's name.
pub(crate) fn seconds(seconds: f64) -> Duration {
    let refused = if seconds > 0.0 { Duration::MAX } else { Duration::ZERO };
    Duration::try_from_secs_f64(seconds).unwrap_or(refused)
}

/// A number of retries; more than anyone can make is as many as can be made.
pub(crate) fn count(number: i64) -> Option<u32> {
    (number >= 0).then(|| u32::try_from(number).unwrap_or(u32::MAX))
}

/// What the call returns or raises in Python; with metadata, a pair.
pub(crate) fn finish(py: Python<'_>, outcome: Outcome, with_metadata: bool) -> PyResult<Py<PyAny>> {
    match outcome {
        Ok(done) => reply(py, done, with_metadata),
        Err(Failure::Error(error)) if error.kind() == ErrorKind::Cancelled && lifecycle::is_ending() => {
            Err(errors::shutdown(py, &error))
        }
        Err(Failure::Error(error)) => Err(errors::raise(py, &error)),
        Err(Failure::Interrupted(raised, result)) => {
            // What has been done is not lost: a secret is shown only once.
            match *result {
                Ok(done) => raised.value(py).setattr("workos_mfa_result", reply(py, done, with_metadata)?)?,
                Err(error) => errors::in_context(py, &raised, &errors::raise(py, &error))?,
            }
            Err(raised)
        }
    }
}

fn reply(py: Python<'_>, (reply, metadata): (Reply, Metadata), with_metadata: bool) -> PyResult<Py<PyAny>> {
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
