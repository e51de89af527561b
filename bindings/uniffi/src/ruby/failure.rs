//! What can go wrong, as JSON.

use std::fmt;

use serde_json::json;
use workos_mfa::Error;

use crate::error::{ErrorDetails, Failure, FieldError};

/// Why a call or the making of a client failed.
#[derive(Clone, uniffi::Error)]
pub enum RubyFailure {
    /// The one way to fail.
    Failed {
        /// An object with all that is known, under the same names as in every language.
        error: String,
    },
}

impl From<Failure> for RubyFailure {
    fn from(Failure::Failed { details }: Failure) -> Self {
        let ErrorDetails {
            kind,
            message,
            status,
            code,
            field_errors,
            request_id,
            retry_after,
            outcome,
            attempts,
            elapsed,
            factor_id,
            body,
            headers,
            retry_budget_exhausted,
            causes,
            description,
        } = details;
        let field_error = |FieldError { field, code, message }: FieldError| json!({ "field": field, "code": code, "message": message });
        let error = json!({
            "kind": kind.code(),
            "message": message,
            "status": status,
            "code": code,
            "field_errors": field_errors.into_iter().map(field_error).collect::<Vec<_>>(),
            "request_id": request_id,
            "retry_after": retry_after.map(|wait| wait.as_secs_f64()),
            "outcome": outcome.code(),
            "attempts": attempts,
            "elapsed": elapsed.as_secs_f64(),
            "factor_id": factor_id,
            "body": body,
            "headers": headers,
            "retry_budget_exhausted": retry_budget_exhausted,
            "causes": causes,
            "description": description,
        });
        Self::Failed { error: error.to_string() }
    }
}

impl From<Error> for RubyFailure {
    fn from(error: Error) -> Self {
        Failure::from(error).into()
    }
}

/// Without the JSON: it holds the reply's body.
impl fmt::Display for RubyFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the call failed")
    }
}

impl fmt::Debug for RubyFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for RubyFailure {}
