//! What the server must see, and how it answers or misbehaves.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Span, Text, is_false};

/// One request and what becomes of it.
///
/// Beside what is named here, every request is held to the rules that hold for all: the `authorization`, `host`, `accept`,
/// `user-agent` and `content-type` headers are right and there once, no `idempotency-key` or `api-version` is sent, and only a POST has a
/// body.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Method and request target exactly as they stand on the wire: `GET /auth/factors/auth_factor_1`.
    pub request: String,
    /// The JSON body, exactly: nothing missing, nothing more. A POST must name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// Headers that must be there, names in lower case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Text>,
    /// Headers that must not be there, names in lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers_absent: Vec<String>,
    /// Where it must arrive.
    #[serde(default, skip_serializing_if = "Listener::is_origin")]
    pub at: Listener,
    /// How many seconds may pass between the end of the exchange before and this request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Span>,
    /// What the server does.
    pub respond: Respond,
    /// It may also not happen, where chance decides. Only at the end.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// The client must then close the connection: within two seconds after its last call has ended.
    #[serde(default, skip_serializing_if = "is_false")]
    pub client_closes: bool,
}

/// The server's two doors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Listener {
    /// The API itself, `{base}`.
    #[default]
    Origin,
    /// The forward proxy, `{proxy}`. Its targets are `host:port` (CONNECT) or whole URLs.
    Proxy,
}

impl Listener {
    fn is_origin(&self) -> bool {
        *self == Self::Origin
    }
}

/// What the server does with a request.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "there are a few hundred of these in all")]
pub enum Respond {
    /// Sends an HTTP response, perhaps a broken one.
    Answer(Answer),
    /// Sends these bytes, which need not be HTTP.
    Raw(Raw),
    /// Resets the connection (TCP RST).
    Reset(ResetWhen),
    /// Closes the connection properly without a word.
    Close,
    /// Says nothing until the client gives up.
    Stall,
    /// Accepts a CONNECT: what follows on this connection goes to the origin.
    Tunnel,
}

/// When a connection is reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResetWhen {
    /// As soon as the request's first byte is there; the request itself is not looked at.
    BeforeReading,
    /// When the whole request has been read.
    AfterReading,
}

/// Bytes as they are.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Raw {
    /// The bytes.
    pub text: String,
    /// How they end.
    #[serde(default)]
    pub end: CutEnd,
}

/// An HTTP response.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Headers. `content-type` is `application/json` for a `json` body unless named; `{http_date+3}` is the time three seconds from now.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, HeaderValue>,
    /// A JSON body. At most one of `json`, `text`, `hex` and `repeat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// A body of text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A body of bytes, two hexadecimal digits each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hex: Option<String>,
    /// A large body, made while it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// How the body's end is told.
    #[serde(default, skip_serializing_if = "Framing::is_length")]
    pub framing: Framing,
    /// The `content-length` to claim instead of the true one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_length: Option<u64>,
    /// Interim responses (1xx) to send first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub informational: Vec<u16>,
    /// Answers as HTTP/1.0.
    #[serde(default, skip_serializing_if = "is_false")]
    pub http10: bool,
    /// Waits so many seconds before the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<f64>,
    /// Sends the body in small portions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drip: Option<Drip>,
    /// Stops before the body's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
    /// What becomes of the connection.
    #[serde(default, skip_serializing_if = "Then::is_keep_alive")]
    pub then: Then,
    /// From just before this answer, refuses connections (`ECONNREFUSED`) for so many seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refuse_for: Option<f64>,
}

/// One value, or several for a header that is there several times.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum HeaderValue {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
    /// A long one.
    Repeat(Repeat),
}

/// A text said many times over.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// What comes first, once.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// What is said.
    pub text: String,
    /// How often.
    pub times: usize,
    /// What comes last, once.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suffix: String,
}

impl Repeat {
    /// All of it.
    pub fn text(&self) -> String {
        format!("{}{}{}", self.prefix, self.text.repeat(self.times), self.suffix)
    }

    /// How many bytes that is.
    pub fn len(&self) -> usize {
        self.prefix.len() + self.text.len() * self.times + self.suffix.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How a response tells where its body ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// With `content-length`.
    #[default]
    Length,
    /// With `transfer-encoding: chunked`.
    Chunked,
    /// By closing the connection.
    Close,
}

impl Framing {
    fn is_length(&self) -> bool {
        *self == Self::Length
    }
}

/// A body in small portions.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drip {
    /// Bytes of each portion.
    pub bytes: usize,
    /// Seconds between two portions.
    pub every: f64,
}

/// A body that stops before its end.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    /// How many bytes of the body are sent. 0: the head alone.
    pub after: usize,
    /// How it ends.
    pub end: CutEnd,
}

/// How a transfer ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CutEnd {
    /// The connection is closed.
    #[default]
    Close,
    /// The connection is reset.
    Reset,
    /// Nothing more comes, until the client gives up.
    Stall,
}

/// What becomes of the connection after an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// It stays open for the next request.
    #[default]
    KeepAlive,
    /// It is closed, as `connection: close` has announced.
    Close,
    /// It is closed although nothing announced it, as an idle connection is by a server or a load balancer.
    CloseUnannounced,
}

impl Then {
    fn is_keep_alive(&self) -> bool {
        *self == Self::KeepAlive
    }
}
