//! What the backend consists of.

use std::fmt;

use workos_mfa::Client;

use crate::hooks::{Revocation, StepUp};
use crate::limits::{Limiter, Limits, MemoryLimiter};
use crate::tokens::Verifier;

/// A backend that apps can talk to once it is [served](crate::serve).
pub struct Backend {
    pub(crate) workos: Client,
    pub(crate) tokens: Verifier,
    pub(crate) limiter: Box<dyn Limiter>,
    pub(crate) step_up: Option<Box<dyn StepUp>>,
    pub(crate) revocation: Option<Box<dyn Revocation>>,
    pub(crate) proxies: usize,
}

impl Backend {
    /// A backend that calls WorkOS with this client, for whoever has a token that this verifier takes.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    /// use workos_mfa::Client;
    /// use workos_mfa_app_backend::{Backend, Jwks, RecentLogin, Verifier, serve};
    ///
    /// let keys = Jwks::at("https://api.workos.com/sso/jwks/client_123")?;
    /// let tokens = Verifier::new(keys, ["https://api.workos.com/user_management/client_123"], "client_123")?;
    /// let backend = Backend::new(Client::new("sk_test_123")?, tokens)
    ///     .step_up(RecentLogin::within(Duration::from_secs(600)));
    /// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    /// tokio::spawn(serve(listener, backend));
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(workos: Client, tokens: Verifier) -> Self {
        let limiter = Box::new(MemoryLimiter::new(&Limits::default()));
        Self { workos, tokens, limiter, step_up: None, revocation: None, proxies: 0 }
    }

    /// Counts what is limited here. If nothing is said: [`MemoryLimiter`] with [`Limits::default`].
    #[must_use]
    pub fn limiter(mut self, limiter: impl Limiter + 'static) -> Self {
        self.limiter = Box::new(limiter);
        self
    }

    /// Asks this before a factor is enrolled or deleted. If nothing is said, a valid token is enough.
    #[must_use]
    pub fn step_up(mut self, step_up: impl StepUp + 'static) -> Self {
        self.step_up = Some(Box::new(step_up));
        self
    }

    /// Asks this about each valid token. If nothing is said, a token counts until it expires.
    #[must_use]
    pub fn revocation(mut self, revocation: impl Revocation + 'static) -> Self {
        self.revocation = Some(Box::new(revocation));
        self
    }

    /// How many proxies of yours are in front of this, each of which adds the address it sees to `X-Forwarded-For`. None, if nothing is said: the
    /// header could come from anybody then.
    #[must_use]
    pub fn trusted_proxies(mut self, count: usize) -> Self {
        self.proxies = count;
        self
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend").field("workos", &self.workos).finish_non_exhaustive()
    }
}
