//! A line diff for people: what a generated file has and what it should have.

use similar::TextDiff;

const MOST_LINES: usize = 200;

/// The differing parts of two texts with a few lines around each, in the usual `-`/`+` form.
#[must_use]
pub fn unified(name: &str, present: &str, wanted: &str) -> String {
    let diff = TextDiff::from_lines(present, wanted);
    let text = diff
        .unified_diff()
        .header(&format!("{name} (committed)"), &format!("{name} (generated)"))
        .to_string();
    let lines: Vec<&str> = text.lines().collect();
    let mut shown = lines.iter().take(MOST_LINES).fold(String::new(), |shown, line| shown + line + "\n");
    if lines.len() > MOST_LINES {
        shown.push_str(&format!("… {} more lines\n", lines.len() - MOST_LINES));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{MOST_LINES, unified};

    #[test]
    fn shows_each_change_with_its_neighbours_and_nothing_else() {
        let text = |first: &str, last: &str| format!("a\n{first}\n{}{last}\n", "same\n".repeat(100));
        let diff = unified("f", &text("b", "y"), &text("B", "Y"));
        assert!(diff.starts_with("--- f (committed)\n+++ f (generated)\n@@ "), "{diff}");
        for change in ["a\n-b\n+B\n same\n", " same\n-y\n+Y\n"] {
            assert!(diff.contains(change), "{diff}");
        }
        assert!(diff.lines().count() < 20, "{diff}");
    }

    #[test]
    fn cuts_off_what_nobody_reads() {
        let diff = unified("f", "", &"x\n".repeat(2 * MOST_LINES));
        assert!(diff.lines().count() == MOST_LINES + 1 && diff.ends_with("more lines\n"), "{diff}");
    }
}
