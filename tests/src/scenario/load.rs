//! Reading the scenario files.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value};

use super::{Answer, Exchange, Group, ResetWhen, Respond, Scenario};
use crate::languages::Languages;

/// Files in the folder that hold no scenarios.
const OTHER_FILES: [&str; 2] = ["schema.json", "languages.json"];

/// All scenarios, and what single languages can't express.
#[derive(Debug, Clone)]
pub struct Suite {
    /// The groups, sorted by name.
    pub groups: Vec<Group>,
    /// What `languages.json` says.
    pub languages: Languages,
}

impl Suite {
    /// Every scenario with the name of its group.
    pub fn scenarios(&self) -> impl Iterator<Item = (&str, &Scenario)> {
        self.groups
            .iter()
            .flat_map(|group| group.scenarios.iter().map(|scenario| (group.group.as_str(), scenario)))
    }

    /// One scenario.
    pub fn find(&self, group: &str, name: &str) -> Option<&Scenario> {
        self.scenarios()
            .find(|(in_group, scenario)| *in_group == group && scenario.name == name)
            .map(|(_, scenario)| scenario)
    }
}

/// Reads every scenario file of a folder and checks what the types alone can't.
pub fn load(folder: &Path) -> Result<Suite> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("can't list {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.extension().is_some_and(|extension| extension == "json") && !OTHER_FILES.contains(&name) {
            paths.push(path);
        }
    }
    paths.sort();
    ensure!(!paths.is_empty(), "there are no scenarios in {}", folder.display());
    let groups = paths
        .iter()
        .map(|path| read_group(path).with_context(|| format!("in {}", path.display())))
        .collect::<Result<Vec<_>>>()?;
    let path = folder.join("languages.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))?;
    let languages = serde_json::from_str(&text).with_context(|| format!("in {}", path.display()))?;
    Ok(Suite { groups, languages })
}

fn read_group(path: &Path) -> Result<Group> {
    let text = std::fs::read_to_string(path)?;
    // Once as it is, for errors with a line number; once more with the named bodies put in.
    let group: Group = serde_json::from_str(&text)?;
    let mut value = serde_json::to_value(&group)?;
    if let Some(scenarios) = value.get_mut("scenarios") {
        put_in_bodies(scenarios, &group)?;
    }
    let group: Group = serde_json::from_value(value)?;
    ensure!(
        path.file_stem().is_some_and(|stem| stem == group.group.as_str()),
        "group {:?} is in a file of another name",
        group.group
    );
    let mut names = BTreeSet::new();
    for scenario in &group.scenarios {
        check(scenario).with_context(|| format!("scenario {}", scenario.name))?;
        ensure!(names.insert(&scenario.name), "there are two scenarios {}", scenario.name);
    }
    Ok(group)
}

/// Replaces `{"$body": name, …}` everywhere.
fn put_in_bodies(value: &mut Value, group: &Group) -> Result<()> {
    match value {
        Value::Object(map) => {
            if let Some(name) = map.remove("$body") {
                let name = name.as_str().context("$body needs a name")?;
                let body = group
                    .bodies
                    .get(name)
                    .with_context(|| format!("there is no body {name:?} in this file"))?;
                let Value::Object(body) = body else { bail!("body {name:?} is not an object") };
                let mut whole = body.clone();
                for (key, value) in std::mem::take(map) {
                    overlay(&mut whole, key, value);
                }
                *map = whole;
            }
            map.values_mut().try_for_each(|value| put_in_bodies(value, group))
        }
        Value::Array(values) => values.iter_mut().try_for_each(|value| put_in_bodies(value, group)),
        _ => Ok(()),
    }
}

/// As a JSON merge patch does (RFC 7396): `null` removes, objects merge, anything else replaces.
fn overlay(onto: &mut Map<String, Value>, key: String, value: Value) {
    match value {
        Value::Null => {
            onto.remove(&key);
        }
        Value::Object(patch) => match onto.get_mut(&key) {
            Some(Value::Object(below)) => {
                patch.into_iter().for_each(|(key, value)| overlay(below, key, value));
            }
            _ => {
                onto.insert(key, Value::Object(patch));
            }
        },
        other => {
            onto.insert(key, other);
        }
    }
}

fn check(scenario: &Scenario) -> Result<()> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    ensure!(
        !scenario.name.is_empty() && scenario.name.chars().all(plain),
        "names are lower case with hyphens"
    );
    ensure!(
        scenario.calls.is_empty() == scenario.construct_error.is_some(),
        "either calls or a construct_error"
    );
    ensure!(
        scenario.construct_error.is_none() || scenario.exchanges.is_empty(),
        "without a client there are no exchanges"
    );
    for (at, call) in scenario.calls.iter().enumerate() {
        let expect = &call.expect;
        ensure!(
            expect.ok.is_some() != expect.error.is_some(),
            "calls[{at}].expect needs exactly one of ok and error"
        );
    }
    let errors =
        scenario.calls.iter().filter_map(|call| call.expect.error.as_ref()).chain(&scenario.construct_error);
    for error in errors {
        ensure!(KINDS.contains(&error.kind.as_str()), "there is no kind {:?}", error.kind);
        ensure!(OUTCOMES.contains(&error.outcome.as_str()), "there is no outcome {:?}", error.outcome);
        ensure!(
            error.names_field.is_none() || error.field_errors.is_empty(),
            "names_field or field_errors, not both"
        );
    }
    let first_optional = scenario.exchanges.iter().position(|exchange| exchange.optional);
    let from_there = scenario.exchanges.iter().skip(first_optional.unwrap_or(usize::MAX));
    ensure!(
        from_there.clone().all(|exchange| exchange.optional),
        "after an optional exchange, all are optional"
    );
    for (at, exchange) in scenario.exchanges.iter().enumerate() {
        check_exchange(exchange, scenario).with_context(|| format!("exchanges[{at}]"))?;
    }
    Ok(())
}

fn check_exchange(exchange: &Exchange, scenario: &Scenario) -> Result<()> {
    let (method, target) =
        exchange.request.split_once(' ').context("request must be a method and a target")?;
    ensure!(!target.contains(' '), "a target has no spaces");
    let unread = matches!(exchange.respond, Respond::Reset(ResetWhen::BeforeReading));
    ensure!(
        unread || (method == "POST") == exchange.json.is_some(),
        "json is for POST, and a POST must name it"
    );
    ensure!(
        scenario.client.token_provider.is_none()
            || unread
            || method == "CONNECT"
            || exchange.headers.contains_key("authorization"),
        "with a token provider, each exchange must say which token it sees"
    );
    let lower_case = exchange
        .headers
        .keys()
        .chain(&exchange.headers_absent)
        .all(|name| *name == name.to_ascii_lowercase());
    ensure!(lower_case, "header names are in lower case");
    if let Respond::Answer(answer) = &exchange.respond {
        check_answer(answer)?;
    }
    Ok(())
}

fn check_answer(answer: &Answer) -> Result<()> {
    let bodies =
        [answer.json.is_some(), answer.text.is_some(), answer.hex.is_some(), answer.repeat.is_some()];
    ensure!(bodies.iter().filter(|there| **there).count() <= 1, "at most one of json, text, hex and repeat");
    if let Some(hex) = &answer.hex {
        crate::server::unhex(hex).context("hex must be pairs of hexadecimal digits")?;
    }
    Ok(())
}

/// The error kinds of DESIGN, for catching typing errors in a file.
pub(crate) const KINDS: [&str; 16] = [
    "invalid_request",
    "config",
    "bad_request",
    "authentication",
    "permission_denied",
    "not_found",
    "conflict",
    "unprocessable",
    "rate_limited",
    "server",
    "unexpected_status",
    "connect",
    "timeout",
    "transport",
    "decode",
    "cancelled",
];

const OUTCOMES: [&str; 4] = ["not_sent", "rejected", "unknown", "applied"];
