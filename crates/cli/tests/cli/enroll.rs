use workos_mfa_emulator::{Fault, Operation};

use crate::support::{emulator, run_for, scanned, value};

const TOTP: [&str; 6] = ["enroll", "totp", "--issuer", "Foo & Bar: Ünïcode", "--user", "alan@example.com"];

#[test]
fn totp_shows_all_that_its_owner_needs_and_says_that_it_is_shown_once() {
    let emulator = emulator();
    let out = run_for(&emulator, &[&TOTP[..], &["--user-id", "user_1"]].concat()).success();
    assert_eq!(value(&out, "id"), emulator.factors()[0].id);
    assert_eq!(value(&out, "type"), "totp");
    assert_eq!(value(&out, "issuer"), "Foo & Bar: Ünïcode");
    assert_eq!(value(&out, "user"), "alan@example.com");
    assert_eq!(value(&out, "user id"), "user_1");
    let (uri, secret) = (value(&out, "uri"), value(&out, "secret"));
    assert!(uri.starts_with("otpauth://totp/") && uri.contains(secret), "{uri}");
    assert_eq!(scanned(&out), uri);
    assert!(out.contains("shown this once"), "{out}");
}

#[test]
fn totp_as_json_is_the_wire_s_with_the_secrets() {
    let emulator = emulator();
    let factor = run_for(&emulator, &[&TOTP[..], &["--json"]].concat()).json();
    assert_eq!(factor["object"], "authentication_factor");
    assert_eq!(factor["id"].as_str(), Some(emulator.factors()[0].id.as_str()));
    assert_eq!(factor["totp"]["issuer"], "Foo & Bar: Ünïcode");
    for member in ["secret", "qr_code", "uri"] {
        assert!(factor["totp"][member].as_str().is_some_and(|value| !value.is_empty()), "{member}");
    }
}

#[test]
fn sms_and_generic_otp_show_what_was_enrolled() {
    let emulator = emulator();
    let sms = ["enroll", "sms", "--phone-number", "+15555555555", "--user-id", "user_1"];
    let out = run_for(&emulator, &sms).success();
    assert_eq!((value(&out, "type"), value(&out, "phone number")), ("sms", "+15555555555"));
    assert_eq!(value(&out, "user id"), "user_1");
    let factor = run_for(&emulator, &[&sms[..], &["--json"]].concat()).json();
    assert_eq!(
        (&factor["sms"]["phone_number"], &factor["user_id"]),
        (&"+15555555555".into(), &"user_1".into())
    );

    let otp = ["enroll", "generic-otp", "--user-id", "user_2"];
    let out = run_for(&emulator, &otp).success();
    assert_eq!((value(&out, "type"), value(&out, "user id")), ("generic_otp", "user_2"));
    assert!(!out.contains("once"), "there is no secret to warn of: {out}");
    let factor = run_for(&emulator, &[&otp[..], &["--json"]].concat()).json();
    assert_eq!((&factor["type"], &factor["user_id"]), (&"generic_otp".into(), &"user_2".into()));
    assert_eq!(emulator.factors().len(), 4);
}

#[test]
fn an_enrolment_that_may_have_happened_is_sent_once_and_the_person_told_to_look() {
    let emulator = emulator();
    emulator.inject(Operation::EnrollFactor, Fault::reset_after_reading(), 1);
    let run = run_for(&emulator, &TOTP);
    assert_eq!((run.status, run.out.as_str()), (5, ""));
    assert!(run.err.contains("help: the factor may exist. Look in the WorkOS dashboard"), "{}", run.err);
    assert_eq!(emulator.requests(Operation::EnrollFactor), 1);
}

#[test]
fn an_enrolment_whose_reply_is_cut_comes_with_the_command_that_deletes_it() {
    let emulator = emulator();
    emulator.inject(Operation::EnrollFactor, Fault::cut_body(200), 2);
    let run = run_for(&emulator, &TOTP);
    let id = emulator.factors()[0].id.clone();
    assert_eq!(run.status, 5);
    assert!(run.err.contains(&format!("`workos-mfa delete {id}`")), "{}", run.err);
    let error = run_for(&emulator, &[&TOTP[..], &["--json"]].concat()).error();
    assert_eq!(
        (&error["outcome"], &error["factor_id"]),
        (&"applied".into(), &emulator.factors()[1].id.as_str().into())
    );
}
