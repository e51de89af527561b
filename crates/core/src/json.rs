//! Reads of a JSON text what can be read.
//!
//! An error reply is worth reading even where it is not quite JSON: cut in the middle, with a number that no type holds, half a
//! surrogate pair, a stray byte or something behind its end; and so is a reply that has a secret. So there are no errors here. The time is linear in the length of
//! the text, and what is nested deeper than anybody looks is skipped without a stack.

use std::borrow::Cow;

use zeroize::{Zeroize as _, Zeroizing};

/// As deep as values are read: `errors` is an object of objects whose members may be lists.
const MAX_DEPTH: usize = 4;
/// As many members or items as are read of each object or list.
const MAX_ITEMS: usize = 200;

/// A value, as far as it is there. What it holds may be a secret, so it is wiped when it is dropped.
#[derive(Debug, PartialEq)]
pub(crate) enum Json {
    String(String),
    /// A string that breaks off.
    Broken(String),
    /// As it is written: it may be larger or longer than any type of ours.
    Number(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
    /// `true`, `false`, `null`, what is nested too deep, and what is no JSON.
    Other,
}

impl Json {
    /// Reads a text.
    pub(crate) fn read(text: &[u8]) -> Self {
        Reader::read(text).0
    }

    /// Reads a text that holds one value, all of it and nothing else; `None` if it breaks off or goes on.
    pub(crate) fn read_whole(text: &[u8]) -> Option<Self> {
        let (value, whole) = Reader::read(text);
        whole.then_some(value)
    }

    /// The members of an object of this name, the last first: as with any other reader, the last one counts.
    pub(crate) fn members<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Json> {
        let members = if let Self::Object(members) = self { members.as_slice() } else { &[] };
        members.iter().rev().filter(move |(other, _)| other == name).map(|(_, value)| value)
    }
}

impl Drop for Json {
    fn drop(&mut self) {
        match self {
            Self::String(text) | Self::Broken(text) | Self::Number(text) => text.zeroize(),
            Self::List(_) | Self::Object(_) | Self::Other => {}
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    breaks_off: bool,
}

impl Reader<'_> {
    /// The value, and whether the text holds all of it and nothing else.
    fn read(text: &[u8]) -> (Json, bool) {
        match String::from_utf8_lossy(text) {
            Cow::Borrowed(text) => Reader::read_text(text),
            Cow::Owned(text) => Reader::read_text(&Zeroizing::new(text)),
        }
    }

    fn read_text(text: &str) -> (Json, bool) {
        let mut reader = Reader { rest: text.trim_start_matches('\u{feff}'), breaks_off: false };
        let value = reader.value(0);
        (value, !reader.breaks_off && reader.rest.trim().is_empty())
    }

    fn value(&mut self, depth: usize) -> Json {
        self.skip_white_space();
        match self.rest.as_bytes().first() {
            Some(b'"') => match self.string() {
                (text, true) => Json::String(text),
                (text, false) => {
                    self.breaks_off = true;
                    Json::Broken(text)
                }
            },
            Some(b'{' | b'[') if depth >= MAX_DEPTH => self.skip_nested(),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: usize) -> Json {
        let mut members = Vec::new();
        self.skip(1);
        loop {
            self.skip_white_space();
            match self.rest.as_bytes().first() {
                None => {
                    self.breaks_off = true;
                    break;
                }
                Some(b'}') => {
                    self.skip(1);
                    break;
                }
                Some(b'"') => {
                    let (name, whole) = self.string();
                    self.skip_white_space();
                    if !(whole && self.rest.starts_with(':')) {
                        self.breaks_off |= !whole;
                        continue;
                    }
                    self.skip(1);
                    let value = self.value(depth + 1);
                    if members.len() < MAX_ITEMS {
                        members.push((name, value));
                    }
                }
                // A comma, or what does not belong here.
                Some(_) => self.skip_character(),
            }
        }
        Json::Object(members)
    }

    fn list(&mut self, depth: usize) -> Json {
        let mut items = Vec::new();
        self.skip(1);
        loop {
            self.skip_white_space();
            match self.rest.as_bytes().first() {
                None => {
                    self.breaks_off = true;
                    break;
                }
                Some(b']') => {
                    self.skip(1);
                    break;
                }
                Some(b',' | b':' | b'}') => self.skip(1),
                Some(_) => {
                    let item = self.value(depth + 1);
                    if items.len() < MAX_ITEMS {
                        items.push(item);
                    }
                }
            }
        }
        Json::List(items)
    }

    /// A string, and whether its end is there.
    fn string(&mut self) -> (String, bool) {
        self.skip(1);
        // Reserved, because a string that grows leaves copies behind. A proper escape is as long as what it stands for, at least.
        let mut text = String::with_capacity(self.rest_of_string());
        loop {
            let Some(end) = self.rest.find(['"', '\\']) else {
                text.push_str(self.rest);
                self.rest = "";
                return (text, false);
            };
            text.push_str(self.rest.get(..end).unwrap_or_default());
            let escaped = self.rest.as_bytes().get(end) == Some(&b'\\');
            self.skip(end + 1);
            if !escaped {
                return (text, true);
            }
            // A text that ends within an escape ends before it.
            let Some(character) = self.escape() else {
                self.rest = "";
                return (text, false);
            };
            text.push(character);
        }
    }

    /// How long the string is in which the reader stands.
    fn rest_of_string(&self) -> usize {
        let mut escaped = false;
        let end = self.rest.bytes().position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        });
        end.unwrap_or(self.rest.len())
    }

    /// What stands for a character behind a backslash; `None` if the text ends before that is known.
    fn escape(&mut self) -> Option<char> {
        let kind = self.rest.chars().next()?;
        self.skip(kind.len_utf8());
        Some(match kind {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let Some(unit) = self.unit() else {
                    return (self.rest.len() >= 4).then_some(char::REPLACEMENT_CHARACTER);
                };
                self.character(unit)
            }
            other => other,
        })
    }

    /// The character of one UTF-16 unit, or of two of them.
    fn character(&mut self, unit: u16) -> char {
        let before = self.rest;
        if (0xd800..0xdc00).contains(&unit) && self.rest.starts_with("\\u") {
            self.skip(2);
            let low = self.unit();
            if let Some(Ok(character)) = low.and_then(|low| char::decode_utf16([unit, low]).next()) {
                return character;
            }
            // It is no pair, so the second one stands for itself.
            self.rest = before;
        }
        char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn unit(&mut self) -> Option<u16> {
        let digits =
            self.rest.get(..4).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        let unit = u16::from_str_radix(digits, 16).ok()?;
        self.skip(4);
        Some(unit)
    }

    /// A number, `null` and the like.
    fn word(&mut self) -> Json {
        let end = self.rest.find([',', '}', ']', '"', '{', '[']).unwrap_or(self.rest.len());
        let word = self.rest.get(..end).unwrap_or_default().trim();
        let digit = |byte: &u8| byte.is_ascii_digit();
        let number = word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
            && word.as_bytes().iter().find(|byte| **byte != b'-').is_some_and(digit);
        // Where the text ends the number may go on.
        let value = if number && end < self.rest.len() { Json::Number(word.to_owned()) } else { Json::Other };
        self.skip(end);
        value
    }

    fn skip_nested(&mut self) -> Json {
        let mut depth = 0_usize;
        loop {
            match self.rest.find(['{', '}', '[', ']', '"']) {
                None => {
                    self.breaks_off = true;
                    self.rest = "";
                    break;
                }
                Some(at) => {
                    let found = self.rest.as_bytes().get(at).copied();
                    self.skip(at);
                    match found {
                        Some(b'"') => {
                            self.skip_string();
                            continue;
                        }
                        Some(b'{' | b'[') => depth += 1,
                        _ => depth = depth.saturating_sub(1),
                    }
                    self.skip(1);
                }
            }
            if depth == 0 {
                break;
            }
        }
        Json::Other
    }

    fn skip_string(&mut self) {
        self.skip(1);
        while let Some(at) = self.rest.find(['"', '\\']) {
            let escaped = self.rest.as_bytes().get(at) == Some(&b'\\');
            self.skip(at + 1);
            if !escaped {
                return;
            }
            self.skip_character();
        }
        self.breaks_off = true;
        self.rest = "";
    }

    fn skip_white_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn skip_character(&mut self) {
        let length = self.rest.chars().next().map_or(0, char::len_utf8);
        self.skip(length);
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests;
