//! The conformance suite: every scenario in every language that this machine can run.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use xtask::say;

use super::Part;
use crate::tally::Tally;
use crate::{command, dist, setup, tool};

pub(super) const PART: Part = Part {
    name: "conformance",
    what: "every scenario of tests/conformance in every language",
    needs: &[],
    setup: None,
    test: Some(test),
    runners: &[],
    bench: None,
    dist: None,
};

/// The table of the last run, in Markdown.
pub(crate) fn matrix_file() -> Result<PathBuf> {
    Ok(folder()?.join("matrix.md"))
}

fn folder() -> Result<PathBuf> {
    Ok(command::target_dir()?.join("conformance"))
}

fn test() -> Result<Tally> {
    let folder = folder()?;
    // Results of an earlier run must not get into the table of this one.
    dist::empty(&folder)?;

    let mut tally = Tally::default();
    let mut files = Vec::new();
    for part in super::ALL.iter().filter(|part| !part.runners.is_empty()) {
        let missing = tool::missing(part.needs);
        if !missing.is_empty() {
            say(&format!("skipped {}: it needs {}", part.name, tool::with_hints(&missing)));
            tally.skipped += 1;
            continue;
        }
        setup::prepare(part)?;
        for runner in part.runners {
            let file = folder.join(format!("{}.json", runner.language));
            tally.add(run(runner.language, &(runner.command)()?, &file)?);
            files.push(file);
        }
    }
    say("");
    show_matrix(&folder, files.iter().filter(|file| file.exists()))?;
    Ok(tally)
}

fn run(language: &str, command: &[String], results: &Path) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut cargo = conformance();
    cargo.args(["run", "--language", language, "--json"]).arg(results);
    if !command.is_empty() {
        cargo.arg("--").args(command);
    }
    let status = command::run_watching(&mut cargo, |line| tally.read_ours(line))?;
    Ok(tally.ended(&format!("conformance of {language}"), status))
}

fn show_matrix<'a>(folder: &Path, results: impl Iterator<Item = &'a PathBuf>) -> Result<()> {
    let mut cargo = conformance();
    cargo.arg("matrix").args(results);
    cargo.arg("--markdown").arg(matrix_file()?).arg("--json").arg(folder.join("results.json"));
    // Whether all passed has been counted already.
    command::run(&mut cargo)?;
    ensure!(matrix_file()?.exists(), "the table could not be made");
    Ok(())
}

fn conformance() -> std::process::Command {
    command::cargo(["run", "--quiet", "--package", "workos-mfa-conformance", "--bin", "conformance", "--"])
}
