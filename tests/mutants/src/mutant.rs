//! The mutants of `mutants.json`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

/// One way to break the client.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutant {
    /// What it is called.
    pub name: String,
    /// The file that it changes, from the root of the checkout.
    pub file: String,
    /// A text that occurs in the file once.
    pub find: String,
    /// What takes its place.
    pub replace: String,
    /// What would happen to a user.
    pub why: String,
}

/// Reads all mutants.
///
/// # Errors
///
/// If the file is missing or malformed.
pub fn read() -> Result<Vec<Mutant>> {
    serde_json::from_str(include_str!("../mutants.json")).context("mutants.json can't be read")
}

impl Mutant {
    /// Makes the broken file's text, from a checkout or a copy of one.
    ///
    /// # Errors
    ///
    /// If the code has moved on: the text to be replaced has to be there exactly once.
    pub fn mutate(&self, root: &Path) -> Result<String> {
        let Self { name, file, find, replace, .. } = self;
        let text =
            fs::read_to_string(root.join(file)).with_context(|| format!("{name}: can't read {file}"))?;
        let times = text.matches(find.as_str()).count();
        ensure!(
            times == 1,
            "{name}: its `find` occurs {times} times in {file}; bring tests/mutants/mutants.json up to date with the code"
        );
        ensure!(find != replace, "{name}: it changes nothing");
        Ok(text.replace(find.as_str(), replace))
    }
}
