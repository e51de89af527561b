//! Tokens that the app gets from its own backend.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use workos_mfa::TokenFuture;

/// Supplies the bearer token, for apps, which must not hold the key.
///
/// It is asked before every attempt, and once more after a token was refused. It counts within the call's deadline; keep a token as long as
/// it is valid.
#[uniffi::export(with_foreign)]
#[async_trait::async_trait]
pub trait TokenProvider: Send + Sync {
    /// The token to use now.
    async fn token(&self, request: TokenRequest) -> Result<String, TokenProviderFailure>;
}

/// What a token provider is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TokenRequest {
    /// Whether the server has just refused this call's last token with 401. Only another token is of use then.
    pub refused: bool,
}

/// Why there is no token.
#[derive(Debug, uniffi::Error)]
pub enum TokenProviderFailure {
    /// The one way to fail.
    Failed {
        /// What went wrong. It becomes a cause of the call's error.
        reason: String,
    },
}

/// What the provider throws that is not declared, a bug in it included.
impl From<uniffi::UnexpectedUniFFICallbackError> for TokenProviderFailure {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { reason: error.reason }
    }
}

impl fmt::Display for TokenProviderFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Failed { reason } = self;
        f.write_str(reason)
    }
}

impl Error for TokenProviderFailure {}

/// Asks the language.
pub(crate) struct ForeignTokens(pub(crate) Arc<dyn TokenProvider>);

impl workos_mfa::TokenProvider for ForeignTokens {
    fn token(&self, request: workos_mfa::TokenRequest) -> TokenFuture<'_> {
        let request = TokenRequest { refused: request.refused() };
        Box::pin(async move { Ok(self.0.token(request).await?) })
    }
}
