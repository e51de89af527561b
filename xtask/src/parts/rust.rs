//! The crates of the workspace.

use std::ffi::OsString;
use std::process::ExitStatus;

use anyhow::Result;

use super::{Part, Runner};
use crate::command;
use crate::tally::Tally;

pub(super) const PART: Part = Part {
    name: "rust",
    what: "unit, integration and documentation tests of the crates",
    needs: &[],
    setup: None,
    test: Some(test),
    runners: &[
        Runner { language: "rust", command: || Ok(Vec::new()) },
        Runner { language: "rust-blocking", command: || Ok(Vec::new()) },
    ],
    bench: Some(bench),
    dist: None,
};

/// They have no tests in Rust, and need more on the machine than Rust to be built: each is a part of its own.
const BINDINGS: &[&str] = &["workos-mfa-py", "workos-mfa-node"];

fn test() -> Result<Tally> {
    let mut which = vec!["--workspace", "--all-features"];
    which.extend(BINDINGS.iter().flat_map(|binding| ["--exclude", binding]));
    let mut tally = cargo_test(&which)?;
    // What most people build: without the optional features, and without those that other crates of the workspace turn on.
    tally.add(cargo_test(&["--package", "workos-mfa"])?);
    Ok(tally)
}

fn cargo_test(which: &[&str]) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut cargo = command::cargo(["test", "--no-fail-fast"]);
    let status = command::run_watching(cargo.args(which), |line| tally.read_cargo(line))?;
    Ok(tally.ended(&format!("cargo test {}", which.join(" ")), status))
}

fn bench(arguments: &[OsString]) -> Result<ExitStatus> {
    let mut cargo =
        command::cargo(["run", "--release", "--package", "workos-mfa-bench", "--bin", "bench", "--"]);
    command::run(cargo.args(arguments))
}
