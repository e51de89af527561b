//! Where the key comes from.

mod cached;

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroizing;

pub use cached::{CachedTokens, FreshToken};

use crate::Secret;
use crate::error::{Error, ErrorKind, Outcome};

/// What a [`TokenProvider`] returns.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<String, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// What a [`TokenProvider`] is asked for.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct TokenRequest {
    refused: Option<Secret>,
}

impl TokenRequest {
    /// A request for another token than this one, which the server has just refused. For tests of a provider; that for any token is
    /// the default.
    #[must_use]
    pub fn after_refusal_of(token: impl Into<Secret>) -> Self {
        Self { refused: Some(token.into()) }
    }

    /// Whether the server has just refused this call's last token with 401. Only another token is of use then.
    #[must_use]
    pub fn refused(&self) -> bool {
        self.refused.is_some()
    }

    /// The token that was refused. Many calls may learn at the same time that theirs was: compare before you drop a newer one.
    #[must_use]
    pub fn refused_token(&self) -> Option<&Secret> {
        self.refused.as_ref()
    }
}

/// Supplies the bearer token, for programs that must not hold the key: an app fetches a short-lived token from its own
/// backend. [`CachedTokens`] is a provider that keeps each token as long as it is valid.
///
/// It is asked before every attempt, and counts within the call's deadline. If the server refuses the token with 401, it is asked
/// once more in that call, with [`refused`](TokenRequest::refused); if it has another token, the request is sent again with that,
/// whatever `max_retries` says. If it fails, the call fails with kind `authentication` and outcome `not_sent`, or with the 401.
/// Closures that return a future are providers:
///
/// ```
/// use workos_mfa::Client;
///
/// let client = Client::builder_with_token_provider(|| async { Ok("short-lived token".to_owned()) }).build()?;
/// # Ok::<(), workos_mfa::Error>(())
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// The token to use now.
    fn token(&self, request: TokenRequest) -> TokenFuture<'_>;
}

impl<F, Fut> TokenProvider for F
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<String, Box<dyn StdError + Send + Sync>>> + Send + 'static,
{
    fn token(&self, _request: TokenRequest) -> TokenFuture<'_> {
        Box::pin(self())
    }
}

/// How the key is sent (RFC 6750, 2.1).
const SCHEME: &[u8] = b"Bearer ";

/// What an attempt is authorised with.
#[derive(Clone)]
pub(crate) struct Authorization {
    /// Ready for the request, marked sensitive.
    pub(crate) header: HeaderValue,
    /// The bare key, so that it can be found in what a server sends back.
    pub(crate) key: Secret,
}

impl Authorization {
    /// `None` if the key can't be one: empty, or with characters that no header may hold.
    pub(crate) fn new(key: Secret) -> Option<Self> {
        let text = key.expose();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        // Written once, into a buffer that is wiped with the last copy of the header: text that is put together and copied from
        // place to place would leave the key behind.
        let mut buffer = Zeroizing::new(Vec::with_capacity(SCHEME.len() + text.len()));
        buffer.extend_from_slice(SCHEME);
        buffer.extend_from_slice(text.as_bytes());
        let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(buffer)).ok()?;
        header.set_sensitive(true);
        Some(Self { header, key })
    }

    pub(crate) async fn from_provider(
        provider: &dyn TokenProvider,
        request: TokenRequest,
    ) -> Result<Self, Error> {
        let failed = |message: &str| Error::new(ErrorKind::Authentication, Outcome::NotSent, message);
        let token = provider
            .token(request)
            .await
            .map_err(|source| failed("the token provider failed").with_source(source))?;
        Self::new(token.into()).ok_or_else(|| {
            failed("the token provider returned a token that is empty or holds spaces or control characters")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Authorization;

    #[test]
    fn only_visible_ascii_can_be_a_key() {
        let header = Authorization::new("sk_test_1".to_owned().into()).unwrap().header;
        assert_eq!(header.to_str().unwrap(), "Bearer sk_test_1");
        assert!(header.is_sensitive());
        for key in ["", " ", "sk\n", "sk\r\nx: y", "s k", "sk\0", "schlüssel"] {
            assert!(Authorization::new(key.to_owned().into()).is_none(), "{key:?}");
        }
    }
}
