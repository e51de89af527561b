//! The control API, used as a runner in another language uses it: plain HTTP and JSON, nothing else.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};
use tokio::task::spawn_blocking;
use workos_mfa_conformance::results::State;
use workos_mfa_conformance::server::{Control, ScriptedServer};

/// A request to the control API: the status and the JSON.
fn ask(url: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let authority = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    let body = body.to_string();
    let length = body.len();
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: {authority}\r\nContent-Length: {length}\r\n\r\n{body}")
        .unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
}

fn get_call() -> Value {
    json!({ "operation": "get_factor", "args": { "id": "a" },
        "expect": { "error": { "kind": "not_found", "outcome": "rejected", "attempts": 1, "status": 404 } } })
}

async fn control() -> Control {
    let exchange = json!({ "request": "GET /auth/factors/a", "respond": { "answer": { "status": 404 } } });
    let suite = common::loads(&json!({ "group": "g", "about": "a", "scenarios": [
        { "name": "one", "why": "w", "calls": [get_call()], "exchanges": [exchange] },
        { "name": "two", "why": "w", "calls": [get_call(), get_call()], "exchanges": [exchange, exchange] },
    ]}))
    .unwrap();
    Control::listen(ScriptedServer::new(suite).unwrap(), 0).await.unwrap()
}

/// A whole runner: what it is told, one request of a "client", what it reports.
fn run_one(url: &str, finish: impl Fn(&str, &str) -> Value) -> Value {
    let (status, started) = ask(url, "POST", "/scenarios/g/one/start?language=test", &Value::Null);
    assert_eq!(status, 200, "{started}");
    assert_eq!(
        started["calls"],
        json!([{ "operation": "get_factor", "args": { "id": "a" }, "options": {}, "wait_before": null, "cancel_after": null, "cancel_before": false }])
    );
    let base = started["client"]["base_url"].as_str().unwrap();
    let key = started["client"]["api_key"].as_str().unwrap();
    let session = started["session"].as_str().unwrap();
    let (status, verdict) = ask(url, "POST", &format!("/sessions/{session}/finish"), &finish(base, key));
    assert_eq!(status, 200, "{verdict}");
    verdict
}

fn proper_request(base: &str, key: &str) {
    let host = base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET /auth/factors/a HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\nAccept: application/json\r\nUser-Agent: workos-mfa-test/1\r\n\r\n").unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
}

fn proper_report() -> Value {
    let error = json!({ "kind": "not_found", "message": "no such factor", "status": 404, "outcome": "rejected", "attempts": 1 });
    json!({ "calls": [{ "result": null, "error": error, "elapsed_ms": 3 }], "debug": "client, error" })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_runner_lists_starts_and_finishes() {
    let control = control().await;
    let url = control.url();
    spawn_blocking(move || {
        let (_, listed) = ask(&url, "GET", "/scenarios?language=test", &Value::Null);
        let names: Vec<_> =
            listed["scenarios"].as_array().unwrap().iter().map(|s| s["name"].clone()).collect();
        assert_eq!(names, ["one", "two"]);
        assert!(!listed.to_string().contains("not_found"), "a runner is not told what is expected: {listed}");
        let verdict = run_one(&url, |base, key| {
            proper_request(base, key);
            proper_report()
        });
        assert_eq!(verdict, json!({ "passed": true, "diff": "" }));
    })
    .await
    .unwrap();
    let results = control.results("test");
    assert_eq!(results.count(State::Passed), 1);
    assert_eq!(results.count(State::Failed), 1, "what was not run has failed");
    assert!(
        results.summary().contains("the runner did not run it")
            && results.summary().ends_with("1 passed, 1 failed\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_in_the_diff() {
    let control = control().await;
    let url = control.url();
    spawn_blocking(move || {
        let diff_of = |verdict: Value| {
            assert_eq!(verdict["passed"], false);
            verdict["diff"].as_str().unwrap().to_owned()
        };
        let no_request = diff_of(run_one(&url, |_, _| proper_report()));
        assert!(no_request.contains("requests: expected 1, got 0"), "{no_request}");
        let wrong_key = diff_of(run_one(&url, |base, _| {
            proper_request(base, "other");
            proper_report()
        }));
        assert!(wrong_key.contains("exchanges[0].headers.authorization: expected"), "{wrong_key}");
        let unknown_field = diff_of(run_one(&url, |base, key| {
            proper_request(base, key);
            let mut report = proper_report();
            report["calls"][0]["error"]["requestId"] = json!("x");
            report
        }));
        assert!(
            unknown_field.contains("runner: it failed: this is not a report")
                && unknown_field.contains("requestId"),
            "{unknown_field}"
        );
        let garbage = diff_of(run_one(&url, |base, key| {
            let mut stream = TcpStream::connect(base.strip_prefix("http://").unwrap()).unwrap();
            write!(stream, "GET /auth/factors/a HTTP/1.0\r\nAuthorization: Bearer {key}\r\n\r\n").unwrap();
            stream.read_to_end(&mut Vec::new()).unwrap();
            proper_report()
        }));
        assert!(garbage.contains("this is not HTTP/1.1"), "{garbage}");
    })
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_gets_only_what_it_can_express() {
    let control = control().await;
    let url = control.url();
    let (_, listed) =
        spawn_blocking(move || ask(&url, "GET", "/scenarios?language=dumb", &Value::Null)).await.unwrap();
    assert_eq!(listed["scenarios"].as_array().unwrap().len(), 1);
    let results = control.results("dumb");
    assert_eq!(results.count(State::NotApplicable), 1);
    assert!(
        results.summary().contains("dumb can't express shared_client: it forgets (1: g/two)"),
        "{}",
        results.summary()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_requests_to_the_control_api_are_told_what_is_wrong() {
    let control = control().await;
    let url = control.url();
    spawn_blocking(move || {
        for (method, path, problem) in [
            ("GET", "/scenarios", "add ?language="),
            ("POST", "/scenarios/g/nope/start?language=test", "there is no scenario g/nope"),
            ("POST", "/sessions/77/finish", "there is no session 77"),
            ("DELETE", "/scenarios", "there is no DELETE /scenarios"),
        ] {
            let (status, answer) = ask(&url, method, path, &json!({}));
            assert_eq!(status, 400);
            assert!(answer["error"].as_str().unwrap().contains(problem), "{answer}");
        }
    })
    .await
    .unwrap();
}
