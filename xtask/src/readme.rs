//! The part of the README that is made of results.

use anyhow::{Context, Result};
use xtask::{root, say};

use crate::parts;

const BEGIN: &str = "<!-- matrix: `cargo xtask test conformance --write-readme` -->\n";
const END: &str = "<!-- /matrix -->";

/// Puts the conformance table of the last run into the README.
pub(crate) fn write_matrix() -> Result<()> {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).context("cannot read README.md")?;
    let matrix = std::fs::read_to_string(parts::matrix_file()?).context("there is no conformance table")?;
    let readme = with_matrix(&readme, &matrix).context("README.md has lost its markers for the table")?;
    std::fs::write(&path, readme).context("cannot write README.md")?;
    say("README.md has the table of this run now");
    Ok(())
}

fn with_matrix(readme: &str, matrix: &str) -> Option<String> {
    // Checked out on Windows it may have other line ends; then the markers are not found, and nothing is spoilt.
    let (before, rest) = readme.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{}\n\n{END}{after}", matrix.trim()))
}

/// The blocks of a README that are marked with just this.
pub(crate) fn blocks(readme: &str, mark: &str) -> Vec<String> {
    let readme = readme.replace("\r\n", "\n");
    let begin = format!("\n```{mark}\n");
    let parts = readme.split(&begin).skip(1).filter_map(|part| part.split_once("\n```"));
    parts.map(|(block, _)| format!("{block}\n")).collect()
}

/// The first of them.
pub(crate) fn block(readme: &str, mark: &str) -> Option<String> {
    blocks(readme, mark).into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, block, with_matrix};

    #[test]
    fn what_lies_between_the_markers_is_replaced_and_nothing_else() {
        let readme = format!("a\n{BEGIN}old\n{END}\nb\n");
        let new = with_matrix(&readme, "| t |\n").unwrap();
        assert_eq!(new, format!("a\n{BEGIN}\n| t |\n\n{END}\nb\n"));
        assert_eq!(with_matrix(&new, "| t |\n"), Some(new));
        assert_eq!(with_matrix("a", "t"), None);
    }

    /// What the repository's README shows of a language is what that language's README has, where it is run.
    #[test]
    fn the_thirty_seconds_of_each_language_are_those_that_are_tested() {
        let readme = include_str!("../../README.md");
        for (mark, folder) in [
            ("python", "py"),
            ("js", "node"),
            ("kotlin", "uniffi/kotlin"),
            ("java", "uniffi/kotlin"),
            ("swift", "uniffi/swift"),
            ("ruby", "uniffi/ruby"),
        ] {
            let shown = block(readme, mark).unwrap();
            let path = xtask::root().join("bindings").join(folder).join("README.md");
            let tested = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
            assert!(
                tested.contains(&format!("```{mark}\n{shown}```")),
                "{folder} has no such block of {mark}:\n{shown}"
            );
        }
    }

    #[test]
    fn a_block_is_found_by_its_mark() {
        let readme = "a\n```sh\nb\n```\n```swift app\nc\n```\n```swift\nd\n\ne\n```\n";
        assert_eq!(block(readme, "swift").as_deref(), Some("d\n\ne\n"));
        assert_eq!(block(readme, "kotlin"), None);
    }

    #[test]
    fn the_readme_has_the_markers() {
        let readme = include_str!("../../README.md").replace("\r\n", "\n");
        assert!(with_matrix(&readme, "t").is_some());
    }
}
