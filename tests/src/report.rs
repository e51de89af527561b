//! What a runner reports about a session, and what it gets back.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the client under test did, in the runner's words.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The error that building the client ended in, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub construct_error: Option<ErrorReport>,
    /// One entry per call, in the order in which they were given. Empty if the client could not be built.
    #[serde(default)]
    pub calls: Vec<CallReport>,
    /// The debug form (`repr`, `inspect`, `toString`, …) of the client, of every result and error, and every log line.
    #[serde(default)]
    pub debug: String,
    /// If the runner itself failed: how. The scenario has failed then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crash: Option<String>,
}

/// What came of one call.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallReport {
    /// The factor as the wire's JSON; absent or `null` after a deletion or an error.
    #[serde(default)]
    pub result: Value,
    /// The error, if there was one.
    #[serde(default)]
    pub error: Option<ErrorReport>,
    /// What the call's twin returns beside the result.
    #[serde(default)]
    pub metadata: Option<MetadataReport>,
    /// How long the call took.
    pub elapsed_ms: f64,
}

/// An error with all its fields. A field that the client leaves out is absent or `null`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorReport {
    /// The kind: `not_found`, …
    pub kind: String,
    /// The message.
    pub message: String,
    /// The HTTP status.
    #[serde(default)]
    pub status: Option<u16>,
    /// The server's word for the error.
    #[serde(default)]
    pub code: Option<String>,
    /// The server's words on single fields.
    #[serde(default)]
    pub field_errors: Vec<FieldErrorReport>,
    /// The `x-request-id`.
    #[serde(default)]
    pub request_id: Option<String>,
    /// Seconds.
    #[serde(default)]
    pub retry_after: Option<f64>,
    /// `not_sent`, `rejected`, `unknown` or `applied`.
    pub outcome: String,
    /// How many attempts were made.
    pub attempts: u32,
    /// The id of a factor that was created although the call failed.
    #[serde(default)]
    pub factor_id: Option<String>,
    /// Whether the retry budget ended the retries. A client without such a field shows it in the message alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_budget_exhausted: Option<bool>,
    /// The raw body.
    #[serde(default)]
    pub body: Option<String>,
}

/// One entry of `field_errors`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldErrorReport {
    /// The field.
    #[serde(default)]
    pub field: Option<String>,
    /// The server's word for it.
    #[serde(default)]
    pub code: Option<String>,
    /// In words.
    #[serde(default)]
    pub message: Option<String>,
}

/// What a call's twin returns beside the result.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MetadataReport {
    /// The HTTP status.
    pub status: u16,
    /// The `x-request-id`.
    #[serde(default)]
    pub request_id: Option<String>,
    /// How many attempts it took.
    pub attempts: u32,
    /// The headers of the last answer, by name in lower case.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

/// The server's judgement of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether everything was as the scenario wants it.
    pub passed: bool,
    /// What was not, a line each, and then what the server saw. Empty if the scenario passed.
    pub diff: String,
}
