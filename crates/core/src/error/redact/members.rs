//! What a text itself calls a secret: the values of members that are named so, `otpauth:` addresses, images, credentials.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};

use super::REDACTED;
use super::units::{PERCENT, PLAIN, Units};

/// Names whose values reveal a shared secret or a key, in any case and with or without `_`.
const NAMES: [&str; 6] = ["secret", "seed", "qrcode", "uri", "apikey", "authorization"];
/// What may follow a name: `secret_key`, `secretBase32`.
const SUFFIXES: [&str; 5] = ["key", "base32", "code", "value", "text"];
/// The beginnings of texts that reveal a shared secret wherever they stand.
const SCHEMES: [&str; 3] = ["otpauth:", "otpauth-migration:", "data:image"];
const BASIC: &str = "basic ";

/// Where such values stand.
pub(super) fn find(units: &Units) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < units.len() {
        match value_at(units, at).or_else(|| scheme_at(units, at)).or_else(|| basic_at(units, at)) {
            Some((from, to)) => {
                found.push((from, to));
                at = to.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

/// The texts that stand under the name of a secret: they are secrets wherever else they stand.
pub(super) fn named_secrets(units: &Units) -> impl Iterator<Item = &[u8]> {
    find(units).into_iter().filter_map(move |(from, to)| {
        let value = units.values.get(from..to)?;
        let quote = |byte: &u8| matches!(byte, b'"' | b'\'');
        let from = usize::from(value.first().is_some_and(quote));
        let to = value.len() - usize::from(value.len() > from && value.last().is_some_and(quote));
        value.get(from..to)
    })
}

/// The value of a member that begins here: `"secret": …`, `'secret' => …`, `secret=…`, `<secret>…`.
fn value_at(units: &Units, at: usize) -> Option<(usize, usize)> {
    let name_end = NAMES.iter().find_map(|name| name_at(units, at, name))?;
    let mut next = name_end;
    let in_words = next + usize::from(matches!(units.get(next), Some(b'_' | b'-')));
    if let Some(suffix) = SUFFIXES.iter().find(|suffix| units.has(in_words, suffix)) {
        next = in_words + suffix.len();
    }
    let after = units.find(next, |value, _| !matches!(value, b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n'));
    let after = match units.get(after)? {
        b'=' if units.get(after + 1) == Some(b'>') => after + 2,
        b':' | b'=' => after + 1,
        b'>' if at.checked_sub(1).and_then(|before| units.get(before)) == Some(b'<') => after + 1,
        _ => return None,
    };
    let start = units.find(after, |value, _| !value.is_ascii_whitespace());
    let end = end_of_value(units, start)?;
    // `null` hides nothing and says something.
    let shown = units.values.get(start..end)?;
    (!matches!(shown, b"null" | b"")).then_some((start, end))
}

/// Where the name ends, if it begins here.
fn name_at(units: &Units, at: usize, name: &str) -> Option<usize> {
    let mut next = at;
    for letter in name.bytes() {
        if next > at && matches!(units.get(next), Some(b'_' | b'-')) {
            next += 1;
        }
        if units.get(next)?.to_ascii_lowercase() != letter {
            return None;
        }
        next += 1;
    }
    Some(next)
}

fn end_of_value(units: &Units, start: usize) -> Option<usize> {
    let (first, level) = (units.get(start)?, *units.levels.get(start)?);
    Some(match first {
        b'"' | b'\'' => {
            // A quote with more backslashes than the opening one is a part of the string.
            let closes = |value: u8, how: u8| {
                value == first && (how == level || (how < level && level != PERCENT && how != PERCENT))
            };
            (units.find(start + 1, closes) + 1).min(units.len())
        }
        // Done before.
        b'[' if units.has(start, REDACTED) => start + REDACTED.len(),
        // Whatever is in there, and finding its end in half a reply is not worth the risk.
        b'{' | b'[' => units.len(),
        // What is percent-encoded is a part of the value.
        _ => units
            .find(start, |value, how| how != PERCENT && matches!(value, b',' | b'}' | b'\n' | b'&' | b'<')),
    })
}

fn scheme_at(units: &Units, at: usize) -> Option<(usize, usize)> {
    SCHEMES.iter().any(|scheme| units.has(at, scheme)).then(|| {
        let ends = |value: u8, how: u8| {
            how != PERCENT && (value.is_ascii_whitespace() || matches!(value, b'"' | b'\'' | b'<'))
        };
        (at, units.find(at, ends))
    })
}

/// `Basic dXNlcjpwYXNz`, and not `Basic authentication`: what follows must be credentials (RFC 7617, 2).
fn basic_at(units: &Units, at: usize) -> Option<(usize, usize)> {
    if !units.has(at, BASIC) {
        return None;
    }
    let from = at + BASIC.len();
    let to = units.find(from, |value, _| !(value.is_ascii_alphanumeric() || b"+/-_".contains(&value)));
    let encoded = units.values.get(from..to)?;
    // What was cut is decoded as far as it goes.
    let encoded = encoded.get(..encoded.len() - usize::from(encoded.len() % 4 == 1))?;
    let encoded = encoded.get(..if encoded.len() > 4 { encoded.len() / 4 * 4 } else { encoded.len() })?;
    let decoded = BASE64_NOPAD.decode(encoded).or_else(|_| BASE64URL_NOPAD.decode(encoded)).ok()?;
    let credentials = decoded.contains(&b':') && !decoded.iter().any(u8::is_ascii_control);
    let padding = units.find(to, |value, how| value != b'=' || how > PLAIN && how != PERCENT);
    credentials.then_some((from, padding))
}
