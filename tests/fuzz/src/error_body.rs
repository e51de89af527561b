//! Replies that report a failure, from the API or from whatever stands in front of it.

use std::time::Duration;

use workos_mfa::FactorId;
use workos_mfa::internals::{ErrorReply, read_error_reply};

use crate::{HEAD_OF_KEY, KEY, SECRET};

const MOST_KEPT: usize = 4096;
const MOST_FIELD_ERRORS: usize = 100;
/// A list of that many messages of 1000 characters, and what joins them.
const LONGEST_MESSAGE: usize = MOST_FIELD_ERRORS * 1002;
const LONGEST_WAIT: Duration = Duration::from_secs(365 * 24 * 3600);

/// Any reply of an error: the first line is its `Retry-After`, the rest its body.
pub fn error_body(input: &[u8]) {
    let mut parts = input.splitn(2, |&byte| byte == b'\n');
    let retry_after = parts.next().unwrap_or_default();
    let body = parts.next().unwrap_or_default();

    let reply = read_error_reply(body, retry_after, KEY);
    check(&reply, body);

    // Once more with secrets in it, wherever the input happens to have its middle.
    let (before, after) = body.split_at(body.len() / 2);
    let planted =
        format!(r#" Bearer {KEY} "totp":{{"secret":"{SECRET}","uri":"otpauth://totp/a?secret={SECRET}"}} "#);
    let body = [before, planted.as_bytes(), after].concat();
    let reply = read_error_reply(&body, retry_after, KEY);
    check(&reply, &body);
    let kept = reply.excerpt.unwrap_or_default();
    assert!(!kept.contains(SECRET), "the excerpt shows the shared secret: {kept}");
}

fn check(reply: &ErrorReply, body: &[u8]) {
    assert_eq!(reply.excerpt.is_none(), body.is_empty());
    let kept = reply.excerpt.as_deref().unwrap_or_default();
    assert!(kept.len() <= MOST_KEPT, "the excerpt is {} bytes long", kept.len());
    assert!(!kept.contains(KEY), "the excerpt shows the key: {kept}");
    // Nor its beginning, unless the reply has that somewhere by itself.
    let others = String::from_utf8_lossy(body).replace(KEY, "\n");
    assert!(
        others.contains(HEAD_OF_KEY) || !kept.contains(HEAD_OF_KEY),
        "the excerpt shows the beginning of the key: {kept}"
    );

    let id = reply.factor_id.as_deref();
    assert!(id.is_none_or(|id| FactorId::try_from(id).is_ok()), "salvaged what is no id: {id:?}");
    assert!(reply.field_errors <= MOST_FIELD_ERRORS, "{} field errors", reply.field_errors);
    let length = reply.message.as_deref().unwrap_or_default().chars().count();
    assert!(length <= LONGEST_MESSAGE, "the message is {length} characters long");
    assert!(reply.retry_after.is_none_or(|wait| wait <= LONGEST_WAIT), "{:?}", reply.retry_after);
}
