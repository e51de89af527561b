//! What an enrolment has to say.
//!
//! Deliberately not the client's checks: a mistake there would be one here as well, and no test would see it.

use serde_json::{Map, Value};

use super::reply::FieldError;

/// An enrolment that is in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Enrolment {
    pub(super) details: Details,
    pub(super) user_id: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Details {
    Totp { issuer: String, user: String },
    Sms { phone_number: String },
    GenericOtp,
}

/// Checks all fields that matter for the type, and names every one that is missing or wrong. Unknown fields are ignored, and
/// a null counts as absent.
pub(super) fn enrolment(object: &Map<String, Value>) -> Result<Enrolment, Vec<FieldError>> {
    let mut check = Check { object, errors: Vec::new() };
    let details = check.details();
    let user_id = if check.is_absent("user_id") { None } else { check.text("user_id") };
    match details {
        Some(details) if check.errors.is_empty() => Ok(Enrolment { details, user_id }),
        _ => Err(check.errors),
    }
}

struct Check<'a> {
    object: &'a Map<String, Value>,
    errors: Vec<FieldError>,
}

impl Check<'_> {
    fn details(&mut self) -> Option<Details> {
        match self.text("type")?.as_str() {
            "totp" => {
                let (issuer, user) = (self.text("totp_issuer"), self.text("totp_user"));
                Some(Details::Totp { issuer: issuer?, user: user? })
            }
            "sms" => Some(Details::Sms { phone_number: self.phone_number()? }),
            "generic_otp" => Some(Details::GenericOtp),
            _ => self.fail("type", "invalid_type", "must be one of generic_otp, sms and totp"),
        }
    }

    fn text(&mut self, field: &'static str) -> Option<String> {
        match self.object.get(field) {
            None | Some(Value::Null) => self.fail(field, "required", "is required"),
            Some(Value::String(text)) if text.trim().is_empty() => {
                self.fail(field, "required", "must not be empty")
            }
            Some(Value::String(text)) if text.chars().any(char::is_control) => {
                self.fail(field, "invalid_characters", "must not contain control characters")
            }
            Some(Value::String(text)) => Some(text.clone()),
            Some(_) => self.fail(field, "must_be_string", "must be a string"),
        }
    }

    fn phone_number(&mut self) -> Option<String> {
        let number = self.text("phone_number")?;
        if is_e164(&number) {
            return Some(number);
        }
        self.fail("phone_number", "invalid_phone_number", "must be in E.164 form, such as +15555555555")
    }

    fn is_absent(&self, field: &str) -> bool {
        self.object.get(field).is_none_or(Value::is_null)
    }

    fn fail<T>(&mut self, field: &'static str, code: &'static str, problem: &str) -> Option<T> {
        self.errors.push(FieldError { field, code, message: format!("{field} {problem}.") });
        None
    }
}

/// ITU-T E.164: a plus, a country code that does not begin with 0, at most 15 digits in all.
fn is_e164(number: &str) -> bool {
    match number.as_bytes() {
        [b'+', b'1'..=b'9', rest @ ..] => {
            (1..=14).contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(value: &Value) -> Result<Enrolment, Vec<(&'static str, &'static str)>> {
        let result = enrolment(value.as_object().unwrap());
        result.map_err(|errors| errors.into_iter().map(|error| (error.field, error.code)).collect())
    }

    #[test]
    fn accepts_the_three_types() {
        let totp = json!({"type": "totp", "totp_issuer": "Foo & Bar: Ünïcode\u{a0}", "totp_user": "a", "user_id": "u"});
        let details = Details::Totp { issuer: "Foo & Bar: Ünïcode\u{a0}".into(), user: "a".into() };
        assert_eq!(check(&totp), Ok(Enrolment { details, user_id: Some("u".into()) }));
        let sms =
            json!({"type": "sms", "phone_number": "+15555555555", "totp_issuer": null, "user_id": null});
        let details = Details::Sms { phone_number: "+15555555555".into() };
        assert_eq!(check(&sms), Ok(Enrolment { details, user_id: None }));
        let otp = json!({"type": "generic_otp", "totp_issuer": 5, "whatever": {}});
        assert_eq!(check(&otp), Ok(Enrolment { details: Details::GenericOtp, user_id: None }));
    }

    #[test]
    fn names_every_missing_or_wrong_field() {
        for (body, errors) in [
            (json!({}), vec![("type", "required")]),
            (json!({"type": null}), vec![("type", "required")]),
            (json!({"type": ""}), vec![("type", "required")]),
            (json!({"type": 7}), vec![("type", "must_be_string")]),
            (json!({"type": "webauthn"}), vec![("type", "invalid_type")]),
            (json!({"type": "TOTP", "user_id": ""}), vec![("type", "invalid_type"), ("user_id", "required")]),
            (json!({"type": "totp"}), vec![("totp_issuer", "required"), ("totp_user", "required")]),
            (
                json!({"type": "totp", "totp_issuer": "a\nb", "totp_user": ["x"], "user_id": 1}),
                vec![
                    ("totp_issuer", "invalid_characters"),
                    ("totp_user", "must_be_string"),
                    ("user_id", "must_be_string"),
                ],
            ),
            (
                json!({"type": "totp", "totp_issuer": "  ", "totp_user": "\u{7f}"}),
                vec![("totp_issuer", "required"), ("totp_user", "invalid_characters")],
            ),
            (json!({"type": "sms"}), vec![("phone_number", "required")]),
            (
                json!({"type": "sms", "phone_number": 15555555555_u64}),
                vec![("phone_number", "must_be_string")],
            ),
            (
                json!({"type": "sms", "phone_number": "555-5555", "user_id": "a\u{0}"}),
                vec![("phone_number", "invalid_phone_number"), ("user_id", "invalid_characters")],
            ),
        ] {
            assert_eq!(check(&body), Err(errors), "{body}");
        }
    }

    #[test]
    fn phone_numbers_are_e164() {
        for number in ["+15555555555", "+4915112345678", "+12", "+123456789012345"] {
            assert!(is_e164(number), "{number}");
        }
        for number in
            ["", "+", "+1", "+0155", "15555555555", "+1234567890123456", "+1 555", "+1-555", "++1555", "+1٢٣"]
        {
            assert!(!is_e164(number), "{number}");
        }
    }
}
