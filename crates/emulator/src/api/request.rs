//! What of a request decides how it is answered.

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::{
    Method, Request, Version,
    body::{Body as _, Incoming},
    header::{AUTHORIZATION, CONNECTION, HeaderMap},
};

use crate::state::State;

/// Bodies over 1 MiB are refused.
const LARGEST_BODY: usize = 1024 * 1024;

pub(super) struct Context {
    pub(super) request_id: String,
    pub(super) authorized: bool,
    pub(super) is_head: bool,
    pub(super) keeps_alive: bool,
}

impl Context {
    pub(super) fn of<B>(state: &State, request: &Request<B>) -> Self {
        Self {
            // Without random numbers an enrolment fails properly; a name for the log may be a poor one.
            request_id: state.new_id("req_").unwrap_or_else(|_| "req_00000000000000000000000000".to_owned()),
            authorized: bearer(request.headers()).is_some_and(|key| state.knows(key)),
            is_head: request.method() == Method::HEAD,
            keeps_alive: request.version() == Version::HTTP_11
                && !request
                    .headers()
                    .get(CONNECTION)
                    .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"close")),
        }
    }
}

/// The key of `Authorization: Bearer …`. The scheme's name may be in any case (RFC 9110, section 11.1).
fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let value = headers.get(AUTHORIZATION)?.as_bytes();
    let (scheme, key) = value.split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| key.trim_ascii_start())
}

/// A request's body.
pub(super) enum Body {
    Whole(Bytes),
    /// More than is accepted; the rest was not read.
    TooLarge,
    /// The client went away, or sent something that is not HTTP.
    Broken,
}

pub(super) async fn read(body: Incoming) -> Body {
    // If the length is known, not a byte is read: then a client that waits for `100 Continue` doesn't send one either.
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Body::TooLarge;
    }
    match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(whole) => Body::Whole(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Body::TooLarge,
        Err(_) => Body::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_what_follows_bearer() {
        for (value, key) in [
            ("Bearer sk_1", Some("sk_1")),
            ("bearer   sk_1", Some("sk_1")),
            ("BEARER sk_1", Some("sk_1")),
            ("Bearer", None),
            ("Bearersk_1", None),
            ("Basic sk_1", None),
            ("sk_1", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, value.parse().unwrap());
            assert_eq!(bearer(&headers), key.map(str::as_bytes), "{value}");
        }
        assert_eq!(bearer(&HeaderMap::new()), None);
    }
}
