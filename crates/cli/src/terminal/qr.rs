//! QR codes drawn with characters.

use anstyle::{Ansi256Color, Style};
use workos_mfa::qr::Matrix;

/// The light margin that scanners need, in modules (ISO/IEC 18004, 9.1).
const QUIET_ZONE: usize = 4;

/// White on black, whatever the terminal's own colours are: 231 and 16 are fixed, the first sixteen belong to the theme.
const COLOURS: Style = Style::new()
    .fg_color(Some(anstyle::Color::Ansi256(Ansi256Color(231))))
    .bg_color(Some(anstyle::Color::Ansi256(Ansi256Color(16))));

/// Two rows of modules in each line. Light modules are drawn and dark ones left out: without colours this is right on
/// terminals with a dark background, and most scanners read it on the others, too.
///
/// The error is the number of columns that it needs, if there are fewer.
pub(crate) fn drawn(matrix: &Matrix, columns: Option<usize>) -> Result<String, usize> {
    let side = matrix.width() + 2 * QUIET_ZONE;
    if columns.is_some_and(|columns| columns < side) {
        return Err(side);
    }
    let light = |x: usize, y: usize| match (x.checked_sub(QUIET_ZONE), y.checked_sub(QUIET_ZONE)) {
        (Some(x), Some(y)) => !matrix.is_dark(x, y),
        _ => true,
    };
    let line = |y: usize| -> String {
        let blocks = (0..side).map(|x| match (light(x, y), light(x, y + 1)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        });
        format!("{COLOURS}{}{COLOURS:#}", blocks.collect::<String>())
    };
    Ok((0..side).step_by(2).map(line).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use workos_mfa::qr::matrix;

    use super::drawn;

    #[test]
    fn every_line_has_the_same_width_and_begins_and_ends_with_the_quiet_zone() {
        let matrix = matrix("otpauth://totp/a?secret=A").unwrap();
        let plain = anstream::adapter::strip_str(&drawn(&matrix, None).unwrap()).to_string();
        let side = matrix.width() + 8;
        let lines: Vec<_> = plain.lines().collect();
        assert_eq!(lines.len(), side.div_ceil(2));
        for (number, line) in lines.iter().enumerate() {
            assert_eq!(line.chars().count(), side);
            assert!(line.starts_with("████") && line.ends_with("████"), "{line}");
            let margin = number < 2 || number >= lines.len() - 2;
            assert_eq!(line.chars().all(|block| block == '█'), margin, "line {number}: {line}");
        }
    }

    #[test]
    fn is_not_drawn_where_lines_would_wrap() {
        let matrix = matrix("HELLO").unwrap();
        assert_eq!(drawn(&matrix, Some(28)), Err(29));
        assert!(drawn(&matrix, Some(29)).is_ok());
    }
}
