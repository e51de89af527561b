//! With `--json`, what the server sent is there, whole.

use workos_mfa_emulator::{Fault, Operation};

use crate::support::{emulator, enrolled, run_for};

const TOTP: [&str; 7] = ["enroll", "totp", "--issuer", "Foo Corp", "--user", "alan", "--json"];

#[test]
fn a_factor_is_printed_as_the_server_wrote_it() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    let sent = format!(
        "{{\n  \"object\": \"authentication_factor\",\n  \"id\": \"{id}\", \"type\":\"totp\",\"new\": {{\"n\": 1.50, \"big\": 12345678901234567890123}},\
         \"user_id\":null,\"totp\":{{\"issuer\":\"a\u{202e} b\",\"user\":\"u\",\"digits\":6}},\
         \"created_at\":\"2026-01-15T12:00:00.123456789+01:00\",\"updated_at\":\"2026-01-15T12:00:00Z\"\n}}\n"
    );
    emulator.inject(Operation::GetFactor, Fault::status(200).body(sent), 1);
    let printed = run_for(&emulator, &["get", &id, "--json"]).success();
    assert_eq!(
        printed,
        format!(
            r#"{{"object":"authentication_factor","id":"{id}","type":"totp","new":{{"n":1.50,"big":12345678901234567890123}},"user_id":null,"totp":{{"issuer":"a\u202e b","user":"u","digits":6}},"created_at":"2026-01-15T12:00:00.123456789+01:00","updated_at":"2026-01-15T12:00:00Z"}}"#
        ) + "\n"
    );
}

#[test]
fn what_follows_from_the_rest_is_added_to_an_enrolment() {
    let emulator = emulator();
    let sent = r#"{"object":"authentication_factor","id":"auth_factor_1","type":"totp","totp":{"issuer":"Foo Corp","user":"alan","secret":null,"period":30,"uri":"otpauth://totp/Foo%20Corp:alan?secret=JBSWY3DPEHPK3PXP&issuer=Foo%20Corp"},"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:00.000Z"}"#;
    emulator.inject(Operation::EnrollFactor, Fault::status(201).body(sent), 1);
    let factor = run_for(&emulator, &TOTP).json();
    assert_eq!(factor["totp"]["secret"], "JBSWY3DPEHPK3PXP");
    assert_eq!(factor["totp"]["period"], 30);
    assert!(factor["totp"]["qr_code"].as_str().unwrap().starts_with("data:image/png;base64,"));
}

#[test]
fn an_enrolment_is_printed_as_the_server_wrote_it() {
    let emulator = emulator();
    let sent = r#"{"id":"auth_factor_1","object":"authentication_factor","type":"sms","sms":{"phone_number":"+15555555555","carrier":"x"},"created_at":"2026-01-15T12:00:00.123456Z","updated_at":"2026-01-15T12:00:00.000Z"}"#;
    emulator.inject(Operation::EnrollFactor, Fault::status(201).body(sent), 1);
    let printed =
        run_for(&emulator, &["enroll", "sms", "--phone-number", "+15555555555", "--json"]).success();
    assert_eq!(printed, format!("{sent}\n"));
}
