//! Keeps secrets out of what is kept of a reply.

mod base32;
mod known;
mod members;
mod units;

#[cfg(test)]
mod tests;

use zeroize::Zeroizing;

use super::clean::clean;
use known::{Known, SHORTEST, characters};
use units::Units;

/// As much of a body as an error keeps, in bytes.
const MAX_BODY: usize = 4096;
/// As much of any other text as an error keeps, in characters.
const MAX_CHARACTERS: usize = 1000;
/// As many secrets as are learned from a reply, …
const MAX_LEARNED: usize = 8;
/// … and the longest that is, in characters.
const MAX_LEARNED_LENGTH: usize = 128;
const REDACTED: &str = "[redacted]";
const ELLIPSIS: char = '…';

/// Knows what must not be shown of one reply. It is made when there is an error to tell, and never for a success.
///
/// Everything is redacted first and cut afterwards: nothing may escape by being cut in two.
pub(crate) struct Redactor {
    known: Known,
    /// Whether the reply breaks off.
    cut: bool,
}

impl Redactor {
    /// For a reply to a request that had this key: proxies like to quote it in their error pages.
    pub(crate) fn new(key: &str) -> Self {
        Self { known: Known::with_key(key), cut: false }
    }

    /// The request also had headers with these values, which may be secrets.
    pub(crate) fn with_headers<'a>(mut self, values: impl IntoIterator<Item = &'a str>) -> Self {
        for value in values {
            self.known.add_header(value);
        }
        self
    }

    /// The request went through a proxy that wants this password.
    pub(crate) fn with_password(mut self, password: &str) -> Self {
        self.known.add(characters(password));
        self
    }

    /// This is what came: what it calls a secret is one wherever else it stands. `cut`, if more should have come.
    pub(crate) fn with_reply(mut self, body: &[u8], cut: bool) -> Self {
        let text = String::from_utf8_lossy(body);
        let units = Units::of(&text);
        let named = members::named_secrets(&units)
            .filter(|value| (SHORTEST..=MAX_LEARNED_LENGTH).contains(&value.len()));
        for value in named.take(MAX_LEARNED) {
            self.known.add(Zeroizing::new(value.to_vec()));
        }
        self.cut = cut || (text.trim_start().starts_with('{') && !text.trim_end().ends_with('}'));
        self
    }

    /// A text of the server's as it may be shown: without secrets, without characters that steer a terminal or forge a line of a
    /// log, and not too long.
    pub(crate) fn text(&self, text: &str) -> String {
        self.shown(text, false)
    }

    /// The same for a text that breaks off.
    pub(crate) fn broken_text(&self, text: &str) -> String {
        self.shown(text, true)
    }

    fn shown(&self, text: &str, cut: bool) -> String {
        let mut shown = clean(&self.hide(text, cut)).into_owned();
        if let Some((end, _)) = shown.char_indices().nth(MAX_CHARACTERS - 1)
            && (cut || shown.get(end..).is_some_and(|rest| rest.chars().nth(1).is_some()))
        {
            shown.truncate(end);
            shown = self.hide(&shown, false);
            shown.push(ELLIPSIS);
        } else if cut {
            shown.push(ELLIPSIS);
        }
        shown
    }

    /// The beginning of a body; `None` if there is none. Its line breaks are its own.
    pub(crate) fn excerpt(&self, body: &[u8]) -> Option<String> {
        if body.is_empty() {
            return None;
        }
        let mut kept = self.hide(&String::from_utf8_lossy(body), self.cut);
        if kept.len() > MAX_BODY {
            let end = (0..=MAX_BODY).rev().find(|&end| kept.is_char_boundary(end)).unwrap_or(0);
            kept.truncate(end);
            // What was no secret within the text may be the beginning of one at its end.
            kept = self.hide(&kept, false);
            let end = (0..=MAX_BODY.min(kept.len())).rev().find(|&end| kept.is_char_boundary(end));
            kept.truncate(end.unwrap_or(0));
        }
        Some(kept)
    }

    /// The value of a header without what is known to be secret; `None` if there is nothing of it. It is not searched for what only looks
    /// like a secret: headers are full of ids.
    pub(crate) fn header(&self, value: &str) -> Option<String> {
        let units = Units::of(value);
        let found = self.known.find(&units);
        (!found.is_empty()).then(|| without(value, &units, found))
    }

    /// It works on the text and not on parsed JSON, because it has to hold for half a reply, too.
    fn hide(&self, text: &str, cut: bool) -> String {
        let units = Units::of(text);
        let mut hidden = self.known.find(&units);
        hidden.extend(members::find(&units));
        hidden.extend(base32::find(&units, cut));
        without(text, &units, hidden)
    }
}

fn without(text: &str, units: &Units, mut hidden: Vec<(usize, usize)>) -> String {
    hidden.retain(|(from, to)| from < to);
    hidden.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in hidden {
        let (from, to) = units.place(range);
        if from > done || out.is_empty() {
            out.push_str(text.get(done..from).unwrap_or_default());
            out.push_str(REDACTED);
        }
        done = done.max(to);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}
