//! What is known of the call that brought a value.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::time::Duration;

use workos_mfa::{ReplyHeaders, Response};

use super::{EnrolledFactor, Factor};

/// How a call went.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Debug)]
pub struct Metadata {
    /// The HTTP status of the last answer. After a deletion it may be 404: an earlier attempt of the same call had removed the factor.
    pub status: u16,
    /// The last answer's `x-request-id`.
    pub request_id: Option<String>,
    /// How many times the request was tried.
    pub attempts: u32,
    /// How long the call took, with all attempts and waits.
    pub elapsed: Duration,
    /// The last answer's headers, under their names in lower case; several values of a name are joined by `, `. No description shows a value.
    pub headers: HashMap<String, String>,
}

/// The headers that can be shown.
pub(crate) fn by_name(headers: &ReplyHeaders) -> HashMap<String, String> {
    let mut joined: HashMap<String, String> = HashMap::new();
    for (name, value) in headers.iter() {
        joined
            .entry(name.to_owned())
            .and_modify(|before| {
                before.push_str(", ");
                before.push_str(value);
            })
            .or_insert_with(|| value.to_owned());
    }
    joined
}

/// The headers' names only: a server or a proxy may repeat anything in a value.
pub(crate) fn names(headers: &HashMap<String, String>) -> BTreeSet<&str> {
    headers.keys().map(String::as_str).collect()
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metadata")
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("attempts", &self.attempts)
            .field("elapsed", &self.elapsed)
            .field("headers", &names(&self.headers))
            .finish()
    }
}

/// An enrolled factor, and how the call went.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Debug)]
pub struct EnrolledFactorResponse {
    /// The factor, with its secrets.
    pub value: EnrolledFactor,
    /// How the call went.
    pub metadata: Metadata,
}

/// A factor, and how the call went.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FactorResponse {
    /// The factor.
    pub value: Factor,
    /// How the call went.
    pub metadata: Metadata,
}

/// How a deletion went.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DeletedResponse {
    /// How the call went.
    pub metadata: Metadata,
}

impl From<workos_mfa::Metadata> for Metadata {
    fn from(metadata: workos_mfa::Metadata) -> Self {
        Self {
            status: metadata.status,
            request_id: metadata.request_id,
            attempts: metadata.attempts,
            elapsed: metadata.elapsed,
            headers: by_name(&metadata.headers),
        }
    }
}

impl From<Response<workos_mfa::EnrolledFactor>> for EnrolledFactorResponse {
    fn from(response: Response<workos_mfa::EnrolledFactor>) -> Self {
        Self { value: response.value.into(), metadata: response.metadata.into() }
    }
}

impl From<Response<workos_mfa::Factor>> for FactorResponse {
    fn from(response: Response<workos_mfa::Factor>) -> Self {
        Self { value: response.value.into(), metadata: response.metadata.into() }
    }
}

impl From<Response<()>> for DeletedResponse {
    fn from(response: Response<()>) -> Self {
        Self { metadata: response.metadata.into() }
    }
}
