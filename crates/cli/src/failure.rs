//! What a command can fail with, how it is told, and the exit status.

use serde_json::{Map, Value, json};
use workos_mfa::{Error, ErrorKind};

use crate::hint::hint;
use crate::terminal::{Console, ERROR, HELP, printable};

/// What was being done when a call failed; the advice depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Configure,
    Enroll,
    Get,
    Delete,
}

/// Why a command failed.
pub(crate) struct Failure(Reason);

enum Reason {
    /// The client's error.
    Call { action: Action, error: Error },
    /// Something of this program's own.
    Own { kind: &'static str, field: Option<&'static str>, message: String, factor_id: Option<String> },
}

/// The kind of a result that could not be written. The only one that the client does not have.
const OUTPUT: &str = "output";

impl Failure {
    pub(crate) fn call(action: Action, error: Error) -> Self {
        Self(Reason::Call { action, error })
    }

    /// An option is wrong.
    pub(crate) fn config(option: &'static str, message: String) -> Self {
        Self::own(ErrorKind::Config.as_str(), Some(option), message, None)
    }

    /// An argument is wrong.
    pub(crate) fn argument(field: &'static str, message: String) -> Self {
        Self::own(ErrorKind::InvalidRequest.as_str(), Some(field), message, None)
    }

    /// The result could not be written. `factor_id` is the factor that exists all the same.
    pub(crate) fn output(message: String, factor_id: Option<&str>) -> Self {
        Self::own(OUTPUT, None, message, factor_id.map(str::to_owned))
    }

    /// The server reports success, with something in the reply that can't be used.
    pub(crate) fn decode(message: String) -> Self {
        Self::own(ErrorKind::Decode.as_str(), None, message, None)
    }

    fn own(
        kind: &'static str,
        field: Option<&'static str>,
        message: String,
        factor_id: Option<String>,
    ) -> Self {
        Self(Reason::Own { kind, field, message, factor_id })
    }

    /// The factor that exists although the call failed.
    pub(crate) fn factor_id(&self) -> Option<&str> {
        match &self.0 {
            Reason::Call { error, .. } => error.factor_id(),
            Reason::Own { factor_id, .. } => factor_id.as_deref(),
        }
    }

    /// Tells of it on standard error.
    pub(crate) fn report(&self, console: &Console) {
        if console.json() {
            console.note(&self.to_json());
            return;
        }
        let (message, hint) = match &self.0 {
            Reason::Call { action, error } => (error.to_string(), hint(*action, error)),
            Reason::Own { message, .. } => (message.clone(), None),
        };
        console.note(&format!("{ERROR}error:{ERROR:#} {}", printable(&message)));
        if let Some(hint) = hint {
            console.note(&format!("{HELP}help:{HELP:#} {}", printable(&hint)));
        }
    }

    fn to_json(&self) -> String {
        match &self.0 {
            Reason::Call { error, .. } => format!(r#"{{"error":{}}}"#, error.to_json()),
            Reason::Own { kind, field, message, factor_id } => {
                own_json(kind, *field, message, factor_id.as_deref())
            }
        }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match &self.0 {
            Reason::Call { error, .. } => of_kind(error.kind()),
            Reason::Own { kind, .. } => {
                if was_sent(kind) {
                    1
                } else {
                    2
                }
            }
        }
    }
}

/// Whether an error of this program's own, of this kind, comes after a request.
fn was_sent(kind: &str) -> bool {
    kind == OUTPUT || kind == ErrorKind::Decode.as_str()
}

/// An error of this program's own, in the form of the client's.
pub(crate) fn own_json(kind: &str, field: Option<&str>, message: &str, factor_id: Option<&str>) -> String {
    let mut error = Map::new();
    error.insert("kind".to_owned(), kind.into());
    error.insert("message".to_owned(), message.into());
    if let Some(field) = field {
        let problem = json!({ "field": field, "code": "invalid", "message": message });
        error.insert("field_errors".to_owned(), Value::Array(vec![problem]));
    }
    let outcome = if was_sent(kind) { "applied" } else { "not_sent" };
    error.insert("outcome".to_owned(), outcome.into());
    if let Some(id) = factor_id {
        error.insert("factor_id".to_owned(), id.into());
    }
    json!({ "error": error }).to_string()
}

/// The exit status for the client's errors.
fn of_kind(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::InvalidRequest | ErrorKind::Config => 2,
        ErrorKind::NotFound => 3,
        ErrorKind::Authentication | ErrorKind::PermissionDenied => 4,
        ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport => 5,
        // As shells have it for SIGINT.
        ErrorKind::Cancelled => 130,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{ErrorKind, Failure, of_kind};

    #[test]
    fn every_kind_has_its_exit_status() {
        let statuses: Vec<String> =
            ErrorKind::ALL.iter().map(|kind| format!("{kind} {}", of_kind(*kind))).collect();
        assert_eq!(
            statuses.join(", "),
            "invalid_request 2, config 2, bad_request 1, authentication 4, permission_denied 4, not_found 3, conflict 1, \
             unprocessable 1, rate_limited 1, server 1, unexpected_status 1, connect 5, timeout 5, transport 5, decode 1, \
             cancelled 130"
        );
    }

    #[test]
    fn own_errors_have_the_form_of_the_client_s() {
        assert_eq!(
            Failure::config("root_certificate", "no \"file\"".to_owned()).to_json(),
            r#"{"error":{"field_errors":[{"code":"invalid","field":"root_certificate","message":"no \"file\""}],"kind":"config","message":"no \"file\"","outcome":"not_sent"}}"#
        );
        assert_eq!(
            Failure::output("disk full".to_owned(), Some("auth_factor_1")).to_json(),
            r#"{"error":{"factor_id":"auth_factor_1","kind":"output","message":"disk full","outcome":"applied"}}"#
        );
    }
}
