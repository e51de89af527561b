//! Texts of a server's, made safe for a line of a log.

use std::borrow::Cow;

/// What takes the place of a character that steers something.
const REPLACEMENT: char = '\u{fffd}';

/// The text on one line, and without characters that colour, overwrite or reverse what is shown: whoever chooses a server's words
/// could otherwise forge a line of a log.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| cleaned(character) == character) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").chars().map(cleaned).collect())
}

fn cleaned(character: char) -> char {
    match character {
        '\t' | '\n' | '\x0b' | '\x0c' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        // Those that set the direction of writing (UAX #9, 2).
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            REPLACEMENT
        }
        character if character.is_control() => REPLACEMENT,
        character => character,
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn leaves_ordinary_text_alone() {
        for text in ["", "Foo & Bar: Ünïcode", "日本 🙂 👩\u{200d}💻"] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn keeps_a_text_on_its_line() {
        assert_eq!(clean("a\r\nb\rc\nd\te\u{2028}f\u{85}g"), "a b c d e f g");
    }

    #[test]
    fn takes_the_effect_of_what_would_steer_a_terminal() {
        assert_eq!(
            clean("\x1b[31ma\0b\u{9b}c\u{202e}d\x7f"),
            "\u{fffd}[31ma\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}"
        );
    }
}
