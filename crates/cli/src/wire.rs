//! The API's JSON as it came: with members that the client does not know, and numbers and times as the server wrote them.

use serde_json::from_str;

use crate::terminal::is_active;

/// The reply on one line. What it leaves out and the client has all the same (a server may send a part of what follows from
/// the rest) is added from `ours`, the client's own form of it. Both are JSON.
pub(crate) fn whole(reply: &str, ours: &str) -> String {
    merged(&compact(reply), &compact(ours))
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

fn merged(theirs: &str, ours: &str) -> String {
    let (Some(their_members), Some(our_members)) = (members(theirs), members(ours)) else {
        return theirs.to_owned();
    };
    let of_ours = |name: &str| our_members.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    let mut parts = Vec::new();
    for (name, value) in &their_members {
        let value = match of_ours(name) {
            Some(ours) if *value == "null" => ours.to_owned(),
            Some(ours) => merged(value, ours),
            None => (*value).to_owned(),
        };
        parts.push(format!("{}:{value}", serde_json::Value::from(name.as_str())));
    }
    for (name, value) in &our_members {
        if !their_members.iter().any(|(other, _)| other == name) {
            parts.push(format!("{}:{value}", serde_json::Value::from(name.as_str())));
        }
    }
    format!("{{{}}}", parts.join(","))
}

/// The members of an object that is written without white space; `None` if it is something else.
fn members(object: &str) -> Option<Vec<(String, &str)>> {
    let inside = object.strip_prefix('{')?.strip_suffix('}')?;
    let mut found = Vec::new();
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let (mut start, mut colon) = (0, None);
    let mut member = |from: usize, colon: Option<usize>, to: usize| -> Option<()> {
        let name = from_str(inside.get(from..colon?)?).ok()?;
        found.push((name, inside.get(colon? + 1..to)?));
        Some(())
    };
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b':' if depth == 0 => colon = colon.or(Some(at)),
            b',' if depth == 0 => {
                member(start, colon.take(), at)?;
                start = at + 1;
            }
            _ => {}
        }
    }
    if !inside.is_empty() {
        member(start, colon, inside.len())?;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn nothing_of_the_reply_is_lost() {
        let reply = "{\n  \"id\" : \"a b\\\"\\\\\",\r\n\t\"n\": 1e999, \"new\": {\"x\": [1.50, null, {}]},\n \"n\": 12345678901234567890123 }\n";
        assert_eq!(
            whole(reply, r#"{"id":"other","n":7}"#),
            r#"{"id":"a b\"\\","n":1e999,"new":{"x":[1.50,null,{}]},"n":12345678901234567890123}"#
        );
    }

    #[test]
    fn what_the_client_adds_is_there() {
        assert_eq!(
            whole(
                r#"{"id":"a","totp":{"uri":"u","secret":null,"x":1},"user_id":null}"#,
                r#"{"id":"a","totp":{"secret":"s","qr_code":"q","uri":"v"}}"#
            ),
            r#"{"id":"a","totp":{"uri":"u","secret":"s","x":1,"qr_code":"q"},"user_id":null}"#
        );
    }

    #[test]
    fn a_reply_can_not_steer_the_terminal() {
        assert_eq!(whole("{\"a\":\"\u{9b}2J\u{202e}\u{7f}é\"}", "{}"), r#"{"a":"\u009b2J\u202e\u007fé"}"#);
    }

    #[test]
    fn any_other_json_is_as_it_is() {
        for json in ["[]", "null", "7", "{}"] {
            assert_eq!(whole(json, "{}"), json);
        }
    }
}
