//! A text as its reader would see it, each character with the place it stands at.
//!
//! A secret may stand in a reply as it is, or escaped for JSON (`\/`, `\u002f`, and in JSON that is quoted in JSON `\\\/`), for a URL
//! (`%2F`, `%252F`) or for HTML (`&#47;`). All of them are looked for at once in what is left when the escapes are undone.

/// How a character was written: as it is, …
pub(super) const PLAIN: u8 = 0;
/// … after up to that many backslashes, …
const MAX_BACKSLASHES: usize = 100;
/// … as an entity of HTML's, …
const ENTITY: u8 = 254;
/// … or percent-encoded.
pub(super) const PERCENT: u8 = 255;

/// What stands for a character that is not ASCII. No secret holds one.
const OTHER: u8 = 0xff;
/// As many times as percent signs are taken to be encoded themselves.
const MAX_PERCENT_LAYERS: usize = 4;
/// The longest entity that is read, with its ends.
const MAX_ENTITY: usize = 12;

/// The characters of a text.
pub(super) struct Units {
    pub(super) values: Vec<u8>,
    /// How each was written.
    pub(super) levels: Vec<u8>,
    /// Where each begins in the text; one more for its end.
    starts: Vec<usize>,
}

impl Units {
    pub(super) fn of(text: &str) -> Self {
        let mut units = Self {
            values: Vec::with_capacity(text.len()),
            levels: Vec::with_capacity(text.len()),
            starts: Vec::with_capacity(text.len() + 1),
        };
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let (value, level, mut length) = next(rest);
            // In UTF-16 there is one beside each character.
            length += rest.iter().skip(length).take_while(|byte| **byte == 0).count();
            units.values.push(value);
            units.levels.push(level);
            units.starts.push(at);
            at += length;
        }
        units.starts.push(bytes.len());
        units
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<u8> {
        self.values.get(at).copied()
    }

    /// Where the characters from the one to before the other stand in the text.
    pub(super) fn place(&self, (from, to): (usize, usize)) -> (usize, usize) {
        let start = |at: usize| self.starts.get(at).or(self.starts.last()).copied().unwrap_or_default();
        (start(from), start(to))
    }

    /// The first at or after `from` for which this holds, else the end.
    pub(super) fn find(&self, from: usize, is: impl Fn(u8, u8) -> bool) -> usize {
        let values = self.values.get(from..).unwrap_or_default();
        let levels = self.levels.get(from..).unwrap_or_default();
        let offset = values.iter().zip(levels).position(|(value, level)| is(*value, *level));
        offset.map_or(self.len(), |offset| from + offset)
    }

    /// Whether this word stands there, in letters of either case.
    pub(super) fn has(&self, at: usize, word: &str) -> bool {
        self.values.get(at..at + word.len()).is_some_and(|here| here.eq_ignore_ascii_case(word.as_bytes()))
    }
}

/// The next character, how it was written, and how many bytes it takes. There is at least one byte.
fn next(rest: &[u8]) -> (u8, u8, usize) {
    match rest.first().copied().unwrap_or_default() {
        b'\\' => after_backslashes(rest),
        b'%' => percent_encoded(rest).unwrap_or((b'%', PLAIN, 1)),
        b'&' => entity(rest).unwrap_or((b'&', PLAIN, 1)),
        value if value.is_ascii() => (value, PLAIN, 1),
        _ => {
            let more = rest.iter().skip(1).take_while(|byte| *byte & 0xc0 == 0x80).count();
            (OTHER, PLAIN, 1 + more)
        }
    }
}

fn after_backslashes(rest: &[u8]) -> (u8, u8, usize) {
    let backslashes = rest.iter().take_while(|byte| **byte == b'\\').count();
    let level = u8::try_from(backslashes.min(MAX_BACKSLASHES)).unwrap_or(u8::MAX);
    let value = match rest.get(backslashes) {
        Some(b'u') => {
            if let Some(code) = rest.get(backslashes + 1..backslashes + 5).and_then(hex) {
                let value = u8::try_from(code).ok().filter(u8::is_ascii).unwrap_or(OTHER);
                return (value, level, backslashes + 5);
            }
            b'u'
        }
        Some(b'n') => b'\n',
        Some(b'r') => b'\r',
        Some(b't') => b'\t',
        Some(b'b' | b'f') => b' ',
        Some(value) if value.is_ascii() => *value,
        _ => return (b'\\', PLAIN, backslashes),
    };
    (value, level, backslashes + 1)
}

fn percent_encoded(rest: &[u8]) -> Option<(u8, u8, usize)> {
    let mut at = 1;
    for _ in 1..MAX_PERCENT_LAYERS {
        match (rest.get(at..at + 2), rest.get(at + 2..at + 4).and_then(hex)) {
            (Some(b"25"), Some(_)) => at += 2,
            _ => break,
        }
    }
    let value = u8::try_from(hex(rest.get(at..at + 2)?)?).ok()?;
    Some((if value.is_ascii() { value } else { OTHER }, PERCENT, at + 2))
}

fn entity(rest: &[u8]) -> Option<(u8, u8, usize)> {
    let end = rest.iter().take(MAX_ENTITY).position(|byte| *byte == b';')?;
    let value = match rest.get(1..end)? {
        b"quot" | b"QUOT" => b'"',
        b"apos" => b'\'',
        b"amp" | b"AMP" => b'&',
        b"lt" | b"LT" => b'<',
        b"gt" | b"GT" => b'>',
        b"nbsp" => b' ',
        b"sol" => b'/',
        b"bsol" => b'\\',
        b"plus" => b'+',
        b"equals" => b'=',
        b"lowbar" => b'_',
        b"period" => b'.',
        b"colon" => b':',
        b"percnt" => b'%',
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16)?,
        [b'#', digits @ ..] => number(digits, 10)?,
        _ => return None,
    };
    Some((value, ENTITY, end + 1))
}

fn hex(digits: &[u8]) -> Option<u32> {
    // `from_str_radix` would take a sign, too.
    let digits = digits.iter().all(u8::is_ascii_hexdigit).then_some(digits)?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn number(digits: &[u8], radix: u32) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    u32::from_str_radix(text, radix)
        .ok()
        .map(|code| u8::try_from(code).ok().filter(u8::is_ascii).unwrap_or(OTHER))
}

#[cfg(test)]
mod tests {
    use super::Units;

    fn seen(text: &str) -> String {
        let units = Units::of(text);
        assert_eq!(units.place((0, units.len())), (0, text.len()), "{text}");
        String::from_utf8_lossy(&units.values).into_owned()
    }

    #[test]
    fn undoes_every_kind_of_escape() {
        for text in [
            r"a/b",
            r"a\/b",
            r"a\\\/b",
            r"a\u002fb",
            r"a\\u002Fb",
            "a%2Fb",
            "a%2fb",
            "a%252Fb",
            "a%25252Fb",
            "a&#47;b",
            "a&#x2F;b",
            "a&#x2f;b",
        ] {
            assert_eq!(seen(text), "a/b", "{text}");
        }
        assert_eq!(seen(r"x\nJ&quot;\u0022\t%20%"), "x\nJ\"\"\t %");
    }

    #[test]
    fn takes_any_text() {
        for text in [
            "",
            "\\",
            "\\\\",
            "%",
            "%2",
            "%25",
            "%zz",
            "&",
            "&;",
            "&#;",
            "&#xffffffffff;",
            "\\u12",
            "\\é",
            "é%é&é",
        ] {
            seen(text);
        }
        assert_eq!(seen("%25"), "%");
        assert_eq!(seen("100%25 of"), "100% of");
    }
}
