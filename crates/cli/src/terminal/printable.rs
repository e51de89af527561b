//! Texts of a server's, made safe for a terminal.

use std::borrow::Cow;

/// The text with control characters and such as turn the writing direction written out: a server, or whoever chose a user
/// name, could otherwise recolour, overwrite or reverse what the terminal shows.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_active) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_active(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Whether it would do more than be seen.
pub(crate) fn is_active(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn leaves_ordinary_text_alone() {
        for text in ["", "Foo & Bar: Ünïcode", "日本 🙂"] {
            assert_eq!(printable(text), text);
        }
    }

    #[test]
    fn writes_out_what_would_steer_the_terminal() {
        assert_eq!(
            printable("a\x1b[2Jb\r\n\u{9b}\u{202e}c\x7f"),
            "a\\u{1b}[2Jb\\r\\n\\u{9b}\\u{202e}c\\u{7f}"
        );
    }
}
