//! What is secret is printed where that is the purpose, and nowhere else.

use workos_mfa_emulator::{Fault, Operation};

use crate::support::{Run, emulator, enrolled, program, run, run_for};

const KEY: &str = "sk_live_HIDDENHIDDENHIDDEN";

#[track_caller]
fn hides(run: &Run, secret: &str) {
    assert_ne!(run.status, 0, "{}", run.out);
    assert!(!run.out.contains(secret) && !run.err.contains(secret), "{}{}", run.out, run.err);
}

#[test]
fn no_error_repeats_the_key_wherever_it_was_put() {
    let with_line_end = format!("{KEY}\n");
    let in_a_header = format!("x-key {KEY}");
    let as_a_password = format!("https://user:{KEY}@api.example");
    for arguments in [
        vec!["get", "x", "--api-key", &with_line_end],
        vec!["get", "x", KEY],
        vec![KEY],
        vec!["get", "x", "--timeout", KEY],
        vec!["get", "x", "--api_key", KEY],
        vec!["get", "x", "--header", &in_a_header],
        vec!["get", "x", "--api-key", "sk_a", "--base-url", &as_a_password],
        vec!["get", "x", "--api-key", "sk_a", "--proxy", &as_a_password, "--header", "host:x"],
        vec!["emulator", "--port", KEY],
        vec!["emulator", "--api-key", &with_line_end],
        vec!["completions", KEY],
    ] {
        hides(&run(&mut program(&arguments)), "HIDDEN");
        hides(&run(&mut program(&[&["--json"], &arguments[..]].concat())), "HIDDEN");
    }
}

#[test]
fn no_error_repeats_the_key_that_a_proxy_quotes() {
    let emulator = emulator();
    let quoted = Fault::status(502)
        .header("content-type", "text/html")
        .body(format!("<p>Authorization: Bearer {KEY}</p>"));
    let said = Fault::status(403).body(format!(r#"{{"message":"{KEY} may not do this"}}"#));
    for fault in [quoted, said] {
        emulator.inject(Operation::GetFactor, fault, 2);
        for format in [&[][..], &["--json"]] {
            let arguments = ["get", "x", "--max-retries", "0", "--api-key", KEY];
            hides(&run_for(&emulator, &[&arguments[..], format].concat()), "HIDDEN");
        }
    }
}

#[test]
fn no_error_repeats_the_secret_of_a_reply_that_can_not_be_read() {
    let emulator = emulator();
    let arguments = ["enroll", "totp", "--issuer", "Foo", "--user", "alan"];
    let body = r#"{"id":"auth_factor_1","type":"sms","totp":{"secret":"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}}"#;
    emulator.inject(Operation::EnrollFactor, Fault::status(201).body(body), 2);
    for format in [&[][..], &["--json"]] {
        let run = run_for(&emulator, &[&arguments[..], format].concat());
        assert_eq!(run.status, 1);
        assert!(run.err.contains("auth_factor_1"), "{}", run.err);
        hides(&run, "JBSWY3DP");
    }
}

#[test]
fn after_the_enrolment_nothing_shows_the_secret() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    let stored = &emulator.factors()[0];
    let secret = stored.totp.as_ref().unwrap().secret.expose();
    for arguments in [vec!["get", &id], vec!["get", &id, "--json"], vec!["delete", &id]] {
        assert!(!run_for(&emulator, &arguments).success().contains(secret), "{arguments:?}");
    }
}
