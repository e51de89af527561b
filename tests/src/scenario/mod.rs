//! The scenario format: what the files in `tests/conformance/` may say.
//!
//! These types are the format's only definition. The files are read into them, unknown keys are refused, and
//! `tests/conformance/schema.json` is derived from them, descriptions included.

mod call;
mod client;
mod exchange;
mod expect;
mod load;
mod needs;

pub use call::{Argument, Call, CallOptions, Operation};
pub use client::{ClientOptions, NoLimit, RetryBudget, TokenStep};
pub use exchange::{
    Answer, Cut, CutEnd, Drip, Exchange, Framing, HeaderValue, Listener, Raw, Repeat, ResetWhen, Respond,
    Then,
};
pub use expect::{Count, ErrorExpect, Expect, FieldErrorExpect, OkExpect, Seconds, Span, Text, TextRules};
pub use load::{Suite, load};
pub use needs::Need;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One file of `tests/conformance/`: a group of scenarios.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// For editors: `./schema.json`.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The group's name; the same as the file's.
    pub group: String,
    /// What the scenarios of this group have in common.
    pub about: String,
    /// JSON values with a name. Anywhere in a scenario, `{"$body": "name"}` stands for one of them; further keys beside `$body` replace
    /// or add fields of it, and `null` takes one out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bodies: BTreeMap<String, Value>,
    /// The scenarios.
    pub scenarios: Vec<Scenario>,
}

/// One client, what is asked of it, what it meets on the wire, and what it must make of it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The scenario's name in lower case with hyphens: what the client does.
    pub name: String,
    /// Why this matters to somebody who uses the client.
    pub why: String,
    /// How the server's sockets behave; plain HTTP on a port of its own unless told.
    #[serde(default, skip_serializing_if = "Server::is_plain")]
    pub server: Server,
    /// How to build the client.
    #[serde(default)]
    pub client: ClientOptions,
    /// What to ask of the client, one call after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Call>,
    /// Makes all calls at the same time instead.
    #[serde(default, skip_serializing_if = "is_false")]
    pub parallel: bool,
    /// The error that building the client must end in. There are no calls then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub construct_error: Option<ErrorExpect>,
    /// What the server sees and does, in this order. All of it must happen, and nothing else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchanges: Vec<Exchange>,
    /// How many connections the server must have accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connections: Option<Count>,
    /// Further strings that may appear nowhere in debug output, messages or error bodies. The API key, tokens, a proxy's password and
    /// the secrets in `json` answers are always forbidden there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbid: Vec<String>,
}

/// How the server's sockets behave before a request is read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Speaks TLS with this certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<Certificate>,
    /// What the port does.
    #[serde(default, skip_serializing_if = "Listen::is_normal")]
    pub listen: Listen,
    /// Resets the first so many connections as soon as they are there, before TLS.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reset_connections: u32,
    /// Accepts the first so many connections and says nothing on them: a TLS handshake never ends.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub silent_connections: u32,
}

/// What the server's port does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Listen {
    /// Accepts connections.
    #[default]
    Normal,
    /// Refuses every connection (`ECONNREFUSED`).
    Refuse,
    /// Accepts connections, then says nothing: a TLS handshake never ends.
    Silent,
}

/// Whose certificate the server shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    /// Valid for `127.0.0.1`, `localhost` and `api.workos.test`, signed by the CA that `{ca}` stands for.
    Valid,
    /// Signed by that CA, for another host.
    WrongHost,
    /// Signed by that CA, for the right hosts, but expired.
    Expired,
    /// For the right hosts, signed by a CA that nobody trusts.
    UnknownCa,
    /// As `valid`; and lets only clients in that show `{client_certificate}`, or another one of that CA.
    ClientCertificate,
}

impl Server {
    fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

impl Listen {
    fn is_normal(&self) -> bool {
        *self == Self::Normal
    }
}

pub(crate) fn is_false(value: &bool) -> bool {
    !*value
}

pub(crate) fn is_zero(value: &u32) -> bool {
    *value == 0
}
