//! What was seen on the wire.

use serde_json::Value;

use super::Problems;
use crate::scenario::{ClientOptions, Exchange, Listener, Scenario};
use crate::server::{Seen, SeenRequest};

/// Sent at most once each; twice means that two parts of the client both believe to be in charge.
const ONCE: [&str; 8] = [
    "host",
    "authorization",
    "user-agent",
    "accept",
    "content-type",
    "content-length",
    "connection",
    "proxy-authorization",
];

/// Never sent. The API does not know an idempotency key, and a version or a cookie would be somebody else's idea.
const NEVER: [&str; 3] = ["idempotency-key", "api-version", "cookie"];

pub(super) fn check(problems: &mut Problems, scenario: &Scenario, seen: &Seen) {
    for error in &seen.protocol_errors {
        problems.add("wire", error);
    }
    let most = scenario.exchanges.len();
    let least = scenario.exchanges.iter().filter(|exchange| !exchange.optional).count();
    if !(least..=most).contains(&seen.requests.len()) {
        let wanted = if least == most { most.to_string() } else { format!("{least} to {most}") };
        problems.add("requests", format!("expected {wanted}, got {}", seen.requests.len()));
    }
    if let Some(wanted) = scenario.connections.filter(|wanted| !wanted.allows(seen.connections)) {
        problems.add("connections", format!("expected {wanted}, got {}", seen.connections));
    }
    let mut earlier: Option<&SeenRequest> = None;
    for (index, (exchange, request)) in scenario.exchanges.iter().zip(&seen.requests).enumerate() {
        let place = format!("exchanges[{index}]");
        check_request(problems, &place, scenario, exchange, request);
        if let (Some(wanted), Some(earlier)) = (exchange.wait, earlier) {
            let waited = request.wait_since(earlier).as_secs_f64();
            if !wanted.allows(waited) {
                problems.add(format!("{place}.wait"), format!("expected {wanted}, got {waited:.3} s"));
            }
        }
        if exchange.client_closes && request.client_closed.is_none() {
            problems.add(&place, "the client did not close the connection");
        }
        earlier = Some(request);
    }
}

fn check_request(
    problems: &mut Problems,
    place: &str,
    scenario: &Scenario,
    exchange: &Exchange,
    request: &SeenRequest,
) {
    if exchange.at != request.at {
        problems.add(
            format!("{place}.at"),
            format!("expected {}, got {}", super::show(&exchange.at), super::show(&request.at)),
        );
    }
    // None: the script had it reset before it was read.
    let Some(content) = &request.content else { return };
    problems.same(
        format!("{place}.request"),
        &exchange.request,
        &format!("{} {}", content.method, content.target),
    );
    let header = |name: &'static str| content.header(name).next();

    match (&exchange.json, serde_json::from_slice::<Value>(&content.body)) {
        (Some(wanted), Ok(got)) => super::values::compare(problems, &format!("{place}.json"), wanted, &got),
        (Some(_), Err(error)) => {
            problems.add(format!("{place}.json"), format!("the body is not JSON: {error}"));
        }
        (None, _) if content.body.is_empty() => {}
        (None, _) => problems.add(place, format!("there is a body of {} bytes", content.body.len())),
    }
    for (name, wanted) in &exchange.headers {
        let got = content.header(name).collect::<Vec<_>>().join(", ");
        if let Some(problem) = wanted.problem(Some(&got).filter(|got| !got.is_empty()).map(String::as_str)) {
            problems.add(format!("{place}.headers.{name}"), problem);
        }
    }
    let absent = exchange.headers_absent.iter().map(String::as_str).chain(NEVER);
    for name in absent.filter(|name| content.header(name).next().is_some()) {
        problems.add(
            format!("{place}.headers.{name}"),
            format!("it must not be there, got {}", super::show(&header_text(request, name))),
        );
    }
    for name in ONCE.into_iter().filter(|name| content.header(name).count() > 1) {
        problems.add(format!("{place}.headers.{name}"), "it is there more than once");
    }

    if content.method == "CONNECT" {
        // The proxy is a stranger.
        if header("authorization").is_some() {
            problems.add(format!("{place}.headers.authorization"), "it was shown to the proxy");
        }
        return;
    }
    let client = &scenario.client;
    let mut wants = |name: &'static str, wanted: Option<String>| {
        if !exchange.headers.contains_key(name) {
            problems.same(format!("{place}.headers.{name}"), &wanted.as_deref(), &header(name));
        }
    };
    wants("host", Some(authority(client)));
    if client.token_provider.is_none() {
        wants("authorization", Some(format!("Bearer {}", api_key(client))));
    }
    wants("accept", Some("application/json".to_owned()));
    let post = content.method == "POST";
    wants("content-type", post.then(|| "application/json".to_owned()));
    if request.at == Listener::Origin {
        wants("proxy-authorization", None);
    }
    let agent = header("user-agent").unwrap_or_default();
    let suffix = client.user_agent_suffix.as_ref().map(|suffix| format!(" {suffix}")).unwrap_or_default();
    if !agent.starts_with("workos-mfa-") || !agent.ends_with(&suffix) {
        problems.add(
            format!("{place}.headers.user-agent"),
            format!("expected \"workos-mfa-…{suffix}\", got {agent:?}"),
        );
    }
}

fn header_text(request: &SeenRequest, name: &str) -> String {
    let values = request.content.iter().flat_map(|content| content.header(name));
    values.collect::<Vec<_>>().join(", ")
}

/// Host and port of the base URL.
fn authority(client: &ClientOptions) -> String {
    let base = from_either(client, client.base_url.as_ref(), "WORKOS_BASE_URL");
    let rest = base.split_once("://").map_or(base.as_str(), |(_, rest)| rest).to_owned();
    rest.split('/').next().unwrap_or_default().to_owned()
}

fn api_key(client: &ClientOptions) -> String {
    from_either(client, client.api_key.as_ref(), "WORKOS_API_KEY")
}

fn from_either(client: &ClientOptions, option: Option<&String>, variable: &str) -> String {
    let from_env = || client.env.as_ref().and_then(|env| env.get(variable));
    option.or_else(from_env).cloned().unwrap_or_default()
}
