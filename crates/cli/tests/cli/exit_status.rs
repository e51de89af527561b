use std::net::TcpListener;

use workos_mfa_emulator::{Fault, Operation};

use crate::support::{emulator, enrolled, program, run, run_for};

#[test]
fn each_status_of_the_api_has_its_exit_status() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    for (status, kind, exit) in [
        (400, "bad_request", 1),
        (401, "authentication", 4),
        (403, "permission_denied", 4),
        (404, "not_found", 3),
        (409, "conflict", 1),
        (418, "unexpected_status", 1),
        (422, "unprocessable", 1),
        (429, "rate_limited", 1),
        (500, "server", 1),
    ] {
        emulator.inject(Operation::GetFactor, Fault::status(status).header("x-request-id", "req_7"), 2);
        let people = run_for(&emulator, &["get", &id, "--max-retries", "0"]);
        assert_eq!((people.status, people.out.as_str()), (exit, ""), "{status}");
        assert!(people.err.starts_with("error: ") && people.err.contains(kind), "{}", people.err);
        let scripts = run_for(&emulator, &["get", &id, "--max-retries", "0", "--json"]);
        let error = scripts.error();
        assert_eq!((scripts.status, &error["kind"], &error["status"]), (exit, &kind.into(), &status.into()));
        assert_eq!(error["request_id"], "req_7");
    }
}

#[test]
fn no_usable_answer_is_five() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = format!("http://{closed}");
    for (fault, options, kind) in [
        (None, vec!["--base-url", refused.as_str()], "connect"),
        (Some(Fault::hang()), vec!["--timeout", "0.2"], "timeout"),
        (Some(Fault::stall_body(5)), vec!["--attempt-timeout", "0.2"], "timeout"),
        (Some(Fault::reset_after_reading()), vec![], "transport"),
    ] {
        if let Some(fault) = fault {
            emulator.inject(Operation::GetFactor, fault, 1);
        }
        let run = run_for(&emulator, &[&["get", &id, "--json", "--max-retries", "0"], &options[..]].concat());
        assert_eq!((run.status, &run.error()["kind"]), (5, &kind.into()));
    }
}

#[test]
fn a_success_that_can_not_be_read_is_one() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    emulator.inject(Operation::GetFactor, Fault::status(200).body("<html>"), 1);
    let run = run_for(&emulator, &["get", &id, "--json"]);
    assert_eq!((run.status, &run.error()["kind"]), (1, &"decode".into()));
}

#[test]
fn wrong_keys_and_unknown_factors_are_told_apart() {
    let emulator = emulator();
    let unknown = run_for(&emulator, &["get", "auth_factor_unknown"]);
    assert_eq!(unknown.status, 3);
    assert!(unknown.err.contains("help: check the id"), "{}", unknown.err);
    let denied = run_for(&emulator, &["delete", "auth_factor_unknown", "--api-key", "sk_wrong"]);
    assert_eq!(denied.status, 4);
    assert!(denied.err.contains("help: check the key"), "{}", denied.err);
}

#[test]
fn the_wait_that_a_server_asks_for_is_passed_on() {
    let emulator = emulator();
    emulator.inject(Operation::GetFactor, Fault::status(429).header("retry-after", "3600"), 2);
    let people = run_for(&emulator, &["get", "x", "--timeout", "3"]);
    assert!(people.err.contains("help: try again in 3600 s."), "{}", people.err);
    assert_eq!(run_for(&emulator, &["get", "x", "--timeout", "3", "--json"]).error()["retry_after"], 3600.0);
}

#[test]
fn without_a_key_nothing_is_done_and_the_variable_is_named() {
    let without = run(&mut program(&["get", "x"]));
    assert_eq!(without.status, 2);
    assert!(without.err.contains("WORKOS_API_KEY"), "{}", without.err);
    // An empty variable is as good as none.
    let empty = run(program(&["get", "x", "--json"]).env("WORKOS_API_KEY", ""));
    assert_eq!((empty.status, &empty.error()["kind"]), (2, &"config".into()));
}
