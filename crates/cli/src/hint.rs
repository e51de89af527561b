//! What a person can do about an error.

use workos_mfa::{Error, ErrorKind, Outcome};

use crate::failure::Action;

/// The next step, where there is one that the message does not give.
pub(crate) fn hint(action: Action, error: &Error) -> Option<String> {
    advice(action, error.kind(), error.outcome(), error.factor_id())
        .or_else(|| error.retry_after().map(|wait| format!("try again in {} s.", wait.as_secs_f64().ceil())))
}

fn advice(action: Action, kind: ErrorKind, outcome: Outcome, factor_id: Option<&str>) -> Option<String> {
    // What may have happened comes before why: it is what costs something if it is overlooked.
    let text = match (action, outcome, kind) {
        (Action::Enroll, Outcome::Applied, _) => {
            return Some(match factor_id {
                Some(id) => format!(
                    "the factor exists, but its reply was lost. Delete it with `workos-mfa delete {id}`, then enrol again."
                ),
                None => "the factor exists, but its reply was lost, id included. Look for it in the WorkOS dashboard and delete it, then enrol again."
                    .to_owned(),
            });
        }
        (Action::Enroll, Outcome::Unknown, _) => {
            "the factor may exist. Look in the WorkOS dashboard before you enrol again: a second enrolment makes a second factor."
        }
        (Action::Delete, Outcome::Unknown | Outcome::Applied, _) => {
            "the factor may be deleted. Run the command again: `not_found` then means that it is."
        }
        (_, _, ErrorKind::Authentication) => {
            "check the key (WORKOS_API_KEY), and that it belongs to this environment."
        }
        (_, _, ErrorKind::PermissionDenied) => "the key is known but may not do this; use another one.",
        (_, _, ErrorKind::NotFound) => {
            "check the id, and that the key belongs to the environment in which the factor was enrolled."
        }
        (_, _, ErrorKind::Connect) => "check the network, --base-url and the proxy settings.",
        (Action::Get, Outcome::Unknown, _) => "reading changes nothing; try again.",
        _ => return None,
    };
    Some(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Action, ErrorKind, Outcome, advice};

    fn of(action: Action, kind: ErrorKind, outcome: Outcome, id: Option<&str>) -> String {
        advice(action, kind, outcome, id).unwrap_or_default()
    }

    #[test]
    fn an_enrolment_that_may_have_happened_is_not_to_be_repeated_blindly() {
        for kind in [ErrorKind::Timeout, ErrorKind::Server, ErrorKind::Transport, ErrorKind::Cancelled] {
            let text = of(Action::Enroll, kind, Outcome::Unknown, None);
            assert!(text.contains("may exist") && text.contains("before you enrol again"), "{kind}: {text}");
        }
    }

    #[test]
    fn a_factor_whose_reply_was_lost_is_to_be_deleted() {
        let text = of(Action::Enroll, ErrorKind::Decode, Outcome::Applied, Some("auth_factor_1"));
        assert!(text.contains("`workos-mfa delete auth_factor_1`"), "{text}");
        assert!(of(Action::Enroll, ErrorKind::Decode, Outcome::Applied, None).contains("dashboard"));
    }

    #[test]
    fn a_deletion_may_be_repeated_and_wrong_input_needs_no_advice() {
        assert!(of(Action::Delete, ErrorKind::Timeout, Outcome::Unknown, None).contains("again"));
        assert_eq!(of(Action::Get, ErrorKind::InvalidRequest, Outcome::NotSent, None), "");
        assert_eq!(of(Action::Configure, ErrorKind::Config, Outcome::NotSent, None), "");
    }
}
