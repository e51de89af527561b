//! What the backend consists of.

use std::time::Duration;

use workos_mfa::Client;

use crate::factors::Factors;
use crate::sessions::Sessions;

/// Somebody who can log in.
pub struct Account {
    /// The name to log in with.
    pub user: String,
    /// The password to log in with.
    pub password: String,
    /// Who that is at WorkOS, `user_…`: factors are enrolled for it, whatever the app says.
    pub workos_user_id: String,
}

/// A backend that apps can talk to once it is [served](crate::serve).
pub struct Backend {
    pub(crate) workos: Client,
    pub(crate) sessions: Sessions,
    pub(crate) factors: Factors,
}

impl Backend {
    /// A backend that calls WorkOS with this client, and whose tokens are valid for so long.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    /// use workos_mfa::Client;
    /// use workos_mfa_sample_backend::{Account, Backend, serve};
    ///
    /// let alan = Account {
    ///     user: "alan@example.com".to_owned(),
    ///     password: "correct horse".to_owned(),
    ///     workos_user_id: "user_01E4ZCR3C56J083X43JQXF3JK5".to_owned(),
    /// };
    /// let backend = Backend::new(Client::new("sk_test_123")?, [alan], Duration::from_secs(300));
    /// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    /// tokio::spawn(serve(listener, backend));
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(
        workos: Client,
        accounts: impl IntoIterator<Item = Account>,
        token_lifetime: Duration,
    ) -> Self {
        Self { workos, sessions: Sessions::new(accounts, token_lifetime), factors: Factors::default() }
    }
}
