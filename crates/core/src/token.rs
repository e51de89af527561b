//! Where the key comes from.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroizing;

use crate::Secret;
use crate::error::{Error, ErrorKind, Outcome};

/// What a [`TokenProvider`] returns.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<String, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// Supplies the bearer token, for programs that must not hold the key: an app fetches a short-lived token from its own
/// backend.
///
/// It is asked before every attempt, and counts within the call's deadline; keep a token as long as it is valid. If it fails,
/// the call fails with kind `authentication` and outcome `not_sent`. Closures that return a future are providers:
///
/// ```
/// use workos_mfa::Client;
///
/// let client = Client::builder_with_token_provider(|| async { Ok("short-lived token".to_owned()) }).build()?;
/// # Ok::<(), workos_mfa::Error>(())
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// The token to use now.
    fn token(&self) -> TokenFuture<'_>;
}

impl<F, Fut> TokenProvider for F
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<String, Box<dyn StdError + Send + Sync>>> + Send + 'static,
{
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self())
    }
}

/// How the key is sent (RFC 6750, 2.1).
const SCHEME: &[u8] = b"Bearer ";

/// A key, or who to ask for one.
#[derive(Clone)]
pub(crate) enum Credentials {
    Key(Secret),
    Provider(Arc<dyn TokenProvider>),
}

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

    pub(crate) async fn from_provider(provider: &dyn TokenProvider) -> Result<Self, Error> {
        let failed = |message: &str| Error::new(ErrorKind::Authentication, Outcome::NotSent, message);
        let token = provider
            .token()
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
