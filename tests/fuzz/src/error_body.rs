//! Replies that report a failure, from the API or from whatever stands in front of it.

use std::time::Duration;

use workos_mfa::FactorId;
use workos_mfa::internals::{ErrorReply, read_error_reply};

use crate::{HEAD_OF_KEY, KEY, SECRET};

const MAX_BODY: usize = 4096;
const MAX_FIELD_ERRORS: usize = 100;
/// Of each text, in characters.
const MAX_CHARACTERS: usize = 1000;
const LONGEST_WAIT: Duration = Duration::from_secs(365 * 24 * 3600);

/// Any reply of an error: the first line is its `Retry-After`, the rest its body.
pub fn error_body(input: &[u8]) {
    let mut parts = input.splitn(2, |&byte| byte == b'\n');
    let retry_after = parts.next().unwrap_or_default();
    let body = parts.next().unwrap_or_default();

    let reply = read_error_reply(body, retry_after, KEY, false);
    check(&reply, body);
    check(&read_error_reply(body, retry_after, KEY, true), body);
    check_is_read(&reply, body);

    // Once more with secrets in it, wherever the input happens to have its middle.
    let (before, after) = body.split_at(body.len() / 2);
    let planted =
        format!(r#" Bearer {KEY} "totp":{{"secret":"{SECRET}","uri":"otpauth://totp/a?secret={SECRET}"}} "#);
    let body = [before, planted.as_bytes(), after].concat();
    let reply = read_error_reply(&body, retry_after, KEY, false);
    check(&reply, &body);
    for text in texts(&reply) {
        assert!(!text.contains(SECRET), "this shows the shared secret: {text}");
    }

    // And a message with the key that breaks off somewhere in the key, behind the odd things of the input.
    let key = KEY.get(..8 + input.len() % (KEY.len() - 7)).unwrap_or(KEY);
    let body = [br#"{"message":"Invalid key "#, key.as_bytes()].concat();
    let reply = read_error_reply(&body, retry_after, KEY, true);
    check(&reply, &body);
    let message = reply.message.unwrap_or_default();
    assert!(message.starts_with("Invalid key ") && !message.contains("sk_test_"), "{message}");
}

/// What is JSON is read as JSON.
fn check_is_read(reply: &ErrorReply, body: &[u8]) {
    let Ok(serde_json::Value::Object(members)) = serde_json::from_slice(body) else { return };
    // The reader stops at so many members.
    if members.len() > 100 {
        return;
    }
    let text = |name: &str| {
        members.get(name).and_then(serde_json::Value::as_str).filter(|text| !text.trim().is_empty())
    };
    assert!(text("message").is_none() || reply.message.is_some(), "the message is lost");
    assert!(text("code").is_none() || reply.code.is_some(), "the code is lost");
}

/// All that is shown of a reply.
fn texts(reply: &ErrorReply) -> Vec<&str> {
    let fields = reply.field_errors.iter().flat_map(|error| [&error.field, &error.code, &error.message]);
    [&reply.message, &reply.code, &reply.excerpt]
        .into_iter()
        .chain(fields)
        .filter_map(Option::as_deref)
        .collect()
}

fn check(reply: &ErrorReply, body: &[u8]) {
    assert_eq!(reply.excerpt.is_none(), body.is_empty());
    let kept = reply.excerpt.as_deref().unwrap_or_default();
    assert!(kept.len() <= MAX_BODY, "the excerpt is {} bytes long", kept.len());
    for text in texts(reply) {
        assert!(!text.contains(HEAD_OF_KEY), "this shows the beginning of the key: {text}");
        // The body's line breaks are its own; no other text may hold any.
        if text != kept {
            assert!(!text.contains(char::is_control), "this could steer a terminal: {text:?}");
            let length = text.chars().count();
            assert!(length <= MAX_CHARACTERS, "a text of {length} characters");
        }
    }
    let id = reply.factor_id.as_deref();
    assert!(id.is_none_or(|id| FactorId::try_from(id).is_ok()), "salvaged what is no id: {id:?}");
    assert!(reply.field_errors.len() <= MAX_FIELD_ERRORS, "{} field errors", reply.field_errors.len());
    assert!(reply.retry_after.is_none_or(|wait| wait <= LONGEST_WAIT), "{:?}", reply.retry_after);
}
