//! What this repository consists of, for `test`, `setup`, `bench` and `dist`: one file per part, one line per part in [`ALL`].
//!
//! A further language is a file here that says what it needs, how it is set up, tested, measured and packed.

mod cli;
mod conformance;
mod generated;
mod kotlin;
mod node;
mod packages;
mod portable;
mod py;
mod ruby;
mod rust;
mod servers;
mod swift;
mod swift_toolchain;
mod uniffi;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use anyhow::Result;
use clap::builder::PossibleValuesParser;

pub(crate) use conformance::matrix_file;
pub(crate) use uniffi::{library as uniffi_library, portable_library as portable_uniffi_library};

use crate::tally::Tally;
use crate::tool::Tool;

/// One part. What it has no use for is `None`.
pub(crate) struct Part {
    /// What one types.
    pub(crate) name: &'static str,
    /// What it is, in a few words.
    pub(crate) what: &'static str,
    /// What must be on the machine. If something is missing, the part is skipped.
    pub(crate) needs: &'static [Tool],
    /// Fetches and prepares what the tests need beyond that. Must be quick when there is nothing left to do.
    pub(crate) setup: Option<fn() -> Result<()>>,
    /// Runs the tests, and counts them.
    pub(crate) test: Option<fn() -> Result<Tally>>,
    /// How the conformance suite reaches this part's clients: a column of the matrix each.
    pub(crate) runners: &'static [Runner],
    /// Measures what a call costs, against the language's peers in the same run. It gets what follows `--` on the command line.
    pub(crate) bench: Option<Bench>,
    /// Builds what is shipped into an empty folder, and names the files.
    pub(crate) dist: Option<Pack>,
}

/// One client that the conformance suite can drive.
pub(crate) struct Runner {
    /// The name of its column, and in `tests/conformance/languages.json`.
    pub(crate) language: &'static str,
    /// The command that runs the language's runner. Empty for the clients that the suite drives itself.
    pub(crate) command: fn() -> Result<Vec<String>>,
}

/// From what the bench program is to be passed to how it ended.
pub(crate) type Bench = fn(&[OsString]) -> Result<ExitStatus>;

/// From an empty folder to the files in it.
pub(crate) type Pack = fn(&Path) -> Result<Vec<PathBuf>>;

/// In the order in which they run: what fails fastest and explains most comes first.
pub(crate) const ALL: &[Part] = &[
    generated::PART,
    rust::PART,
    packages::PART,
    py::PART,
    node::PART,
    swift::PART,
    ruby::PART,
    kotlin::PART,
    conformance::PART,
    cli::PART,
];

/// For the command line: the names of the parts that can do something.
pub(crate) fn with(able: impl Fn(&Part) -> bool) -> PossibleValuesParser {
    ALL.iter().filter(|part| able(part)).map(|part| part.name).collect::<Vec<_>>().into()
}

/// The parts with these names, in the order of the table; all if there are no names.
pub(crate) fn chosen(names: &[String]) -> impl Iterator<Item = &'static Part> {
    ALL.iter().filter(move |part| names.is_empty() || names.iter().any(|name| name == part.name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{ALL, chosen};

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<&str> = ALL.iter().map(|part| part.name).collect();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn every_language_has_one_runner() {
        let languages = || ALL.iter().flat_map(|part| part.runners).map(|runner| runner.language);
        assert_eq!(languages().collect::<BTreeSet<_>>().len(), languages().count());
    }

    #[test]
    fn no_name_means_all_and_a_name_means_one() {
        assert_eq!(chosen(&[]).count(), ALL.len());
        let names: Vec<&str> = chosen(&["rust".to_owned()]).map(|part| part.name).collect();
        assert_eq!(names, ["rust"]);
    }
}
