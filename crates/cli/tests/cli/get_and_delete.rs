use workos_mfa_emulator::{Fault, Operation};

use crate::support::{emulator, enrolled, run_for, value};

#[test]
fn get_shows_the_factor_without_its_secrets() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    let out = run_for(&emulator, &["get", &id]).success();
    assert_eq!((value(&out, "id"), value(&out, "type")), (id.as_str(), "totp"));
    assert_eq!((value(&out, "issuer"), value(&out, "user")), ("Foo Corp", "alan"));
    assert!(value(&out, "created").ends_with('Z') && value(&out, "updated").ends_with('Z'));
    assert!(!out.contains("secret") && !out.contains("otpauth"), "{out}");

    let factor = run_for(&emulator, &["get", &id, "--json"]).json();
    assert_eq!(factor["totp"], serde_json::json!({ "issuer": "Foo Corp", "user": "alan" }));
}

#[test]
fn delete_deletes_and_says_so_to_people_only() {
    let emulator = emulator();
    let (one, two) = (enrolled(&emulator), enrolled(&emulator));
    assert_eq!(run_for(&emulator, &["delete", &one]).success(), format!("Deleted {one}.\n"));
    assert_eq!(run_for(&emulator, &["--json", "delete", &two]).success(), "");
    assert!(emulator.factors().is_empty());
}

#[test]
fn delete_succeeds_if_a_lost_reply_was_a_success() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    emulator.inject(Operation::DeleteFactor, Fault::reset_after_reading(), 1);
    run_for(&emulator, &["delete", &id]).success();
    assert_eq!(emulator.requests(Operation::DeleteFactor), 2);
}

#[test]
fn what_a_server_sends_can_not_steer_the_terminal() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    let factor = format!(
        r#"{{"object":"authentication_factor","id":"{id}","type":"totp","totp":{{"issuer":"\u001b]0;owned\u0007","user":"a\u202eb"}},"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:00.000Z"}}"#
    );
    emulator.inject(Operation::GetFactor, Fault::status(200).body(factor), 1);
    let out = run_for(&emulator, &["get", &id]).success();
    assert_eq!(value(&out, "issuer"), r"\u{1b}]0;owned\u{7}");
    assert_eq!(value(&out, "user"), r"a\u{202e}b");

    emulator.inject(Operation::GetFactor, Fault::status(409).body(r#"{"message":"\u001b[2Jgone\n"}"#), 1);
    let err = run_for(&emulator, &["get", &id]).err;
    assert!(err.starts_with("error: \u{fffd}[2Jgone"), "{err:?}");
    assert!(!err.contains('\x1b') && err.lines().count() == 1, "{err:?}");
}

#[test]
fn an_unknown_kind_of_factor_is_shown_as_it_is() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    let factor = format!(
        r#"{{"object":"authentication_factor","id":"{id}","type":"hologram","extra":1,"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:00.000Z"}}"#
    );
    emulator.inject(Operation::GetFactor, Fault::status(200).body(factor), 1);
    assert_eq!(value(&run_for(&emulator, &["get", &id]).success(), "type"), "hologram");
}
