use crate::support::{emulator, program, run, run_for};

#[test]
fn ids_that_could_lead_elsewhere_cost_no_request() {
    let emulator = emulator();
    let long = "x".repeat(10_000);
    for id in ["..", ".", "", "a/b", "../../organizations/org_1", "%2e%2e", "x?y", "a\nb", "é", &long] {
        for command in ["get", "delete"] {
            let run = run_for(&emulator, &[command, id, "--json"]);
            let error = run.error();
            assert_eq!((run.status, &error["kind"]), (2, &"invalid_request".into()), "{command} {id:?}");
            assert_eq!(error["field_errors"][0]["field"], "id");
            assert_eq!(run_for(&emulator, &[command, id]).status, 2);
        }
    }
    assert_eq!(emulator.total_requests(), 0);
}

#[test]
fn wrong_arguments_of_an_enrolment_cost_no_request_and_are_named() {
    let emulator = emulator();
    for (arguments, field) in [
        (vec!["totp", "--issuer", "", "--user", "alan"], "totp_issuer"),
        (vec!["totp", "--issuer", "Foo", "--user", "a\nb"], "totp_user"),
        (vec!["totp", "--user", "alan"], "totp_issuer"),
        (vec!["totp", "--issuer", "Foo"], "totp_user"),
        (vec!["sms", "--phone-number", "555-5555"], "phone_number"),
        (vec!["sms"], "phone_number"),
        (vec!["generic-otp", "--user-id", ""], "user_id"),
    ] {
        let run = run_for(&emulator, &[&["--json", "enroll"], &arguments[..]].concat());
        let error = run.error();
        assert_eq!((run.status, &error["kind"]), (2, &"invalid_request".into()), "{arguments:?}");
        assert_eq!(error["field_errors"][0]["field"], field, "{arguments:?}");
    }
    assert_eq!(emulator.total_requests(), 0);
}

#[test]
fn wrong_options_of_the_client_cost_no_request_and_are_named() {
    let emulator = emulator();
    for (options, field) in [
        (vec!["--api-key", ""], "api_key"),
        (vec!["--api-key", "sk_a\n"], "api_key"),
        (vec!["--base-url", "api.workos.com"], "base_url"),
        (vec!["--base-url", "http://api.example"], "base_url"),
        (vec!["--base-url", "https://a:b@api.example"], "base_url"),
        (vec!["--base-url", "https://api.example?x"], "base_url"),
        (vec!["--timeout", "-1"], "timeout"),
        (vec!["--timeout", "inf"], "timeout"),
        (vec!["--attempt-timeout", "0"], "attempt_timeout"),
        (vec!["--connect-timeout", "NaN"], "connect_timeout"),
        (vec!["--header", "Authorization: x"], "headers"),
        (vec!["--header", "no-colon"], "headers"),
        (vec!["--header", ":x"], "headers"),
        (vec!["--user-agent-suffix", "é"], "user_agent_suffix"),
        (vec!["--proxy", "socks"], "proxy"),
        (vec!["--root-certificate", "missing.pem"], "root_certificate"),
        (vec!["--client-certificate", "missing.pem"], "client_certificate"),
        (vec!["--client-key", "missing.pem"], "client_certificate"),
        (vec!["--root-certificate", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")], "root_certificate"),
    ] {
        let run = run_for(&emulator, &[&["get", "x", "--json"], &options[..]].concat());
        let error = run.error();
        assert_eq!((run.status, &error["kind"]), (2, &"config".into()), "{options:?}: {error}");
        assert_eq!(error["field_errors"][0]["field"], field, "{options:?}");
    }
    assert_eq!(emulator.total_requests(), 0);
}

#[test]
fn command_lines_that_make_no_sense_are_two_with_the_usage_or_as_json() {
    for arguments in [
        vec!["nonsense"],
        vec!["get"],
        vec!["get", "a", "b"],
        vec!["enroll", "pigeon"],
        vec!["enroll", "sms", "--issuer", "Foo"],
        vec!["get", "x", "--timeout", "soon"],
        vec!["get", "x", "--max-retries", "-1"],
        vec!["get", "x", "--nonsense"],
        vec!["emulator", "--port", "70000"],
        vec!["emulator", "--timeout", "5"],
        vec!["completions", "tcsh"],
    ] {
        let people = run(&mut program(&arguments));
        assert_eq!((people.status, people.out.as_str()), (2, ""), "{arguments:?}");
        assert!(people.err.starts_with("error: ") && people.err.contains("--help"), "{}", people.err);
        let scripts = run(&mut program(&[&["--json"], &arguments[..]].concat()));
        let error = scripts.error();
        assert_eq!((scripts.status, &error["kind"]), (2, &"invalid_request".into()), "{arguments:?}");
        assert!(!error["message"].as_str().unwrap().contains("Usage"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn bytes_that_are_no_text_are_refused() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    let run = run(program(&["get"]).arg(OsStr::from_bytes(b"\xff")));
    assert_eq!((run.status, run.out.as_str()), (2, ""));
}
