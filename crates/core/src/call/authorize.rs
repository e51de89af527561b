//! What an attempt is authorised with.

use std::ops::Deref;

use tokio::time::{Instant, timeout_at};

use crate::client::Inner;
use crate::error::{Error, ErrorKind, Outcome};
use crate::token::{Authorization, TokenProvider, TokenRequest};

/// The client's key, or a token for this attempt.
pub(super) enum Authorized<'a> {
    Key(&'a Authorization),
    Token(Authorization),
}

impl Authorized<'_> {
    /// Whether nobody had to be asked.
    pub(super) fn is_fixed(&self) -> bool {
        matches!(self, Self::Key(_))
    }
}

impl Deref for Authorized<'_> {
    type Target = Authorization;

    fn deref(&self) -> &Authorization {
        match self {
            Self::Key(authorization) => authorization,
            Self::Token(authorization) => authorization,
        }
    }
}

/// For an attempt that has to be over by then.
pub(super) async fn authorize(client: &Inner, deadline: Instant) -> Result<Authorized<'_>, Error> {
    match &client.authorization {
        Ok(authorization) => Ok(Authorized::Key(authorization)),
        Err(provider) => {
            ask(provider.as_ref(), TokenRequest::default(), deadline).await.map(Authorized::Token)
        }
    }
}

/// A token in place of one that the server refused with 401. `None` if there is no other one: then the 401 stands, with what the
/// provider failed with for its cause.
pub(super) async fn renew<'a>(
    client: &'a Inner,
    refused: &Authorization,
    failure: &mut Error,
    deadline: Instant,
) -> Option<Authorized<'a>> {
    let Err(provider) = &client.authorization else { return None };
    let request = TokenRequest::after_refusal_of(refused.key.clone());
    match ask(provider.as_ref(), request, deadline).await {
        Ok(other) if other.key != refused.key => Some(Authorized::Token(other)),
        Ok(_) => None,
        Err(error) => {
            failure.parts_mut().source = Some(error.into());
            None
        }
    }
}

async fn ask(
    provider: &dyn TokenProvider,
    request: TokenRequest,
    deadline: Instant,
) -> Result<Authorization, Error> {
    timeout_at(deadline, Authorization::from_provider(provider, request)).await.unwrap_or_else(|_| {
        Err(Error::new(
            ErrorKind::Timeout,
            Outcome::NotSent,
            "the token provider did not answer within the timeout",
        ))
    })
}
