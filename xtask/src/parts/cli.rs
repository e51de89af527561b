//! The command line program. Its tests are among those of the crates and of the conformance suite.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use xtask::root;

use super::{Part, Runner};
use crate::{command, dist};

/// What the project promises.
const MOST_BYTES: u64 = 8_000_000;

pub(super) const PART: Part = Part {
    name: "cli",
    what: "the command line program `workos-mfa`",
    needs: &[],
    // The conformance suite takes the program from where cargo puts it.
    setup: Some(build),
    test: None,
    runners: &[Runner { language: "cli", command: || Ok(Vec::new()) }],
    bench: None,
    dist: Some(pack),
};

fn build() -> Result<()> {
    command::built("workos-mfa-cli", "workos-mfa", false).map(drop)
}

fn pack(folder: &Path) -> Result<Vec<PathBuf>> {
    // The release profile strips it.
    let mut cargo = command::cargo(["build", "--release", "--locked", "--package", "workos-mfa-cli"]);
    ensure!(command::run(&mut cargo)?.success(), "the build failed");
    let program = format!("workos-mfa{}", std::env::consts::EXE_SUFFIX);
    let program = dist::put(&command::target_dir()?.join("release").join(program), folder)?;
    dist::at_most(&program, MOST_BYTES)?;
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        dist::put(&root().join(licence), folder)?;
    }
    Ok(vec![program])
}
