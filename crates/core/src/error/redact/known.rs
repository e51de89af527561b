//! The secrets that are known: what the request was authorised with, the values of its further headers, and what the reply calls a secret.

use data_encoding::{BASE64, BASE64URL};
use zeroize::Zeroizing;

use super::units::Units;

/// Shorter values are no secrets, or could be guessed: to hide them would only spoil the text.
pub(super) const SHORTEST: usize = 8;
/// So many characters in a row of a key are hidden wherever they stand. One more than the prefix that all keys share (`sk_live_`).
const PIECE: usize = 9;

/// All of it is wiped when it is dropped.
#[derive(Default)]
pub(super) struct Known {
    wholes: Vec<Zeroizing<Vec<u8>>>,
    /// Sorted.
    pieces: Zeroizing<Vec<[u8; PIECE]>>,
}

impl Known {
    /// Adds a key: not only the whole is hidden, but each larger part of it, and the same in base64, as `Basic` has it.
    pub(super) fn with_key(key: &str) -> Self {
        let mut forms = vec![characters(key)];
        forms.extend(in_base64(key.as_bytes()));
        forms.retain(|form| !form.is_empty());
        let mut known = Self::default();
        // Reserved, because a vector that grows leaves copies behind.
        known.pieces.reserve_exact(forms.iter().map(|form| form.len()).sum());
        for form in forms {
            known.pieces.extend(form.windows(PIECE).filter_map(|piece| <[u8; PIECE]>::try_from(piece).ok()));
            known.wholes.push(form);
        }
        known.pieces.sort_unstable();
        known
    }

    /// Adds another secret, which is hidden as a whole. Short ones are not.
    pub(super) fn add(&mut self, secret: Zeroizing<Vec<u8>>) {
        if secret.len() >= SHORTEST && !self.wholes.contains(&secret) {
            self.wholes.push(secret);
        }
    }

    /// Adds the value of a header, and each of its words: the second of `Bearer abc` gives away as much.
    pub(super) fn add_header(&mut self, value: &str) {
        self.add(characters(value));
        for word in value.split([' ', '\t', ',', ';']) {
            self.add(characters(word));
        }
    }

    /// Where there is any of it.
    pub(super) fn find(&self, units: &Units) -> Vec<(usize, usize)> {
        let values = units.values.as_slice();
        let mut found = Vec::new();
        for whole in &self.wholes {
            let mut from = 0;
            while let Some(at) = position(values, whole, from) {
                found.push((at, at + whole.len()));
                from = at + whole.len();
            }
        }
        if !self.pieces.is_empty() {
            let mut begins = [false; 256];
            for piece in self.pieces.iter() {
                if let Some(begins) = piece.first().and_then(|first| begins.get_mut(usize::from(*first))) {
                    *begins = true;
                }
            }
            for (at, piece) in values.windows(PIECE).enumerate() {
                let may = piece.first().and_then(|first| begins.get(usize::from(*first))) == Some(&true);
                if may && self.pieces.binary_search_by(|known| known.as_slice().cmp(piece)).is_ok() {
                    found.push((at, at + PIECE));
                }
            }
        }
        found.extend(self.beginning_at_the_end(values));
        found
    }

    /// Where the text ends with the beginning of a secret, because it was cut.
    fn beginning_at_the_end(&self, values: &[u8]) -> Option<(usize, usize)> {
        let lengths = self.wholes.iter().filter_map(|whole| {
            let longest = whole.len().min(values.len());
            (SHORTEST..=longest)
                .rev()
                .find(|length| whole.get(..*length).is_some_and(|beginning| values.ends_with(beginning)))
        });
        lengths.max().map(|length| (values.len() - length, values.len()))
    }
}

/// A secret as texts are searched for it.
pub(super) fn characters(secret: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Units::of(secret).values)
}

/// The key within any text in base64: it looks different for each of three places at which it may begin, and its first and last
/// characters depend on what is around it.
fn in_base64(key: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut forms: Vec<Zeroizing<Vec<u8>>> = Vec::new();
    for before in 0..3 {
        let mut bytes = Zeroizing::new(Vec::with_capacity(before + key.len()));
        bytes.resize(before, 0);
        bytes.extend_from_slice(key);
        let determined = bytes.len() * 8 / 6;
        for encoding in [&BASE64, &BASE64URL] {
            let encoded = Zeroizing::new(encoding.encode(&bytes).into_bytes());
            // As many as hold bits of what comes before: 0, 8 and 16 bits.
            let form = encoded.get((before * 8).div_ceil(6)..determined).unwrap_or_default();
            if form.len() >= SHORTEST && !forms.iter().any(|other| other.as_slice() == form) {
                forms.push(Zeroizing::new(form.to_vec()));
            }
        }
    }
    forms
}

fn position(values: &[u8], secret: &[u8], from: usize) -> Option<usize> {
    let first = *secret.first()?;
    let last_place = values.len().checked_sub(secret.len())?;
    let mut at = from;
    while at <= last_place {
        at += values.get(at..=last_place)?.iter().position(|value| *value == first)?;
        if values.get(at..)?.starts_with(secret) {
            return Some(at);
        }
        at += 1;
    }
    None
}
