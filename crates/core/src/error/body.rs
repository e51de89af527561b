//! What an error reply says, in whichever of the vendor's shapes.

use serde_json::Value;

use super::FieldError;
use crate::input::FactorId;

/// As many field errors as are kept; a reply may be hostile.
const MOST_FIELD_ERRORS: usize = 100;
/// As much of any text as is kept, in characters.
const MOST_CHARACTERS: usize = 1000;

/// What the id of every factor begins with.
const FACTOR_PREFIX: &str = "auth_factor_";

/// What an error reply says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    pub(crate) message: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) field_errors: Vec<FieldError>,
}

impl ErrorBody {
    /// Reads as much as there is to read: no shape is an error. `message`, `code` and `errors` (of strings or objects),
    /// or `error` and `error_description`; anything else says nothing.
    pub(crate) fn parse(body: &[u8]) -> Self {
        let Ok(Value::Object(mut members)) = serde_json::from_slice(body) else {
            return Self::default();
        };
        let error = members.get("error").and_then(text);
        let field_errors = match members.remove("errors") {
            Some(Value::Array(items)) => {
                items.iter().take(MOST_FIELD_ERRORS).filter_map(field_error).collect()
            }
            Some(Value::Object(fields)) => {
                fields.iter().take(MOST_FIELD_ERRORS).map(|(name, what)| of_field(name, what)).collect()
            }
            Some(item) => field_error(&item).into_iter().collect(),
            None => Vec::new(),
        };
        let message = ["message", "error_description"]
            .iter()
            .find_map(|name| members.get(*name).and_then(text))
            .or_else(|| error.clone())
            .or_else(|| field_errors.iter().find_map(|error: &FieldError| error.message.clone()));
        let code = members.get("code").and_then(text).or(error);
        Self { message, code, field_errors }
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.chars().take(MOST_CHARACTERS).collect()),
        Value::Number(number) => Some(number.to_string()),
        // Some frameworks give a list of messages.
        Value::Array(items) => {
            let texts: Vec<String> =
                items.iter().take(MOST_FIELD_ERRORS).filter_map(text_of_scalar).collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        }
        _ => None,
    }
}

fn text_of_scalar(value: &Value) -> Option<String> {
    if value.is_array() { None } else { text(value) }
}

fn field_error(item: &Value) -> Option<FieldError> {
    let member = |name: &str| item.get(name).and_then(text);
    match item {
        Value::String(_) => Some(FieldError { message: text(item), ..FieldError::default() }),
        Value::Object(_) => {
            let error =
                FieldError { field: member("field"), code: member("code"), message: member("message") };
            (error != FieldError::default()).then_some(error)
        }
        _ => None,
    }
}

/// `{"phone_number": "is not valid"}` and `{"phone_number": ["is not valid", …]}`.
fn of_field(name: &str, what: &Value) -> FieldError {
    let named = field_error(what).unwrap_or_default();
    FieldError { field: Some(name.to_owned()), message: named.message.or_else(|| text(what)), ..named }
}

/// The id of the factor in a reply that can't be read as one: as JSON of another shape, or as the beginning of JSON.
pub(crate) fn salvage_factor_id(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let mut ids =
        text.match_indices("\"id\"").filter_map(|(at, member)| id_after(text.get(at + member.len()..)?));
    // Users, requests and incidents have ids, too.
    ids.find(|id| id.starts_with(FACTOR_PREFIX)).map(str::to_owned)
}

fn id_after(text: &str) -> Option<&str> {
    let value = text.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    // Without the closing quote the id may have been cut.
    let id = value.get(..value.find('"')?)?;
    FactorId::check(id).is_ok().then_some(id)
}

#[cfg(test)]
mod tests {
    use super::{ErrorBody, salvage_factor_id};

    fn parse(body: &str) -> (Option<String>, Option<String>, Vec<String>) {
        let ErrorBody { message, code, field_errors } = ErrorBody::parse(body.as_bytes());
        let fields = field_errors.iter().map(|e| {
            [&e.field, &e.code, &e.message].map(|part| part.as_deref().unwrap_or("-").to_owned()).join("/")
        });
        (message, code, fields.collect())
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn reads_every_shape_the_vendor_uses() {
        assert_eq!(parse(r#"{"message":"m","code":"c"}"#), (some("m"), some("c"), vec![]));
        assert_eq!(
            parse(r#"{"message":"m","errors":[{"field":"f","code":"c","message":"x"},"plain"]}"#),
            (some("m"), None, vec!["f/c/x".into(), "-/-/plain".into()])
        );
        assert_eq!(parse(r#"{"error":"e","error_description":"d"}"#), (some("d"), some("e"), vec![]));
        assert_eq!(parse(r#"{"error":"e"}"#), (some("e"), some("e"), vec![]));
        assert_eq!(
            parse(r#"{"errors":["only this"]}"#),
            (some("only this"), None, vec!["-/-/only this".into()])
        );
        assert_eq!(
            parse(r#"{"message":["a","b"],"errors":{"f":["x","y"],"g":{"code":"c"}}}"#),
            (some("a; b"), None, vec!["f/-/x; y".into(), "g/c/-".into()])
        );
    }

    #[test]
    fn any_other_shape_says_nothing_and_breaks_nothing() {
        for body in
            ["", "null", "[]", "7", "\"x\"", "<html>", "{", r#"{"message":null,"errors":[1,null,[],{}]}"#]
        {
            assert_eq!(parse(body), (None, None, vec![]), "{body}");
        }
        assert_eq!(ErrorBody::parse("[".repeat(100_000).as_bytes()), ErrorBody::default());
        assert_eq!(ErrorBody::parse(b"\xff\xfe"), ErrorBody::default());
    }

    #[test]
    fn salvages_the_id_from_what_is_left() {
        let id = some("auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ");
        for body in [
            r#"{"object":"authentication_factor","id":"auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ","ty"#,
            r#"{"data": {"user":{"id":"user_1"}, "id" : "auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ"}}"#,
        ] {
            assert_eq!(salvage_factor_id(body.as_bytes()), id, "{body}");
        }
        for body in [
            r#"{"id":"auth_factor_01FV"#,
            r#"{"id":"incident-42"}"#,
            r#"{"user":{"id":"user_1"}}"#,
            r#"{"user_id":"user_1"}"#,
            r#"{"id":"../x"}"#,
            r#"{"id":"auth_factor_../x"}"#,
            "",
            "<html>",
        ] {
            assert_eq!(salvage_factor_id(body.as_bytes()), None, "{body}");
        }
    }
}
