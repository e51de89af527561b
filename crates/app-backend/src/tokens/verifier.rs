//! What makes a token valid.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::Deserialize;

use super::cache::{Jwks, NoKey};
use super::signature;
use crate::ConfigError;

/// In bytes. One of AuthKit's with many permissions is some two thousand.
const MAX_TOKEN: usize = 8 * 1024;
/// In seconds: how far the clocks of two machines may be apart.
const LEEWAY: u64 = 30;
/// Of `sub`, `sid` and `jti`, in bytes.
const MAX_ID: usize = 255;

/// Who a valid token speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Session {
    /// The user at WorkOS: `sub`.
    pub user_id: String,
    /// The login that the token comes from: `sid`.
    pub session_id: String,
    /// The token's own id, `jti`, if it has one.
    pub token_id: Option<String>,
    /// When the user last proved who they are: `auth_time`, if the issuer says so.
    pub authenticated_at: Option<SystemTime>,
    /// When the token ends: `exp`.
    pub expires_at: SystemTime,
}

/// Why a token is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is none.
    Missing,
    /// It was a good one until it expired: no attempt to get in.
    Expired,
    Invalid,
    /// The keys can't be had, so nothing can be said about it.
    Unavailable,
}

/// Verifies access tokens as AuthKit issues them: JWTs signed with RS256.
#[derive(Debug)]
pub struct Verifier {
    keys: Jwks,
    validation: Validation,
    client_id: String,
    audience_optional: bool,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    sid: String,
    jti: Option<String>,
    exp: f64,
    auth_time: Option<f64>,
    aud: Option<Audience>,
    client_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Verifier {
    /// Takes tokens of these issuers for this client (`client_…`, or a resource indicator), signed with one of these keys.
    ///
    /// The client is looked for in `aud`; where there is none, in `client_id`; where there is neither, at the end of the issuer, as
    /// in `https://api.workos.com/user_management/client_…`.
    ///
    /// # Errors
    ///
    /// There is no issuer, or one of the texts is empty.
    pub fn new<S: Into<String>>(
        keys: Jwks,
        issuers: impl IntoIterator<Item = S>,
        client_id: impl Into<String>,
    ) -> Result<Self, ConfigError> {
        let (issuers, client_id): (Vec<String>, String) =
            (issuers.into_iter().map(Into::into).collect(), client_id.into());
        if issuers.is_empty() || issuers.iter().any(String::is_empty) || client_id.is_empty() {
            return Err(ConfigError::new("the issuer and the client id of the tokens must be given"));
        }
        signature::install();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&issuers);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY;
        // Done below: AuthKit's have none, unless a resource indicator is configured.
        validation.validate_aud = false;
        Ok(Self { keys, validation, client_id, audience_optional: false })
    }

    /// Takes tokens that don't say at all which client they are for. Only where the keys are this client's alone.
    #[must_use]
    pub fn audience_optional(mut self, optional: bool) -> Self {
        self.audience_optional = optional;
        self
    }

    pub(crate) async fn verify(&self, token: &str) -> Result<Session, Refusal> {
        if token.len() > MAX_TOKEN {
            return Err(Refusal::Invalid);
        }
        let header = decode_header(token).map_err(|_| Refusal::Invalid)?;
        // Before any key is looked for: what this backend does not understand costs nothing.
        if header.alg != Algorithm::RS256 || header.crit.is_some() {
            return Err(Refusal::Invalid);
        }
        let id = header.kid.ok_or(Refusal::Invalid)?;
        let key = self.keys.key(&id).await.map_err(|no_key| match no_key {
            NoKey::Unknown => Refusal::Invalid,
            NoKey::Unavailable => Refusal::Unavailable,
        })?;
        let claims = decode::<Claims>(token, &key, &self.validation).map_err(|error| match error.kind() {
            ErrorKind::ExpiredSignature => Refusal::Expired,
            _ => Refusal::Invalid,
        })?;
        self.session(claims.claims).ok_or(Refusal::Invalid)
    }

    fn session(&self, claims: Claims) -> Option<Session> {
        let ids = [Some(&claims.sub), Some(&claims.sid), claims.jti.as_ref()];
        let well_formed = ids.into_iter().flatten().all(|id| !id.is_empty() && id.len() <= MAX_ID);
        (well_formed && self.is_for_us(&claims)).then_some(())?;
        Some(Session {
            expires_at: moment(claims.exp)?,
            authenticated_at: claims.auth_time.and_then(moment),
            user_id: claims.sub,
            session_id: claims.sid,
            token_id: claims.jti,
        })
    }

    fn is_for_us(&self, claims: &Claims) -> bool {
        let client_id = self.client_id.as_str();
        match (&claims.aud, &claims.client_id) {
            (Some(Audience::One(audience)), _) => audience == client_id,
            (Some(Audience::Several(audiences)), _) => audiences.iter().any(|audience| audience == client_id),
            (None, Some(client)) => client == client_id,
            (None, None) => {
                let issuers_client = claims.iss.rsplit_once('/').map(|(_, last)| last);
                self.audience_optional || issuers_client == Some(client_id)
            }
        }
    }
}

fn moment(seconds: f64) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(seconds).ok()?)
}
