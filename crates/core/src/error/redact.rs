//! Keeps secrets out of what is kept of a reply.

/// As much of a body as an error keeps, in bytes.
const KEPT: usize = 4096;
/// JSON members whose values reveal a shared secret or a key.
const SECRET_MEMBERS: [&str; 5] = ["secret", "qr_code", "uri", "api_key", "authorization"];
/// The beginnings of texts that reveal a shared secret wherever they stand.
const SECRET_SCHEMES: [&str; 2] = ["otpauth:", "data:image"];
/// From this length on, a run of Base32 letters may be a shared secret (RFC 4648; 80 bits are 16 letters).
const BASE32_RUN: usize = 16;
const REDACTED: &str = "[redacted]";

/// The beginning of a body, with secrets redacted; `None` if there is none.
///
/// `key` is what the request was authorised with: proxies like to quote it in their error pages.
pub(crate) fn excerpt(body: &[u8], key: &str) -> Option<String> {
    if body.is_empty() {
        return None;
    }
    // All of it, and only then the cut: nothing may escape by being cut in two.
    let mut kept = redact(&String::from_utf8_lossy(body), key);
    let end = (0..=KEPT.min(kept.len())).rev().find(|&end| kept.is_char_boundary(end)).unwrap_or(0);
    kept.truncate(end);
    Some(kept)
}

/// Replaces what reveals a secret in any text of a server's. It works on the text and not on parsed JSON, because it has
/// to hold for half a reply, too.
pub(crate) fn redact(text: &str, key: &str) -> String {
    let text = if key.is_empty() { text.to_owned() } else { text.replace(key, REDACTED) };
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        if let Some((shown, hidden)) = secret_at(rest) {
            out.push_str(rest.get(..shown).unwrap_or_default());
            out.push_str(REDACTED);
            rest = rest.get(shown + hidden..).unwrap_or_default();
            continue;
        }
        // A run is looked at as a whole, or its tail would be taken for a shorter run.
        let step = base32_run(rest).max(first.len_utf8());
        out.push_str(rest.get(..step).unwrap_or_default());
        rest = rest.get(step..).unwrap_or_default();
    }
    out
}

/// If a secret begins here: how many bytes of its introduction may be shown, and how many after them are hidden.
fn secret_at(text: &str) -> Option<(usize, usize)> {
    if let Some(shown) = SECRET_MEMBERS.iter().find_map(|member| value_of_member(text, member)) {
        let value = text.get(shown..)?;
        let hidden = if let Some(string) = value.strip_prefix('"') {
            1 + end_of_string(string)
        } else if value.starts_with(REDACTED) {
            REDACTED.len()
        } else if value.starts_with(['{', '[']) {
            // Whatever is in there, and finding its end in half a reply is not worth the risk.
            value.len()
        } else {
            value.find([',', '}', '\n', '&', '<']).unwrap_or(value.len())
        };
        // `null` hides nothing and says something.
        return (!matches!(value.get(..hidden), Some("null" | ""))).then_some((shown, hidden));
    }
    if SECRET_SCHEMES
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)))
    {
        let end =
            text.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<')).unwrap_or(text.len());
        return Some((0, end));
    }
    let run = base32_run(text);
    (run >= BASE32_RUN).then_some((0, run))
}

/// The offset of a member's value if the text begins with the member: `"secret": …`, also `secret=…`.
fn value_of_member(text: &str, member: &str) -> Option<usize> {
    let quoted = text.strip_prefix('"').or_else(|| text.strip_prefix("\\\"")).unwrap_or(text);
    let name = quoted.get(..member.len())?;
    if !name.eq_ignore_ascii_case(member) {
        return None;
    }
    let after = quoted.get(member.len()..)?.trim_start_matches(['"', '\\', ' ', '\t', '\r', '\n']);
    let value = after.strip_prefix([':', '='])?.trim_start();
    Some(text.len() - value.len())
}

/// The length of what is left of a JSON string, with its closing quote if it has one.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn base32_run(text: &str) -> usize {
    text.bytes().take_while(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7')).count()
}

#[cfg(test)]
mod tests {
    use super::{KEPT, excerpt, redact};

    const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    #[test]
    fn hides_every_place_a_secret_takes_in_a_reply() {
        for text in [
            format!(r#"{{"id":"a","totp":{{"secret":"{SECRET}","x":1}}}}"#),
            format!(r#"{{"id":"a","totp":{{"secret" : "{SECRET}"#),
            format!(r#"{{"id":"a","totp":{{"secret":"{}"#, &SECRET[..9]),
            format!(r#"{{"id":"a","uri":"otpauth:\/\/totp\/a?secret={SECRET}"}}"#),
            format!("<p>otpauth://totp/a?secret={SECRET}&issuer=b</p>"),
            format!(r#""{{\"secret\":\"{SECRET}\"}}""#),
            format!("the secret is {SECRET}."),
            format!(r#"{{"secret":{{"value":"{SECRET}"}}}}"#),
            format!(r#"{{"secret":["a","{}"]}}"#, &SECRET[..9]),
            format!("SECRET={SECRET}"),
        ] {
            let shown = redact(&text, "");
            assert!(!shown.contains(&SECRET[..9]), "{text} -> {shown}");
            assert!(shown.contains("[redacted]"), "{text} -> {shown}");
        }
    }

    #[test]
    fn keeps_what_is_needed_to_understand_a_failure() {
        for text in [
            r#"{"id":"auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ","type":"totp","created_at":"2026-01-15T12:00:00.000Z"}"#,
            "<html><title>502 Bad Gateway</title></html>",
            r#"{"secret":null,"message":"no secret here"}"#,
            "",
        ] {
            assert_eq!(redact(text, "sk_live"), text);
        }
        let shown = redact(r#"{"secret":"short","issuer":"Foo","qr_code":"data:image/png;base64,AA=="}"#, "");
        assert_eq!(shown, r#"{"secret":[redacted],"issuer":"Foo","qr_code":[redacted]}"#);
    }

    #[test]
    fn hides_the_key_wherever_a_proxy_quotes_it() {
        assert_eq!(redact("Authorization: Bearer sk_live_1", "sk_live_1"), "Authorization: [redacted]");
        assert_eq!(redact("you sent sk_live_1!", "sk_live_1"), "you sent [redacted]!");
    }

    #[test]
    fn an_excerpt_is_bounded_and_cut_between_characters() {
        let text = "é".repeat(10_000);
        let kept = excerpt(text.as_bytes(), "").unwrap();
        assert_eq!(kept.len(), KEPT);
        assert_eq!(excerpt(b"", ""), None);
        assert_eq!(excerpt(&[0xff, b'a'], "").unwrap(), "\u{fffd}a");
        // A key across the border of what is kept.
        let cut = format!("{}sk_live_1", "x".repeat(KEPT - 4));
        assert!(!excerpt(cut.as_bytes(), "sk_live_1").unwrap().contains("sk_l"));
    }
}
