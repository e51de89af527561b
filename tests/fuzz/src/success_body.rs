//! Replies with a factor in them, or with something else where a factor should be.

use serde_json::{Value, json};
use workos_mfa::internals::{decode_enrolled, decode_factor, read_error_reply};
use workos_mfa::models::timestamp_to_wire;
use workos_mfa::{EnrollFactor, EnrolledFactor, Factor, FactorId, FactorType, Timestamp};

use crate::KEY;

/// Any body of a 2xx reply.
pub fn success_body(body: &[u8]) {
    // A reply that can't be read is the common case, and must only not panic.
    for asked in
        [EnrollFactor::totp("Foo", "alan"), EnrollFactor::sms("+15555555555"), EnrollFactor::generic_otp()]
    {
        if let Some(Ok(factor)) = decode_enrolled(body, asked.clone()) {
            check_enrolled(&factor, &asked);
        }
    }
    let id = serde_json::from_slice::<Value>(body)
        .ok()
        .and_then(|value| Some(value.get("id")?.as_str()?.to_owned()));
    if let Some(Ok(factor)) = id.and_then(|id| decode_factor(body, &id)) {
        check_factor(&factor);
    }
    let other = decode_factor(body, "auth_factor_another");
    assert!(
        !matches!(other, Some(Ok(factor)) if factor.id.as_str() != "auth_factor_another"),
        "took another factor"
    );
    let salvaged = read_error_reply(body, b"", KEY, false).factor_id;
    let is_factors = |id: &str| id.starts_with("auth_factor_") && is_valid_id(id);
    assert!(salvaged.as_deref().is_none_or(is_factors), "salvaged what is no factor's id: {salvaged:?}");
}

fn check_enrolled(factor: &EnrolledFactor, asked: &EnrollFactor) {
    assert_eq!(factor.factor_type, asked.factor_type(), "took another type of factor");
    assert!(
        factor.totp.is_some() || factor.factor_type != FactorType::Totp,
        "a totp factor without its secret"
    );
    assert!(is_valid_id(factor.id.as_str()), "{:?}", factor.id);
    let mut expected = factor.clone();
    expected.created_at = as_on_the_wire(factor.created_at);
    expected.updated_at = as_on_the_wire(factor.updated_at);
    let json = factor.to_json();
    let read_again = decode_enrolled(json.as_bytes(), asked.clone()).and_then(Result::ok);
    assert_eq!(read_again.as_ref(), Some(&expected), "to_json does not lead back to the factor");
    if let Some(totp) = &factor.totp {
        // Bytes or an error: what the server sends as a QR code is not ours.
        let _ = totp.qr_png();
        check_debug_hides_secrets(&json, &expected, asked);
    }
}

/// `Debug` must not depend on the secrets at all, not even on their length: with others in their place it is the same.
fn check_debug_hides_secrets(json: &str, factor: &EnrolledFactor, asked: &EnrollFactor) {
    let Ok(mut value) = serde_json::from_str::<Value>(json) else { return };
    for member in ["secret", "qr_code", "uri"] {
        // `Value`'s index adds what is missing; a factor with `totp` has all three.
        assert!(value.pointer(&format!("/totp/{member}")).is_some(), "to_json leaves out {member}");
        if let Some(secret) = value.pointer_mut(&format!("/totp/{member}")) {
            *secret = json!("another");
        }
    }
    let other = decode_enrolled(value.to_string().as_bytes(), asked.clone()).and_then(Result::ok);
    assert_eq!(
        Some(format!("{factor:?}")),
        other.map(|other| format!("{other:?}")),
        "Debug depends on the secrets"
    );
}

fn check_factor(factor: &Factor) {
    assert!(is_valid_id(factor.id.as_str()), "{:?}", factor.id);
    let mut expected = factor.clone();
    expected.created_at = as_on_the_wire(factor.created_at);
    expected.updated_at = as_on_the_wire(factor.updated_at);
    let read_again = decode_factor(factor.to_json().as_bytes(), factor.id.as_str()).and_then(Result::ok);
    assert_eq!(read_again.as_ref(), Some(&expected), "to_json does not lead back to the factor");
}

/// The wire has milliseconds; what a server sends beyond them is not written again.
fn as_on_the_wire(timestamp: Timestamp) -> Timestamp {
    let text = timestamp_to_wire(timestamp);
    let read = text.parse::<Timestamp>();
    assert!(read.is_ok(), "{timestamp:?} is written as {text}, which can't be read");
    let read = read.unwrap_or(timestamp);
    let lost = timestamp.as_nanosecond().abs_diff(read.as_nanosecond());
    assert!(lost < 1_000_000, "{timestamp:?} is written as {text}");
    read
}

fn is_valid_id(id: &str) -> bool {
    FactorId::try_from(id).is_ok()
}
