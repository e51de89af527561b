//! What is asked of the client.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Expect, Repeat};

/// One call.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Which operation.
    pub operation: Operation,
    /// Its arguments under the wire's names: `type`, `totp_issuer`, `totp_user`, `phone_number`, `user_id`; or `id`.
    #[serde(default)]
    pub args: BTreeMap<String, Argument>,
    /// Options of this call alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<CallOptions>,
    /// Waits so many seconds before the call is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_before: Option<f64>,
    /// Cancels the call, as the language does it, after so many seconds. The runner reports an error of kind `cancelled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_after: Option<f64>,
    /// Cancels the call, as the language does it, before it begins: a task that is already cancelled, a signal that is already aborted, a
    /// thread that is already interrupted, a future that is dropped before its first poll. Nothing may be sent; the runner reports an error
    /// of kind `cancelled` and outcome `not_sent`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancel_before: bool,
    /// What must come of it.
    pub expect: Expect,
}

/// The API's operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// `POST /auth/factors/enroll`
    EnrollFactor,
    /// `GET /auth/factors/{id}`
    GetFactor,
    /// `DELETE /auth/factors/{id}`
    DeleteFactor,
}

/// An argument's value.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Argument {
    /// As it is.
    Text(String),
    /// A long one; runners get the text.
    Repeat(Repeat),
}

impl Argument {
    /// The value that runners are given.
    pub fn resolved(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Repeat(repeat) => repeat.text(),
        }
    }
}

/// Options of one call, as [`ClientOptions`](super::ClientOptions) has them for all.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallOptions {
    /// The deadline of the whole call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<f64>,
    /// The deadline of one attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt_timeout: Option<f64>,
    /// How often the call may be tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_retries: Option<u32>,
    /// Headers sent with this call's requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
}
