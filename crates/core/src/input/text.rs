//! Checks on texts.

use crate::error::Error;

/// As much as any text may hold, in bytes. The vendor's own limits are lower; this one keeps a QR code drawable.
const MOST_BYTES: usize = 1024;

/// A text that people will read: not empty, no control characters.
pub(super) fn check_text(field: &str, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() {
        return Err(Error::invalid_request(field, "required", format!("{field} is empty")));
    }
    if text.len() > MOST_BYTES {
        return Err(Error::invalid_request(
            field,
            "too_long",
            format!("{field} is longer than {MOST_BYTES} bytes"),
        ));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::invalid_request(
            field,
            "invalid_characters",
            format!("{field} holds a control character, such as a line break"),
        ));
    }
    Ok(())
}

/// A phone number in E.164 form (ITU-T E.164): `+`, then 2 to 15 digits, the first of them not 0.
pub(super) fn check_phone_number(field: &str, number: &str) -> Result<(), Error> {
    if number.trim().is_empty() {
        return Err(Error::invalid_request(field, "required", format!("{field} is empty")));
    }
    let digits = number.strip_prefix('+').unwrap_or_default();
    let valid = (2..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    if valid {
        return Ok(());
    }
    Err(Error::invalid_request(
        field,
        "invalid_phone_number",
        format!(
            "{field} is not in E.164 form: a plus, the country code and the number, digits only, such as +15555555555"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::{check_phone_number, check_text};

    fn code(result: Result<(), crate::Error>) -> Option<String> {
        result.err().and_then(|error| error.field_errors()[0].code.clone())
    }

    #[test]
    fn texts_are_printable_and_not_empty() {
        for text in ["Foo Corp", "Foo & Bar: Ünïcode", "alan.turing@example.com", "日本", &"x".repeat(1024)]
        {
            assert_eq!(code(check_text("f", text)), None, "{text}");
        }
        for (text, expected) in [
            ("", "required"),
            ("  ", "required"),
            ("a\nb", "invalid_characters"),
            ("a\u{0}", "invalid_characters"),
            ("\u{85}x", "invalid_characters"),
            (&"x".repeat(1025), "too_long"),
        ] {
            assert_eq!(code(check_text("f", text)).as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn phone_numbers_are_e164() {
        for number in ["+15555555555", "+4915112345678", "+12", "+123456789012345"] {
            assert_eq!(code(check_phone_number("f", number)), None, "{number}");
        }
        for number in
            ["15555555555", "+0155", "+1", "+1234567890123456", "+1 555", "+1-555", "+١٢٣", "++1555", "+"]
        {
            assert_eq!(
                code(check_phone_number("f", number)).as_deref(),
                Some("invalid_phone_number"),
                "{number}"
            );
        }
        assert_eq!(code(check_phone_number("f", "")).as_deref(), Some("required"));
    }
}
