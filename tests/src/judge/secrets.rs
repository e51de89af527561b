//! What may be seen nowhere.

use serde_json::Value;

use super::{Judgement, Problems};
use crate::report::{ErrorReport, Report};
use crate::scenario::{Respond, Scenario, TokenStep};

/// Shorter strings turn up by chance.
const SHORTEST: usize = 8;

pub(super) fn check(problems: &mut Problems, scenario: &Scenario, report: &Report, judgement: Judgement) {
    let errors = report.calls.iter().filter_map(|call| call.error.as_ref()).chain(&report.construct_error);
    let mut places = vec![("debug", report.debug.clone())];
    places.extend(errors.flat_map(texts));
    for secret in secrets(scenario) {
        for (place, text) in &places {
            if let Some(at) = text.find(&secret) {
                let before: String = text.get(..at).unwrap_or_default().chars().rev().take(40).collect();
                let before: String = before.chars().rev().collect();
                problems.add(place, format!("{secret:?} is in it, after …{before:?}"));
            }
        }
    }
    if judgement.debug && report.crash.is_none() {
        check_debug_is_there(problems, report);
    }
}

/// Otherwise a runner that reports no debug output would never show a secret.
fn check_debug_is_there(problems: &mut Problems, report: &Report) {
    if report.debug.trim().is_empty() {
        problems.add("debug", "it is empty, so it shows nothing about secrets");
    }
    for call in &report.calls {
        if let Some(id) =
            call.result.get("id").and_then(Value::as_str).filter(|id| !report.debug.contains(*id))
        {
            problems.add("debug", format!("the result {id} is not in it"));
        }
    }
}

fn texts(error: &ErrorReport) -> Vec<(&'static str, String)> {
    let fields = serde_json::to_string(&error.field_errors).unwrap_or_default();
    vec![
        ("error.message", error.message.clone()),
        ("error.body", error.body.clone().unwrap_or_default()),
        ("error.field_errors", fields),
        ("error.code", error.code.clone().unwrap_or_default()),
    ]
}

fn secrets(scenario: &Scenario) -> Vec<String> {
    let client = &scenario.client;
    let mut secrets: Vec<String> = client.api_key.iter().cloned().collect();
    secrets.extend(client.env.iter().filter_map(|env| env.get("WORKOS_API_KEY").cloned()));
    secrets.extend(client.token_provider.iter().flatten().filter_map(|step| match step {
        TokenStep::Token(token) => Some(token.clone()),
        TokenStep::Fail(_) | TokenStep::Stall => None,
    }));
    let proxies = client.proxy.iter().chain(client.env.iter().flat_map(|env| env.values()));
    secrets.extend(proxies.filter_map(|url| password(url)));
    for exchange in &scenario.exchanges {
        if let Respond::Answer(answer) = &exchange.respond {
            let totp = answer.json.as_ref().and_then(|json| json.get("totp"));
            let fields = ["secret", "qr_code", "uri"].iter().filter_map(|name| totp?.get(name)?.as_str());
            secrets.extend(fields.map(str::to_owned));
        }
    }
    secrets.retain(|secret| secret.len() >= SHORTEST);
    secrets.extend(scenario.forbid.iter().cloned());
    secrets.sort();
    secrets.dedup();
    secrets
}

/// The password in `scheme://user:password@host`.
fn password(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let (user, _) = rest.rsplit_once('@')?;
    user.split_once(':').map(|(_, password)| password.to_owned())
}
