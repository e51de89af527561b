//! The reply to an enrolment that a strict decoder refuses.
//!
//! Half a surrogate pair in a name, a stray byte or a number that no type holds must not cost the secret, which is shown this once.

use workos_mfa_api::{Lenient, SecretText, types};

use super::Timestamp;
use crate::json::Json;

/// The reply as far as it can be read; `None` if it is not a whole object with an id, or contradicts itself.
///
/// What it says is held to the request later, like any other reply.
pub(crate) fn read(body: &[u8]) -> Option<types::EnrolledFactor> {
    let reply = Json::read_whole(body)?;
    let totp = match only(&reply, "totp")? {
        Some(totp @ Json::Object(_)) => Some(types::EnrolledTotp {
            issuer: text(totp, "issuer")?.map(lenient),
            qr_code: secret(totp, "qr_code")?,
            secret: secret(totp, "secret")?,
            uri: secret(totp, "uri")?,
            user: text(totp, "user")?.map(lenient),
        }),
        _ => None,
    };
    let sms = match only(&reply, "sms")? {
        Some(sms) => text(sms, "phone_number")?.map(|number| types::Sms { phone_number: number.to_owned() }),
        None => None,
    };
    Some(types::EnrolledFactor {
        created_at: time(&reply, "created_at")?,
        id: text(&reply, "id")??.to_owned(),
        object: identity(&reply, "object")?.map(|name| types::ObjectName(name.to_owned())),
        sms,
        totp,
        type_: identity(&reply, "type")?.map(|name| types::FactorType(name.to_owned())),
        updated_at: time(&reply, "updated_at")?,
        user_id: text(&reply, "user_id")?.map(lenient),
    })
}

/// The member of this name, if there is one; `None` if there are several that differ.
fn only<'a>(object: &'a Json, name: &'a str) -> Option<Option<&'a Json>> {
    let mut members = object.members(name);
    let last = members.next();
    members.all(|other| Some(other) == last).then_some(last)
}

/// A text of which nothing is missing.
fn text<'a>(object: &'a Json, name: &'a str) -> Option<Option<&'a str>> {
    Some(match only(object, name)? {
        Some(Json::String(text)) if !text.contains(char::REPLACEMENT_CHARACTER) => Some(text),
        _ => None,
    })
}

/// What says what the reply is about may be missing, and nothing else.
fn identity<'a>(object: &'a Json, name: &'a str) -> Option<Option<&'a str>> {
    match (only(object, name)?, text(object, name)?) {
        (Some(_), None) => None,
        (_, text) => Some(text),
    }
}

fn secret(object: &Json, name: &str) -> Option<Option<Lenient<SecretText>>> {
    Some(text(object, name)?.map(|text| Some(SecretText::from(text)).into()))
}

fn time(object: &Json, name: &str) -> Option<Option<Lenient<Timestamp>>> {
    Some(text(object, name)?.map(|text| text.parse::<Timestamp>().ok().into()))
}

fn lenient(text: &str) -> Lenient<String> {
    Some(text.to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::read;

    const ID: &str = "auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ";

    fn secret_of(body: &str) -> Option<String> {
        let totp = read(body.as_bytes())?.totp?;
        totp.secret?.into_inner().map(|secret| secret.into_inner().to_string())
    }

    #[test]
    fn reads_around_what_is_damaged() {
        for odd in ["1e999", r#""\ud800""#, "NaN", "'x'", "{\"a\":1,\"a\":2}", "\"\u{1}\""] {
            for body in [
                format!(r#"{{"id":"{ID}","user_id":{odd},"totp":{{"secret":"JBSW"}}}}"#),
                format!(r#"{{"id":"{ID}","totp":{{"issuer":{odd},"secret":"JBSW"}},"created_at":{odd}}}"#),
                format!(
                    r#"{{"sms":{odd},"id":"{ID}","id":"{ID}","totp":{{"secret":"JBSW","qr_code":{odd}}}}}"#
                ),
            ] {
                assert_eq!(secret_of(&body).as_deref(), Some("JBSW"), "{body}");
            }
        }
    }

    #[test]
    fn takes_no_part_for_the_whole_and_nothing_that_contradicts_itself() {
        let whole = format!(r#"{{"id":"{ID}","type":"totp","totp":{{"secret":"JBSW"}}}}"#);
        assert!(read(whole.as_bytes()).is_some());
        for end in 0..whole.len() {
            assert!(read(&whole.as_bytes()[..end]).is_none(), "{}", &whole[..end]);
        }
        for body in [
            format!("{whole}{whole}"),
            format!("[{whole}]"),
            whole.replace(ID, r"auth_factor_\ud800"),
            whole.replace(&format!("\"{ID}\""), "7"),
            whole.replace("{\"id\"", "{\"id\":\"auth_factor_1\",\"id\""),
            whole.replace("\"totp\",", "1e999,"),
            whole.replace("\"type\"", "\"object\":[],\"type\""),
            whole.replace("\"JBSW\"", "\"JBSW\",\"secret\":\"JBSX\""),
        ] {
            assert!(read(body.as_bytes()).is_none(), "{body}");
        }
        assert_eq!(secret_of(&whole.replace("JBSW", r"JB\ud800SW")), None);
    }
}
