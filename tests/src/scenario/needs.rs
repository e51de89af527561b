//! What a scenario asks of a language beyond one call on one client.
//!
//! Needs are derived from the scenario, not written into it: they can be neither forgotten nor overstated. A language that can't express one
//! says so, with the reason, in `tests/conformance/languages.json`.

use serde::Serialize;

use super::{Call, Operation, Scenario};

/// Something that a language may be unable to express.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Need(String);

impl Need {
    /// The need's name: `shared_client`, `option.proxy`, …
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Scenario {
    /// Everything this scenario needs, sorted.
    pub fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        if self.calls.len() > 1 {
            needs.push("shared_client".to_owned());
        }
        if self.parallel {
            needs.push("parallel".to_owned());
        }
        needs.extend(set_keys(&self.client, "option."));
        for call in &self.calls {
            if let Some(options) = &call.options {
                needs.extend(set_keys(options, "call_option."));
            }
            if call.cancel_after.is_some() {
                needs.push("cancellation".to_owned());
            }
            if call.cancel_before {
                needs.push("cancellation_before".to_owned());
            }
            if is_loose(call) {
                needs.push("flat_arguments".to_owned());
            }
        }
        let texts = self.calls.iter().flat_map(|call| call.args.values().map(super::Argument::resolved));
        let options = serde_json::to_string(&self.client).unwrap_or_default();
        // As JSON writes it.
        if texts.chain([options]).any(|text| text.contains(['\0']) || text.contains("\\u0000")) {
            needs.push("nul_in_argument".to_owned());
        }
        needs.sort();
        needs.dedup();
        needs.into_iter().map(Need).collect()
    }
}

fn set_keys(options: &impl Serialize, prefix: &str) -> Vec<String> {
    // Options that are not set are left out when serialised.
    match serde_json::to_value(options) {
        Ok(serde_json::Value::Object(map)) => map.keys().map(|key| format!("{prefix}{key}")).collect(),
        _ => Vec::new(),
    }
}

/// Whether an enrolment is one that a sum type can't hold: an unknown type, a field missing, a field that does not belong.
fn is_loose(call: &Call) -> bool {
    if call.operation != Operation::EnrollFactor {
        return false;
    }
    let given: Vec<&str> =
        call.args.keys().map(String::as_str).filter(|key| !matches!(*key, "type" | "user_id")).collect();
    let wanted: &[&str] = match call.args.get("type").map(super::Argument::resolved).as_deref() {
        Some("totp") => &["totp_issuer", "totp_user"],
        Some("sms") => &["phone_number"],
        Some("generic_otp") => &[],
        _ => return true,
    };
    given != wanted
}
