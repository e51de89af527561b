//! The scenario files and the schema that describes them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may panic")]

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use common::loads;
use serde_json::{Value, json};
use workos_mfa_conformance::scenario::{Group, Suite, load};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

fn suite() -> Suite {
    load(&folder()).unwrap()
}

fn schema() -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder().join("schema.json")).unwrap()).unwrap()
}

#[test]
fn the_schema_is_what_the_types_say() {
    let derived = serde_json::to_value(schemars::schema_for!(Group)).unwrap();
    assert_eq!(schema(), derived, "mend it with: cargo run -p workos-mfa-conformance -- schema --write");
}

#[test]
fn every_file_keeps_to_the_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for group in suite().groups {
        let text = std::fs::read_to_string(folder().join(format!("{}.json", group.group))).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let problems: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{}.json: {problems:#?}", group.group);
        assert_eq!(value["$schema"], "./schema.json");
    }
}

/// A group of one scenario, after a change.
fn group(change: impl FnOnce(&mut Value)) -> Value {
    let mut value = json!({
        "group": "g", "about": "a",
        "scenarios": [{
            "name": "n", "why": "w",
            "calls": [{ "operation": "get_factor", "args": { "id": "a" },
                "expect": { "ok": { "result": { "$response": 1 }, "status": 200, "attempts": 1 } } }],
            "exchanges": [{ "request": "GET /auth/factors/a", "respond": { "answer": { "status": 200, "json": {} } } }]
        }]
    });
    change(&mut value);
    value
}

/// What is wrong, and how to make it so.
type Wrong = (&'static str, fn(&mut Value));

#[test]
fn typing_errors_are_refused_by_the_schema_and_by_the_reader() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    assert!(validator.is_valid(&group(|_| {})));
    loads(&group(|_| {})).unwrap();
    let wrongs: [Wrong; 9] = [
        ("a key of the group", |v| v["scenario"] = json!([])),
        ("a key of the scenario", |v| v["scenarios"][0]["excanges"] = json!([])),
        ("no reason", |v| v["scenarios"][0]["why"] = Value::Null),
        ("an option", |v| v["scenarios"][0]["client"] = json!({ "max_retry": 1 })),
        ("an operation", |v| v["scenarios"][0]["calls"][0]["operation"] = json!("getFactor")),
        ("no attempts", |v| v["scenarios"][0]["calls"][0]["expect"]["ok"]["attempts"] = Value::Null),
        ("a key of the answer", |v| {
            v["scenarios"][0]["exchanges"][0]["respond"]["answer"]["body"] = json!("x");
        }),
        ("a way to respond", |v| v["scenarios"][0]["exchanges"][0]["respond"] = json!("sleep")),
        ("a status", |v| v["scenarios"][0]["exchanges"][0]["respond"]["answer"]["status"] = json!("200")),
    ];
    for (what, change) in wrongs {
        let value = group(change);
        assert!(!validator.is_valid(&value), "the schema takes a wrong one: {what}");
        assert!(loads(&value).is_err(), "the reader takes a wrong one: {what}");
    }
}

#[test]
fn what_types_can_t_tell_is_told_by_the_reader() {
    let wrongs: [Wrong; 9] = [
        ("name", |v| v["scenarios"][0]["name"] = json!("Not This")),
        ("another name", |v| v["group"] = json!("h")),
        ("exactly one", |v| {
            v["scenarios"][0]["calls"][0]["expect"]["error"] =
                json!({"kind": "server", "outcome": "unknown", "attempts": 1});
        }),
        ("no kind", |v| {
            v["scenarios"][0]["calls"][0]["expect"] =
                json!({"error": {"kind": "oops", "outcome": "unknown", "attempts": 1}});
        }),
        ("a POST must name", |v| {
            v["scenarios"][0]["exchanges"][0]["request"] = json!("POST /auth/factors/enroll");
        }),
        ("at most one", |v| v["scenarios"][0]["exchanges"][0]["respond"]["answer"]["text"] = json!("x")),
        ("which token", |v| v["scenarios"][0]["client"] = json!({"token_provider": [{"token": "t"}]})),
        ("no body", |v| {
            v["scenarios"][0]["exchanges"][0]["respond"]["answer"]["json"] = json!({"$body": "nobody"});
        }),
        ("two scenarios", |v| {
            let first = v["scenarios"][0].clone();
            v["scenarios"].as_array_mut().unwrap().push(first);
        }),
    ];
    for (what, change) in wrongs {
        let problem =
            loads(&group(change)).err().unwrap_or_else(|| panic!("the reader takes a wrong one: {what}"));
        assert!(problem.contains(what), "{what}: {problem}");
    }
}

#[test]
fn named_bodies_are_put_in_and_changed() {
    let suite = loads(&group(|v| {
        v["bodies"] = json!({ "factor": { "id": "a", "totp": { "issuer": "i", "user": "u" }, "type": "totp" } });
        v["scenarios"][0]["exchanges"][0]["respond"]["answer"]["json"] =
            json!({ "$body": "factor", "type": null, "totp": { "user": "other" }, "more": [{ "$body": "factor", "totp": null }] });
    }))
    .unwrap();
    let value = serde_json::to_value(suite.find("g", "n").unwrap()).unwrap();
    assert_eq!(
        value["exchanges"][0]["respond"]["answer"]["json"],
        json!({ "id": "a", "totp": { "issuer": "i", "user": "other" }, "more": [{ "id": "a", "type": "totp" }] })
    );
}

#[test]
fn every_kind_and_outcome_of_the_client_is_expected_somewhere() {
    let suite = suite();
    let errors = || {
        suite.scenarios().flat_map(|(_, scenario)| {
            scenario
                .calls
                .iter()
                .filter_map(|call| call.expect.error.as_ref())
                .chain(&scenario.construct_error)
        })
    };
    let kinds: BTreeSet<&str> = errors().map(|error| error.kind.as_str()).collect();
    let known: BTreeSet<&str> = workos_mfa::ErrorKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(kinds, known);
    let outcomes: BTreeSet<&str> = errors().map(|error| error.outcome.as_str()).collect();
    assert_eq!(outcomes, BTreeSet::from(["applied", "not_sent", "rejected", "unknown"]));
}

#[test]
fn what_languages_can_t_express_is_needed_by_some_scenario() {
    let suite = suite();
    let needs: BTreeSet<String> = suite
        .scenarios()
        .flat_map(|(_, scenario)| scenario.needs())
        .map(|need| need.as_str().to_owned())
        .collect();
    for language in ["rust-blocking", "cli"] {
        for need in suite.languages.get(language).unwrap().cannot_express.keys() {
            assert!(needs.contains(need), "{language} excuses itself from {need}, which nothing needs");
        }
    }
}
