//! Responses, in the API's shapes.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use hyper::{Response, StatusCode};
use serde::Serialize;
use workos_mfa::FieldError;

/// A response before it is written.
pub(crate) struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, String)>,
    body: String,
}

/// An error as the API writes it, so that an app's client reads it like one of WorkOS.
#[derive(Serialize)]
pub(crate) struct Problem<'a> {
    pub(crate) message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) errors: &'a [FieldError],
}

impl Reply {
    pub(crate) fn new(status: StatusCode, body: String) -> Self {
        Self { status, headers: Vec::new(), body }
    }

    pub(crate) fn problem(status: StatusCode, problem: &Problem<'_>) -> Self {
        // Texts and lists of them: this can't fail.
        Self::new(status, serde_json::to_string(problem).unwrap_or_default())
    }

    pub(crate) fn error(status: StatusCode, code: &str, message: &str) -> Self {
        Self::problem(status, &Problem { message, code: Some(code), errors: &[] })
    }

    pub(crate) fn unauthorized() -> Self {
        let problem = Problem { message: "Unauthorized", code: None, errors: &[] };
        Self::problem(StatusCode::UNAUTHORIZED, &problem).header(WWW_AUTHENTICATE, Some("Bearer"))
    }

    pub(crate) fn no_such_factor() -> Self {
        Self::error(StatusCode::NOT_FOUND, "entity_not_found", "Authentication factor not found.")
    }

    pub(crate) fn method_not_allowed(allowed: &str) -> Self {
        Self::error(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method Not Allowed")
            .header(ALLOW, Some(allowed))
    }

    /// In the form of RFC 9470, from which an app can see what is asked of its user.
    pub(crate) fn step_up(max_age: Option<Duration>) -> Self {
        let message = "The user has to log in once more for this. Nothing was changed.";
        let age = max_age.map(|age| format!(", max_age=\"{}\"", age.as_secs())).unwrap_or_default();
        Self::error(StatusCode::FORBIDDEN, "step_up_required", message)
            .header(WWW_AUTHENTICATE, Some(format!("Bearer error=\"insufficient_user_authentication\"{age}")))
    }

    pub(crate) fn too_many(wait: Duration) -> Self {
        let message = "Too many of these. Nothing was changed.";
        let seconds = wait.as_secs_f64().ceil().max(1.0);
        Self::error(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message)
            .header(RETRY_AFTER, Some(seconds.to_string()))
    }

    pub(crate) fn unavailable(what: &str) -> Self {
        let message = format!("{what} Nothing was changed.");
        Self::error(StatusCode::SERVICE_UNAVAILABLE, "unavailable", &message)
    }

    pub(crate) fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

    pub(crate) fn broken() -> Self {
        Self::error(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The backend has failed.")
    }

    pub(crate) fn header(mut self, name: HeaderName, value: Option<impl Into<String>>) -> Self {
        self.headers.extend(value.map(|value| (name, value.into())));
        self
    }

    pub(crate) fn request_id(self, id: Option<&str>) -> Self {
        self.header(HeaderName::from_static("x-request-id"), id)
    }
}

impl From<Reply> for Response<Full<Bytes>> {
    fn from(reply: Reply) -> Self {
        let is_json = !reply.body.is_empty();
        let mut response = Self::new(Full::from(reply.body));
        *response.status_mut() = reply.status;
        let headers = response.headers_mut();
        // There are tokens and secrets among the bodies.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if is_json {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        }
        for (name, value) in reply.headers {
            // What can't be a header is not worth failing for.
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
        response
    }
}
