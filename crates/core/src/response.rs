//! A value with what is known of the call that brought it.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::Secret;

/// What a call returned, and how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response<T> {
    /// What the call returned.
    pub value: T,
    /// How it went.
    pub metadata: Metadata,
    pub(crate) reply: Option<Secret>,
}

impl<T> Response<T> {
    /// The body of the reply, as it came; `None` unless it was to be [kept](crate::CallOptions::keep_reply). For the command line.
    #[doc(hidden)]
    #[must_use]
    pub fn reply(&self) -> Option<&Secret> {
        self.reply.as_ref()
    }
}

/// How a call went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metadata {
    /// The HTTP status of the last answer. After a deletion it may be 404: an earlier attempt of the same call had removed the factor.
    pub status: u16,
    /// The last answer's `x-request-id`.
    pub request_id: Option<String>,
    /// How many times the request was tried.
    pub attempts: u32,
    /// How long the call took, with all attempts and waits.
    pub elapsed: Duration,
    /// The last answer's headers.
    pub headers: ReplyHeaders,
}

/// The headers of an answer: how much of a rate limit is left, for example.
///
/// Names are matched in any case. Values that are not visible ASCII are left out, and so are cookies and challenges for passwords, which are
/// credentials or lead to some. Where a server repeats the key, it is redacted. `Debug` shows the names only, since a server or a proxy may
/// repeat anything.
///
/// ```no_run
/// # async fn example(client: workos_mfa::Client) -> Result<(), workos_mfa::Error> {
/// use workos_mfa::CallOptions;
///
/// let response = client.get_factor_with("auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ", &CallOptions::new()).await?;
/// if response.metadata.headers.get("x-ratelimit-remaining") == Some("0") {
///     println!("slow down");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ReplyHeaders(HeaderMap);

const WITHHELD: [HeaderName; 4] =
    [header::SET_COOKIE, header::WWW_AUTHENTICATE, header::PROXY_AUTHENTICATE, header::AUTHORIZATION];

impl ReplyHeaders {
    /// Not `From`: that would make a type of another crate part of what users see.
    pub(crate) fn new(headers: HeaderMap) -> Self {
        Self(headers)
    }

    /// The same with other values, where this gives some.
    pub(crate) fn replacing(mut self, other: impl Fn(&str) -> Option<String>) -> Self {
        for value in self.0.values_mut() {
            if let Some(other) = value.to_str().ok().and_then(&other)
                && let Ok(other) = HeaderValue::try_from(other)
            {
                *value = other;
            }
        }
        self
    }

    /// The first value of this name, or `None` if there is none that can be shown.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_all(name).next()
    }

    /// All values of this name.
    pub fn get_all(&self, name: &str) -> impl Iterator<Item = &str> {
        let name = name.parse::<HeaderName>().ok().filter(|name| !WITHHELD.contains(name));
        name.into_iter().flat_map(|name| self.0.get_all(name)).filter_map(|value| value.to_str().ok())
    }

    /// Names, in lower case, and values. A name that has several values occurs several times.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter(|(name, _)| !WITHHELD.contains(name))
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }
}

impl fmt::Debug for ReplyHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys().map(HeaderName::as_str)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::ReplyHeaders;
    use http::{HeaderMap, HeaderName, HeaderValue};

    fn headers() -> ReplyHeaders {
        let mut map = HeaderMap::new();
        for (name, value) in [
            ("x-ratelimit-remaining", &b"41"[..]),
            ("via", b"a"),
            ("via", b"b"),
            ("set-cookie", b"session=geheim"),
            ("www-authenticate", b"Negotiate geheim"),
            ("x-odd", b"\xff"),
        ] {
            map.append(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
        }
        ReplyHeaders::new(map)
    }

    #[test]
    fn finds_what_can_be_shown() {
        let headers = headers();
        assert_eq!(headers.get("X-RateLimit-Remaining"), Some("41"));
        assert_eq!(headers.get_all("via").collect::<Vec<_>>(), ["a", "b"]);
        for name in ["set-cookie", "Set-Cookie", "www-authenticate", "x-odd", "x-none", "", "no name"] {
            assert_eq!(headers.get(name), None, "{name}");
        }
        let mut all: Vec<_> = headers.iter().collect();
        all.sort_unstable();
        assert_eq!(all, [("via", "a"), ("via", "b"), ("x-ratelimit-remaining", "41")]);
    }

    #[test]
    fn debug_shows_no_value() {
        let shown = format!("{:?}", headers());
        assert!(shown.contains("x-ratelimit-remaining") && shown.contains("set-cookie"), "{shown}");
        assert!(!shown.contains("41") && !shown.contains("geheim"), "{shown}");
    }
}
