//! What comes of a request.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use hyper::{Method, Request, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use workos_mfa::{CallOptions, EnrollFactor};

use crate::Backend;
use crate::failure::failed;
use crate::reply::Reply;

/// In bytes. An enrolment is some hundred.
const LARGEST_BODY: usize = 16 * 1024;
const BODY_TIME: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
struct Credentials {
    user: String,
    password: String,
}

/// What the app may say about a new factor. Its `user_id` is not among it.
#[derive(Deserialize)]
struct Enrolment {
    r#type: String,
    totp_issuer: Option<String>,
    totp_user: Option<String>,
    phone_number: Option<String>,
}

pub(crate) async fn answer(backend: Arc<Backend>, request: Request<Incoming>) -> Reply {
    backend.answer(request).await.unwrap_or_else(|reply| reply)
}

impl Backend {
    async fn answer(&self, request: Request<Incoming>) -> Result<Reply, Reply> {
        let (head, body) = request.into_parts();
        let path: Vec<&str> = head.uri.path().split('/').collect();
        match (head.method, path.as_slice()) {
            (Method::POST, ["", "session"]) => self.log_in(&read(&head.headers, body).await?),
            (Method::POST, ["", "auth", "factors", "enroll"]) => {
                let user_id = self.user(&head.headers)?;
                self.enroll(read(&head.headers, body).await?, &user_id).await
            }
            (_, ["", "session"] | ["", "auth", "factors", "enroll"]) => {
                Err(Reply::method_not_allowed("POST"))
            }
            (Method::GET, ["", "auth", "factors", id]) => {
                self.check_owner(id, &head.headers)?;
                self.get(id).await
            }
            (Method::DELETE, ["", "auth", "factors", id]) => {
                self.check_owner(id, &head.headers)?;
                self.delete(id).await
            }
            (_, ["", "auth", "factors", _]) => Err(Reply::method_not_allowed("GET, DELETE")),
            _ => Err(Reply::error(StatusCode::NOT_FOUND, "not_found", "Not Found")),
        }
    }

    fn log_in(&self, Credentials { user, password }: &Credentials) -> Result<Reply, Reply> {
        let workos_user_id = self.sessions.check(user, password).ok_or_else(Reply::unauthorized)?;
        let token = self.sessions.open(workos_user_id).map_err(|_| Reply::broken())?;
        let session = json!({ "token": token, "expires_in": self.sessions.lifetime.as_secs() });
        Ok(Reply::new(StatusCode::OK, session.to_string()))
    }

    async fn enroll(&self, enrolment: Enrolment, user_id: &str) -> Result<Reply, Reply> {
        let Enrolment { r#type, totp_issuer, totp_user, phone_number } = enrolment;
        let user = Some(user_id.to_owned());
        let factor = EnrollFactor::from_parts(&r#type, totp_issuer, totp_user, phone_number, user);
        let factor = factor.map_err(failed)?;
        let enrolled = self.workos.enroll_factor_with(factor, &CallOptions::new()).await.map_err(failed)?;
        self.factors.add(&enrolled.value.id, user_id);
        let reply = Reply::new(StatusCode::CREATED, enrolled.value.to_json());
        Ok(reply.request_id(enrolled.metadata.request_id.as_deref()))
    }

    async fn get(&self, id: &str) -> Result<Reply, Reply> {
        let factor = self.workos.get_factor_with(id, &CallOptions::new()).await.map_err(failed)?;
        let reply = Reply::new(StatusCode::OK, factor.value.to_json());
        Ok(reply.request_id(factor.metadata.request_id.as_deref()))
    }

    async fn delete(&self, id: &str) -> Result<Reply, Reply> {
        let deleted = self.workos.delete_factor_with(id, &CallOptions::new()).await.map_err(failed)?;
        self.factors.remove(id);
        let reply = Reply::new(StatusCode::NO_CONTENT, String::new());
        Ok(reply.request_id(deleted.metadata.request_id.as_deref()))
    }

    /// The WorkOS user that the token was given to.
    fn user(&self, headers: &HeaderMap) -> Result<Arc<str>, Reply> {
        bearer(headers).and_then(|token| self.sessions.user_of(token)).ok_or_else(Reply::unauthorized)
    }

    /// Another user's factor is answered like one that never was, and without asking WorkOS: nobody learns which ids exist.
    fn check_owner(&self, id: &str, headers: &HeaderMap) -> Result<(), Reply> {
        let user_id = self.user(headers)?;
        if self.factors.belongs_to(id, &user_id) { Ok(()) } else { Err(Reply::no_such_factor()) }
    }
}

/// The token of `Authorization: Bearer …`. The scheme's name may be in any case (RFC 9110, 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_ascii_start())
}

/// Reads a body of JSON. What is wrong is never quoted: it may be a password.
async fn read<T: DeserializeOwned>(headers: &HeaderMap, body: Incoming) -> Result<T, Reply> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim_ascii();
    if !media_type.eq_ignore_ascii_case("application/json") {
        let message = "The body must be JSON, with content-type application/json.";
        return Err(Reply::error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message));
    }
    let too_large = || {
        Reply::error(StatusCode::PAYLOAD_TOO_LARGE, "request_too_large", "The body is larger than 16 KiB.")
    };
    // If the length is known, not a byte is read.
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Err(too_large());
    }
    let bytes = match tokio::time::timeout(BODY_TIME, Limited::new(body, LARGEST_BODY).collect()).await {
        Ok(Ok(whole)) => whole.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large()),
        _ => {
            let message = "The body did not arrive.";
            return Err(Reply::error(StatusCode::REQUEST_TIMEOUT, "request_timeout", message));
        }
    };
    serde_json::from_slice(&bytes).map_err(|_| {
        let message = "The body is not JSON, or lacks a field, or has one of another type.";
        Reply::error(StatusCode::BAD_REQUEST, "invalid_json", message)
    })
}
