//! The API's JSON as it came: with members that the client does not know, and numbers and times as the server wrote them.

use serde_json::from_str;

use crate::terminal::is_active;

/// The members that show a shared secret. A reading has none, whatever a server sends.
const SECRET_MEMBERS: [&str; 3] = ["secret", "qr_code", "uri"];

/// The member that the client leaves out where it is malformed.
const OPTIONAL_TEXT: &str = "user_id";

/// The reply on one line. What it leaves out and the client has all the same (a server may send a part of what follows from
/// the rest) is added from `ours`, the client's own form of it. Both are JSON.
pub(crate) fn whole(reply: &str, ours: &str) -> String {
    merged(&compact(reply), &compact(ours))
}

/// The same for a reply that is to have no secrets.
pub(crate) fn whole_without_secrets(reply: &str, ours: &str) -> String {
    merged(&without_secrets(&compact(reply)), &compact(ours))
}

/// Without white space, and with what would steer a terminal escaped. It is the same JSON.
fn compact(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let (mut in_string, mut escaped) = (false, false);
    for character in json.chars() {
        if !in_string && character.is_ascii_whitespace() {
            continue;
        }
        if is_active(character) {
            text.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            text.push(character);
        }
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = in_string,
            '"' => in_string = !in_string,
            _ => {}
        }
    }
    text
}

/// Whether the client has read this value as it is. Of a time its own form may be shorter.
fn is_sound(theirs: &str, ours: &str) -> bool {
    if !ours.starts_with('"') {
        return !ours.starts_with('{');
    }
    let (Ok(theirs), Ok(ours)) = (from_str::<String>(theirs), from_str::<String>(ours)) else { return false };
    let time = |text: &str| text.parse::<workos_mfa::Timestamp>().is_ok();
    theirs == ours || (time(&theirs) && time(&ours))
}

fn merged(theirs: &str, ours: &str) -> String {
    let (Some(their_members), Some(our_members)) = (members(theirs), members(ours)) else {
        return if is_sound(theirs, ours) { theirs } else { ours }.to_owned();
    };
    let of_ours = |name: &str| our_members.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    let mut parts = Vec::new();
    for (name, value) in &their_members {
        let value = match of_ours(name) {
            Some(ours) if *value == "null" => ours.to_owned(),
            Some(ours) => merged(value, ours),
            // The client has refused to read it.
            None if name == OPTIONAL_TEXT && *value != "null" => continue,
            None => (*value).to_owned(),
        };
        parts.push(member(name, &value));
    }
    for (name, value) in &our_members {
        if !their_members.iter().any(|(other, _)| other == name) {
            parts.push(member(name, value));
        }
    }
    format!("{{{}}}", parts.join(","))
}

fn without_secrets(json: &str) -> String {
    if let Some(members) = members(json) {
        let shown = members.iter().filter(|(name, _)| !SECRET_MEMBERS.contains(&name.as_str()));
        let shown = shown.map(|(name, value)| member(name, &without_secrets(value)));
        return format!("{{{}}}", shown.collect::<Vec<_>>().join(","));
    }
    match json.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        Some(items) => {
            let items = separated(items).into_iter().map(without_secrets);
            format!("[{}]", items.collect::<Vec<_>>().join(","))
        }
        None => json.to_owned(),
    }
}

fn member(name: &str, value: &str) -> String {
    format!("{}:{value}", serde_json::Value::from(name))
}

/// The members of an object that is written without white space; `None` if it is something else.
fn members(object: &str) -> Option<Vec<(String, &str)>> {
    let inside = object.strip_prefix('{')?.strip_suffix('}')?;
    let members = separated(inside).into_iter().map(|member| {
        let mut escaped = false;
        let closes = |byte: u8| match byte {
            _ if escaped => {
                escaped = false;
                false
            }
            b'\\' => {
                escaped = true;
                false
            }
            byte => byte == b'"',
        };
        // Behind both quotes comes the colon.
        let end = member.bytes().skip(1).position(closes)? + 2;
        Some((from_str(member.get(..end)?).ok()?, member.get(end + 1..)?))
    });
    members.collect()
}

/// The parts between the commas that are not within a string or a nested value.
fn separated(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut in_string, mut escaped, mut start) = (0_usize, false, false, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                parts.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..).filter(|last| !last.is_empty()));
    parts
}

#[cfg(test)]
mod tests {
    use super::{whole, whole_without_secrets};

    #[test]
    fn nothing_of_the_reply_is_lost() {
        let reply = "{\n  \"id\" : \"a b\\\"\\\\\",\r\n\t\"n\": 1e999, \"new\": {\"x\": [1.50, null, {}]},\n \"n\": 12345678901234567890123 }\n";
        assert_eq!(
            whole(reply, r#"{"id":"a b\"\\","n":7}"#),
            r#"{"id":"a b\"\\","n":1e999,"new":{"x":[1.50,null,{}]},"n":12345678901234567890123}"#
        );
    }

    #[test]
    fn what_the_client_adds_is_there() {
        assert_eq!(
            whole(
                r#"{"id":"a","totp":{"uri":"u","secret":null,"x":1},"user_id":null}"#,
                r#"{"id":"a","totp":{"secret":"s","qr_code":"q","uri":"u"}}"#
            ),
            r#"{"id":"a","totp":{"uri":"u","secret":"s","x":1,"qr_code":"q"},"user_id":null}"#
        );
    }

    #[test]
    fn what_the_client_could_not_read_is_not_printed() {
        assert_eq!(
            whole(
                r#"{"id":"a","totp":{"uri":7,"secret":"\ud800"},"created_at":"2026-01-15T12:00:00.000001Z","updated_at":[],"user_id":1e999}"#,
                r#"{"id":"a","totp":{"secret":"s","uri":"u"},"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:00.000Z"}"#
            ),
            r#"{"id":"a","totp":{"uri":"u","secret":"s"},"created_at":"2026-01-15T12:00:00.000001Z","updated_at":"2026-01-15T12:00:00.000Z"}"#
        );
    }

    #[test]
    fn a_reading_has_no_secrets_wherever_the_server_puts_them() {
        assert_eq!(
            whole_without_secrets(
                r#"{"secret":"a,b","totp":{"u\"":"}","\u0073ecret":"s","uri":"u"},"list":[{"qr_code":[1]},"secret",[]]}"#,
                r#"{"totp":{"user":"x"}}"#
            ),
            r#"{"totp":{"u\"":"}","user":"x"},"list":[{},"secret",[]]}"#
        );
    }

    #[test]
    fn a_reply_can_not_steer_the_terminal() {
        assert_eq!(whole("{\"a\":\"\u{9b}2J\u{202e}\u{7f}é\"}", "{}"), r#"{"a":"\u009b2J\u202e\u007fé"}"#);
    }

    #[test]
    fn any_other_json_is_as_it_is() {
        for json in ["[]", "null", "7", "{}"] {
            assert_eq!(whole(json, json), json);
        }
    }
}
