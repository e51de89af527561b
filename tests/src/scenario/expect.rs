//! What must come of a call.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The outcome of one call: exactly one of `ok` and `error`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The call succeeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok: Option<OkExpect>,
    /// The call fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorExpect>,
    /// How many seconds the call may take, as the runner measures it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elapsed: Option<Span>,
}

/// A call that succeeds.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OkExpect {
    /// The factor as the wire's JSON, exactly; `null` after a deletion. `{"$response": 1}` stands for the JSON body of the first
    /// exchange; `{"$text": …}` in place of a string gives rules for it.
    pub result: Value,
    /// The HTTP status.
    pub status: u16,
    /// How many attempts it took.
    pub attempts: Count,
    /// The `x-request-id`. Absent unless named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Headers of the last answer that the metadata must have, in lower case; `null` for those that it must not have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Option<String>>,
}

/// A call that fails. What is not named must be absent, but for `message`, which is always there, and `body`, which may be.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorExpect {
    /// The kind: `not_found`, …
    pub kind: String,
    /// What became of the request: `not_sent`, `rejected`, `unknown` or `applied`.
    pub outcome: String,
    /// How many attempts were made.
    pub attempts: Count,
    /// The HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The server's word for the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The `x-request-id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The `Retry-After`, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<Seconds>,
    /// The id of a factor that was created although the call failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor_id: Option<String>,
    /// Whether the retry budget ended the retries. The message has to say so, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retry_budget_exhausted: bool,
    /// The server's words on single fields, exactly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub field_errors: Vec<FieldErrorExpect>,
    /// For an error found before any request: the single argument or option it names. Instead of `field_errors`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names_field: Option<String>,
    /// The message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Text>,
    /// The raw body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Text>,
}

/// One entry of `field_errors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldErrorExpect {
    /// The field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The server's word for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A text, exactly, or rules for it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Text {
    /// Exactly this.
    Exact(String),
    /// Anything that keeps all the rules.
    Rules(TextRules),
}

/// Rules for a text.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextRules {
    /// It is not there at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<bool>,
    /// It begins so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_with: Option<String>,
    /// It ends so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_with: Option<String>,
    /// All of these are in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contains: Vec<String>,
    /// None of these is in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// It is at least so long, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_bytes: Option<usize>,
    /// It is at most so long, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<usize>,
}

/// A number, exactly, or its bounds.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Count {
    /// Exactly so many.
    Exact(u32),
    /// So many, both ends included. Only where chance decides.
    Between(Between),
}

/// Bounds of a count, both included.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Between {
    /// At least.
    pub min: u32,
    /// At most.
    pub max: u32,
}

/// Seconds, exactly, or their bounds.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Seconds {
    /// Exactly so many.
    Exact(f64),
    /// So many, both ends included.
    Between(Span),
}

/// A span of seconds, both ends included.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

impl Count {
    /// Whether the count is as it must be.
    pub fn allows(self, actual: u32) -> bool {
        match self {
            Self::Exact(exact) => actual == exact,
            Self::Between(bounds) => (bounds.min..=bounds.max).contains(&actual),
        }
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(exact) => write!(f, "{exact}"),
            Self::Between(bounds) => write!(f, "{} to {}", bounds.min, bounds.max),
        }
    }
}

impl Seconds {
    /// Whether the duration is as it must be.
    pub fn allows(self, actual: f64) -> bool {
        match self {
            Self::Exact(exact) => (actual - exact).abs() < 1e-6,
            Self::Between(span) => span.allows(actual),
        }
    }
}

impl std::fmt::Display for Seconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(exact) => write!(f, "{exact} s"),
            Self::Between(span) => span.fmt(f),
        }
    }
}

impl Span {
    /// Whether the duration is as it must be.
    pub fn allows(self, actual: f64) -> bool {
        self.min.is_none_or(|min| actual >= min) && self.max.is_none_or(|max| actual <= max)
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) => write!(f, "{min} s to {max} s"),
            (Some(min), None) => write!(f, "at least {min} s"),
            (None, Some(max)) => write!(f, "at most {max} s"),
            (None, None) => write!(f, "any time"),
        }
    }
}
