//! Shared secrets of authenticator apps: Base32 (RFC 4648), as servers send it, and as people are shown it, in groups.

use std::ops::RangeInclusive;

use super::units::Units;

/// From this length on, a run of Base32 letters may be a shared secret (80 bits are 16 letters).
const SHORTEST: usize = 16;
/// So much of a secret is left where a text breaks off in it. Shorter ends are left alone: 35 bits are no secret yet.
const SHORTEST_CUT: usize = 8;
/// The sizes of groups.
const GROUP: RangeInclusive<usize> = 2..=8;
/// After one of these words …
const NAMES: [&[u8]; 2] = [b"secret", b"seed"];
/// … and no more than so many characters, a secret may be in lower case, too, and in groups.
const REACH: usize = 48;

/// A word: letters, digits and underscores. A run within something longer is no secret but a part of an id: `auth_factor_` and 26
/// letters and digits, of which some are not Base32's (0, 1, 8, 9).
struct Word {
    from: usize,
    to: usize,
    /// Base32 in either case.
    base32: bool,
    /// No letter in lower case.
    capitals: bool,
    digits: bool,
    /// The name of a secret is in it.
    named: bool,
}

impl Word {
    fn len(&self) -> usize {
        self.to - self.from
    }
}

/// Where such secrets stand. `cut` says that the text breaks off at its end.
pub(super) fn find(units: &Units, cut: bool) -> Vec<(usize, usize)> {
    let words = words(units);
    let last = words.last().map(|word| word.to);
    let shortest = |end: usize| if cut && last == Some(end) { SHORTEST_CUT } else { SHORTEST };
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, name) in words.iter().enumerate().filter(|(_, word)| word.named) {
        // What is hidden is not looked at again: it may be as long as the text, and full of names.
        if found.last().is_some_and(|(_, to)| name.from < *to) {
            continue;
        }
        let in_reach = |word: &Word| word.from <= name.to + REACH;
        let next = (at + 1..words.len()).take_while(|next| words.get(*next).is_some_and(in_reach));
        let mut groups = next.map(|next| groups(units, &words, next, |word| word.base32));
        found.extend(groups.find(|groups| groups.letters >= shortest(groups.to)).map(|g| (g.from, g.to)));
    }
    let mut at = 0;
    while let Some(word) = words.get(at) {
        // Without a name before it, a secret in groups is one that can be told from words: capitals, with a digit among them.
        let groups = groups(units, &words, at, |word| word.base32 && word.capitals);
        let digits = || words.iter().skip(at).take(groups.count).any(|word| word.digits);
        if word.base32 && word.capitals && word.len() >= shortest(word.to) {
            found.push((word.from, word.to));
        } else if groups.count > 1 && groups.letters >= SHORTEST && groups.size >= 4 && digits() {
            found.push((groups.from, groups.to));
        }
        at += groups.count.max(1);
    }
    found
}

fn words(units: &Units) -> Vec<Word> {
    let mut words = Vec::new();
    let in_word = |value: u8| value.is_ascii_alphanumeric() || value == b'_';
    let mut from = units.find(0, |value, _| in_word(value));
    while from < units.len() {
        let to = units.find(from, |value, _| !in_word(value));
        let here = units.values.get(from..to).unwrap_or_default();
        let is_name = |part: &[u8]| NAMES.iter().any(|name| starts_with(part, name));
        words.push(Word {
            from,
            to,
            base32: here.iter().all(|value| value.is_ascii_alphabetic() || (b'2'..=b'7').contains(value)),
            capitals: !here.iter().any(u8::is_ascii_lowercase),
            digits: here.iter().any(u8::is_ascii_digit),
            named: (0..here.len()).any(|at| here.get(at..).is_some_and(is_name)),
        });
        from = units.find(to, |value, _| in_word(value));
    }
    words
}

fn starts_with(text: &[u8], name: &[u8]) -> bool {
    text.get(..name.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(name))
}

/// Groups of the same size, of which the last may be shorter, with a space or a dash between each two; or one group of any size.
struct Groups {
    count: usize,
    from: usize,
    to: usize,
    letters: usize,
    size: usize,
}

/// Those that begin with this word, of such words; none, if it is not one.
fn groups(units: &Units, words: &[Word], first: usize, is: impl Fn(&Word) -> bool) -> Groups {
    let mut groups = Groups { count: 0, from: 0, to: 0, letters: 0, size: 0 };
    for word in words.iter().skip(first).take_while(|word| is(word)) {
        if groups.count == 0 {
            groups = Groups { from: word.from, size: word.len(), ..groups };
        } else {
            let separated =
                word.from == groups.to + 1 && matches!(units.get(groups.to), Some(b' ' | b'-' | b'+'));
            let same = groups.letters == groups.size * groups.count;
            if !(separated && same && GROUP.contains(&groups.size) && word.len() <= groups.size) {
                break;
            }
        }
        groups.count += 1;
        groups.letters += word.len();
        groups.to = word.to;
    }
    groups
}
