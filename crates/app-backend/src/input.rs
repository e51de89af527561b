//! What an app sends.

use std::net::IpAddr;
use std::time::Duration;

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::StatusCode;
use hyper::body::{Body as _, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::reply::Reply;

/// In bytes. An enrolment is some hundred.
const MAX_BODY: usize = 16 * 1024;
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// What the app may say about a new factor. Its `user_id` is not among it: that is whoever the token was given to.
#[derive(Deserialize)]
pub(crate) struct Enrolment {
    pub(crate) r#type: String,
    pub(crate) totp_issuer: Option<String>,
    pub(crate) totp_user: Option<String>,
    pub(crate) phone_number: Option<String>,
}

/// The token of `Authorization: Bearer …`. The scheme's name may be in any case (RFC 9110, 11.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    // With two of them, what is in front of this might have looked at the other one.
    let (Some(only), None) = (values.next(), values.next()) else { return None };
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_ascii())
}

/// Where a request comes from: with so many proxies of our own in front, what the outermost of them has seen. Further left in the header is
/// what the client says itself.
pub(crate) fn address(headers: &HeaderMap, peer: IpAddr, proxies: usize) -> IpAddr {
    let Some(index) = proxies.checked_sub(1) else { return peer };
    let values = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let addresses: Vec<&str> = values.flat_map(|value| value.split(',')).collect();
    let address = addresses.iter().rev().nth(index);
    address.and_then(|address| address.trim().parse().ok()).unwrap_or(peer)
}

/// Reads a body of JSON. What is wrong is never quoted: it may be a secret.
pub(crate) async fn read<T: DeserializeOwned>(headers: &HeaderMap, body: Incoming) -> Result<T, Reply> {
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
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Err(too_large());
    }
    let bytes = match tokio::time::timeout(BODY_TIMEOUT, Limited::new(body, MAX_BODY).collect()).await {
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

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use hyper::header::{HeaderMap, HeaderValue};

    use super::{address, bearer};

    #[test]
    fn two_tokens_are_none() {
        let mut headers = HeaderMap::new();
        headers.append("authorization", HeaderValue::from_static("BEARER one"));
        assert_eq!(bearer(&headers), Some("one"));
        headers.append("authorization", HeaderValue::from_static("Bearer two"));
        assert_eq!(bearer(&headers), None);
    }

    #[test]
    fn the_address_is_the_one_that_a_proxy_of_ours_has_seen() {
        let (peer, mut headers): (IpAddr, _) = ("192.0.2.9".parse().unwrap(), HeaderMap::new());
        headers.append("x-forwarded-for", HeaderValue::from_static("198.51.100.1, 192.0.2.1"));
        headers.append("x-forwarded-for", HeaderValue::from_static("192.0.2.2"));
        for (proxies, seen) in
            [(0, "192.0.2.9"), (1, "192.0.2.2"), (2, "192.0.2.1"), (3, "198.51.100.1"), (4, "192.0.2.9")]
        {
            assert_eq!(address(&headers, peer, proxies).to_string(), seen, "{proxies}");
        }
    }
}
