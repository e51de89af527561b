//! What an error reply says, in whichever of the vendor's shapes.

use super::FieldError;
use super::redact::Redactor;
use crate::input::FactorId;
use crate::json::Json;

/// As many field errors as are kept; a reply may be hostile.
const MAX_FIELD_ERRORS: usize = 100;

/// What the id of every factor begins with.
const FACTOR_PREFIX: &str = "auth_factor_";

/// What an error reply says, as it may be shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    pub(crate) message: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) field_errors: Vec<FieldError>,
}

impl ErrorBody {
    /// Reads as much as there is to read: no shape is an error. `message`, `code` and `errors` (of strings or objects),
    /// or `error` and `error_description`; anything else says nothing.
    pub(crate) fn read(body: &[u8], redactor: &Redactor) -> Self {
        let json = Json::read(body);
        let reply = Reply { redactor };
        let words = |name| json.members(name).find_map(|value| reply.words(value));
        let name = |name| json.members(name).find_map(|value| reply.name(value));
        let field_errors = json
            .members("errors")
            .map(|errors| reply.field_errors(errors))
            .find(|errors| !errors.is_empty())
            .unwrap_or_default();
        let message = words("message")
            .or_else(|| words("error_description"))
            .or_else(|| words("error"))
            .or_else(|| field_errors.iter().find_map(|error: &FieldError| error.message.clone()));
        let code = name("code").or_else(|| name("error"));
        Self { message, code, field_errors }
    }
}

/// Reads the parts of a reply. Each text is redacted by itself: where it ends is known here only.
struct Reply<'a> {
    redactor: &'a Redactor,
}

impl Reply<'_> {
    /// A text for people. One that breaks off is better than none.
    fn words(&self, value: &Json) -> Option<String> {
        match value {
            Json::Broken(text) if !text.trim().is_empty() => Some(self.redactor.broken_text(text)),
            // Some frameworks give a list of messages.
            Json::List(items) => {
                let texts: Vec<String> = items
                    .iter()
                    .filter(|item| !matches!(item, Json::List(_)))
                    .take(MAX_FIELD_ERRORS)
                    .filter_map(|item| self.words(item))
                    .collect();
                // As a whole it must not be too long, either.
                (!texts.is_empty()).then(|| self.redactor.text(&texts.join("; ")))
            }
            _ => self.name(value),
        }
    }

    /// A text for programs, which is no use to them if it is not whole.
    fn name(&self, value: &Json) -> Option<String> {
        match value {
            Json::String(text) | Json::Number(text) if !text.trim().is_empty() => {
                Some(self.redactor.text(text))
            }
            _ => None,
        }
    }

    fn field_errors(&self, value: &Json) -> Vec<FieldError> {
        match value {
            Json::List(items) => {
                items.iter().filter_map(|item| self.field_error(item)).take(MAX_FIELD_ERRORS).collect()
            }
            Json::Object(fields) => {
                fields.iter().take(MAX_FIELD_ERRORS).map(|(name, what)| self.of_field(name, what)).collect()
            }
            item => self.field_error(item).into_iter().collect(),
        }
    }

    fn field_error(&self, item: &Json) -> Option<FieldError> {
        match item {
            Json::String(_) | Json::Broken(_) => {
                Some(FieldError { message: self.words(item), ..FieldError::default() })
            }
            Json::Object(_) => {
                let name = |member| item.members(member).find_map(|value| self.name(value));
                let error = FieldError {
                    field: name("field"),
                    code: name("code"),
                    message: item.members("message").find_map(|value| self.words(value)),
                };
                (error != FieldError::default()).then_some(error)
            }
            _ => None,
        }
    }

    /// `{"phone_number": "is not valid"}` and `{"phone_number": ["is not valid", …]}`.
    fn of_field(&self, name: &str, what: &Json) -> FieldError {
        let named = self.field_error(what).unwrap_or_default();
        let message = named.message.or_else(|| self.words(what));
        FieldError { field: Some(self.redactor.text(name)), message, ..named }
    }
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
    use proptest::prelude::*;

    use super::{ErrorBody, salvage_factor_id};
    use crate::error::Redactor;

    fn read(body: &[u8]) -> ErrorBody {
        ErrorBody::read(body, &Redactor::new("sk_test_key"))
    }

    fn parse(body: &str) -> (Option<String>, Option<String>, Vec<String>) {
        let ErrorBody { message, code, field_errors } = read(body.as_bytes());
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
        assert_eq!(read("[".repeat(100_000).as_bytes()), ErrorBody::default());
        assert_eq!(read(b"\xff\xfe"), ErrorBody::default());
    }

    #[test]
    fn what_can_not_be_read_elsewhere_costs_nothing_that_can() {
        let long = "7".repeat(400);
        let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
        for odd in [
            "1e999",
            &long,
            r#""\ud800""#,
            &deep,
            "NaN",
            "undefined",
            "'x'",
            "",
            "\"\u{1}\"",
            r#""\x""#,
            r#"{"a":1,"a":2}"#,
        ] {
            let said = r#""message":"m","code":"c","errors":[{"field":"f","message":"x"}]"#;
            let wanted = (some("m"), some("c"), vec!["f/-/x".to_owned()]);
            assert_eq!(parse(&format!(r#"{{"odd":{odd},{said}}}"#)), wanted, "{odd}");
            assert_eq!(parse(&format!("\u{feff}{{{said},\"odd\":{odd}}} and more")), wanted, "{odd}");
        }
        assert_eq!(
            parse(r#"{"message":"a\ud800","code":1e999}"#),
            (some("a\u{fffd}"), some("1e999"), vec![])
        );
        assert_eq!(
            parse(r#"{"message":"a","message":"b","message":null,"code":"c","code":"d"}"#),
            (some("b"), some("d"), vec![])
        );
    }

    #[test]
    fn of_a_reply_that_breaks_off_the_words_are_kept_and_the_names_are_not() {
        assert_eq!(parse(r#"{"code":"c","message":"It went wro"#), (some("It went wro…"), some("c"), vec![]));
        assert_eq!(parse(r#"{"message":"m","code":"entity_not_f"#), (some("m"), None, vec![]));
        assert_eq!(
            parse(r#"{"message":"m","errors":[{"field":"f","code":"inv"#),
            (some("m"), None, vec!["f/-/-".to_owned()])
        );
    }

    proptest! {
        #[test]
        fn any_reply_is_read_and_bounded(before in ".{0,40}", text in any::<String>(), cut in any::<prop::sample::Index>()) {
            let whole = format!(
                r#"{{"x":{before},"message":{},"errors":{{{}:[1,"x"]}}}}"#,
                serde_json::to_string(&text).unwrap(),
                serde_json::to_string(&text).unwrap()
            );
            let body = &whole.as_bytes()[..cut.index(whole.len() + 1)];
            let said = read(body);
            prop_assert!(said.message.is_none_or(|message| message.chars().count() <= 1000));
        }
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
