//! Responses, in the vendor's shapes.

mod faulty;

use std::borrow::Cow;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{
    Response, StatusCode,
    header::{ALLOW, CONTENT_TYPE, HeaderValue},
};
use serde::Serialize;

use super::request::{Body, Context};

/// What becomes of a request.
pub(crate) enum Answer {
    /// A proper response.
    Plain(Response<Full<Bytes>>),
    /// Bytes for the bare connection.
    Raw(Raw),
}

/// Bytes for the bare connection, and what to do with it afterwards.
#[derive(Debug)]
pub(crate) struct Raw {
    pub(crate) bytes: Vec<u8>,
    pub(crate) then: Then,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Wait for the next request.
    KeepAlive,
    Close,
    /// Close it, but let the client finish sending first, so that it gets to read the response.
    LetFinish,
    Reset,
    /// Say nothing more until the client gives up.
    Hold,
}

impl Raw {
    pub(super) fn reset() -> Self {
        Self { bytes: Vec::new(), then: Then::Reset }
    }
}

/// A response before it is written.
#[derive(Debug)]
pub(super) struct Reply {
    status: StatusCode,
    allow: Option<&'static str>,
    body: Vec<u8>,
}

#[derive(Serialize)]
struct Error<'a> {
    message: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
}

/// What is wrong with one field of a request.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct FieldError {
    pub(super) field: &'static str,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Reply {
    fn new(status: StatusCode, body: Vec<u8>) -> Self {
        Self { status, allow: None, body }
    }

    fn error<'a>(status: StatusCode, message: impl Into<Cow<'a, str>>, code: Option<&str>) -> Self {
        Self::new(status, json(&Error { message: message.into(), code, errors: &[] }))
    }

    pub(super) fn ok(body: impl Serialize) -> Self {
        Self::new(StatusCode::OK, json(&body))
    }

    pub(super) fn created(body: impl Serialize) -> Self {
        Self::new(StatusCode::CREATED, json(&body))
    }

    pub(super) fn deleted() -> Self {
        Self::new(StatusCode::NO_CONTENT, Vec::new())
    }

    pub(super) fn options(allow: &'static str) -> Self {
        Self { allow: Some(allow), ..Self::deleted() }
    }

    pub(super) fn method_not_allowed(allow: &'static str) -> Self {
        let reply =
            Self::error(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed", Some("method_not_allowed"));
        Self { allow: Some(allow), ..reply }
    }

    pub(super) fn unknown_path() -> Self {
        Self::error(StatusCode::NOT_FOUND, "Not Found", None)
    }

    pub(super) fn unauthorized() -> Self {
        Self::error(StatusCode::UNAUTHORIZED, "Unauthorized", None)
    }

    pub(super) fn no_such_factor(id: &str) -> Self {
        let message = format!("Authentication factor not found: '{id}'.");
        Self::error(StatusCode::NOT_FOUND, message, Some("entity_not_found"))
    }

    pub(super) fn bad_json(message: impl Into<Cow<'static, str>>) -> Self {
        Self::error(StatusCode::BAD_REQUEST, message, Some("invalid_json"))
    }

    pub(super) fn broken_body() -> Self {
        Self::error(StatusCode::BAD_REQUEST, "The request body could not be read.", None)
    }

    pub(super) fn too_large() -> Self {
        Self::error(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The request body is larger than 1 MiB.",
            Some("request_too_large"),
        )
    }

    pub(super) fn unprocessable(errors: &[FieldError]) -> Self {
        let body = Error { message: "Validation failed".into(), code: Some("unprocessable_entity"), errors };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, json(&body))
    }

    pub(super) fn no_random_numbers() -> Self {
        Self::error(StatusCode::INTERNAL_SERVER_ERROR, "The system has no random numbers to give.", None)
    }
}

impl Context {
    /// The response as it should be.
    pub(super) fn plain(&self, reply: Reply) -> Answer {
        let has_body = !reply.body.is_empty();
        let mut response = Response::new(Full::from(reply.body));
        *response.status_mut() = reply.status;
        let headers = response.headers_mut();
        if has_body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        }
        if let Some(allow) = reply.allow {
            headers.insert(ALLOW, HeaderValue::from_static(allow));
        }
        // Ids are ASCII letters and digits.
        if let Ok(id) = HeaderValue::try_from(&self.request_id) {
            headers.insert("x-request-id", id);
        }
        Answer::Plain(response)
    }

    /// The response to a request whose body may have been left unread.
    pub(super) fn answer(&self, reply: Reply, body: &Body) -> Answer {
        match body {
            Body::Whole(_) => self.plain(reply),
            Body::TooLarge | Body::Broken => {
                Answer::Raw(Raw { bytes: faulty::write(self, &reply, &[]), then: Then::LetFinish })
            }
        }
    }
}

fn json(body: &impl Serialize) -> Vec<u8> {
    // Plain structs of texts: this can't fail.
    serde_json::to_vec(body).unwrap_or_default()
}
