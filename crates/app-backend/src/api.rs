//! What comes of a request.

use std::net::IpAddr;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::HeaderMap;
use hyper::{Method, Request, StatusCode};
use workos_mfa::{CallOptions, EnrollFactor, Error, ErrorKind};

use crate::Backend;
use crate::failure::{enrolment_failed, failed};
use crate::hooks::Change;
use crate::input::{Enrolment, address, bearer, read};
use crate::limits::{Charge, Limited};
use crate::origin;
use crate::reply::Reply;
use crate::tokens::{Refusal, Session};

pub(crate) async fn answer(backend: Arc<Backend>, request: Request<Incoming>, peer: IpAddr) -> Reply {
    backend.answer(request, peer).await.unwrap_or_else(|reply| reply)
}

impl Backend {
    async fn answer(&self, request: Request<Incoming>, peer: IpAddr) -> Result<Reply, Reply> {
        let (head, body) = request.into_parts();
        let path: Vec<&str> = head.uri.path().split('/').collect();
        if !head.method.is_safe() && origin::is_foreign(&head.headers) {
            let message = "This is not for web pages of other sites.";
            return Err(Reply::error(StatusCode::FORBIDDEN, "foreign_origin", message));
        }
        match (head.method, path.as_slice()) {
            (Method::POST, ["", "auth", "factors", "enroll"]) => {
                let session = self.session(&head.headers, peer).await?;
                self.enroll(read(&head.headers, body).await?, &session).await
            }
            (_, ["", "auth", "factors", "enroll"]) => Err(Reply::method_not_allowed("POST")),
            (Method::GET, ["", "auth", "factors", id]) => {
                let session = self.session(&head.headers, peer).await?;
                self.get(id, &session).await
            }
            (Method::DELETE, ["", "auth", "factors", id]) => {
                let session = self.session(&head.headers, peer).await?;
                self.delete(id, &session).await
            }
            (_, ["", "auth", "factors", _]) => Err(Reply::method_not_allowed("GET, DELETE")),
            _ => Err(Reply::error(StatusCode::NOT_FOUND, "not_found", "Not Found")),
        }
    }

    /// Whoever the token was given to. An address from which too many wrong ones came is not asked for another.
    async fn session(&self, headers: &HeaderMap, peer: IpAddr) -> Result<Session, Reply> {
        let charge = Charge::failed_token(address(headers, peer, self.proxies));
        self.limiter.check(&charge).await.map_err(Reply::limited)?;
        let verified = match bearer(headers) {
            Some(token) => self.tokens.verify(token).await,
            None => Err(Refusal::Missing),
        };
        let session = match verified {
            Ok(session) => session,
            Err(Refusal::Unavailable) => return Err(Reply::unavailable("Tokens can't be verified now.")),
            Err(Refusal::Missing | Refusal::Expired) => return Err(Reply::unauthorized()),
            Err(Refusal::Invalid) => {
                return Err(match self.limiter.take(&[charge]).await {
                    Ok(()) => Reply::unauthorized(),
                    Err(limited) => Reply::limited(limited),
                });
            }
        };
        match &self.revocation {
            Some(revocation) => match revocation.is_revoked(&session).await {
                Ok(false) => Ok(session),
                Ok(true) => Err(Reply::unauthorized()),
                Err(_) => Err(Reply::unavailable("Sessions can't be looked up now.")),
            },
            None => Ok(session),
        }
    }

    async fn enroll(&self, enrolment: Enrolment, session: &Session) -> Result<Reply, Reply> {
        let Enrolment { r#type, totp_issuer, totp_user, phone_number } = enrolment;
        let user = Some(session.user_id.clone());
        let phone = phone_number.clone();
        let factor = EnrollFactor::from_parts(&r#type, totp_issuer, totp_user, phone_number, user);
        let factor = factor.and_then(|factor| factor.validate().map(|()| factor)).map_err(failed)?;
        self.may_change(session, Change::Enroll).await?;
        // Now that it would be sent: what can't be does not use up anything.
        let charges = Charge::enrolment(&session.user_id, phone.as_deref());
        self.limiter.take(&charges).await.map_err(Reply::limited)?;
        let enrolled = self.workos.enroll_factor_with(factor, &CallOptions::new()).await;
        let enrolled = enrolled.map_err(|error| enrolment_failed(error, &r#type, &session.user_id))?;
        let reply = Reply::new(StatusCode::CREATED, enrolled.value.to_json());
        Ok(reply.request_id(enrolled.metadata.request_id.as_deref()))
    }

    async fn get(&self, id: &str, session: &Session) -> Result<Reply, Reply> {
        let factor = self.workos.get_factor_with(id, &CallOptions::new()).await.map_err(none_or_failed)?;
        // Another user's is answered like one that does not exist: nobody learns which ids do.
        if factor.value.user_id.as_deref() != Some(session.user_id.as_str()) {
            return Err(Reply::no_such_factor());
        }
        let reply = Reply::new(StatusCode::OK, factor.value.to_json());
        Ok(reply.request_id(factor.metadata.request_id.as_deref()))
    }

    async fn delete(&self, id: &str, session: &Session) -> Result<Reply, Reply> {
        self.may_change(session, Change::Delete).await?;
        self.get(id, session).await?;
        let deleted =
            self.workos.delete_factor_with(id, &CallOptions::new()).await.map_err(none_or_failed)?;
        let reply = Reply::new(StatusCode::NO_CONTENT, String::new());
        Ok(reply.request_id(deleted.metadata.request_id.as_deref()))
    }

    async fn may_change(&self, session: &Session, change: Change) -> Result<(), Reply> {
        let Some(step_up) = &self.step_up else { return Ok(()) };
        match step_up.allows(session, change).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Reply::step_up(step_up.max_age())),
            Err(_) => Err(Reply::unavailable("Sessions can't be looked up now.")),
        }
    }
}

/// WorkOS's own 404 is answered in the same words as that for another user's factor.
fn none_or_failed(error: Error) -> Reply {
    let none = error.kind() == ErrorKind::NotFound;
    let reply = failed(error);
    if none && reply.is_not_found() { Reply::no_such_factor() } else { reply }
}

impl Reply {
    fn limited(limited: Limited) -> Self {
        match limited {
            Limited::TooMany(wait) => Self::too_many(wait),
            Limited::Unavailable => Self::unavailable("Limits can't be looked up now."),
        }
    }
}
