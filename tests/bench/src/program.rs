//! The command line program: how soon it answers, and how large it is.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use crate::report::{Report, Row, Unit};
use crate::stats::Sample;

const MOST_MILLISECONDS: f64 = 5.0;
const MOST_MEGABYTES: f64 = 8.0;
const WARM_UP: usize = 5;
const RUNS: usize = 50;

pub(crate) fn run(program: Option<&Path>, report: &mut Report) -> Result<()> {
    let program = match program {
        Some(program) => program.to_owned(),
        None => build()?,
    };
    let mut milliseconds = Vec::new();
    for run in 0..WARM_UP + RUNS {
        let started = Instant::now();
        let ended = Command::new(&program)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .with_context(|| format!("{} can't be run", program.display()))?;
        let taken = started.elapsed();
        ensure!(ended.success(), "{} --version failed: {ended}", program.display());
        if run >= WARM_UP {
            milliseconds.push(taken.as_secs_f64() * 1000.0);
        }
    }
    let milliseconds = Sample::new(milliseconds).context("no runs")?;
    report.add(Row {
        name: "cli --version".to_owned(),
        value: milliseconds.median(),
        spread: Some(milliseconds.quartiles()),
        unit: Unit::Milliseconds,
        at_most: Some(MOST_MILLISECONDS),
        at_least: None,
        note: format!("median of {RUNS} runs, start of the process included"),
    });
    #[expect(clippy::cast_precision_loss, reason = "a file of less than petabytes")]
    let bytes = std::fs::metadata(&program)?.len() as f64;
    report.add(Row {
        name: "cli size".to_owned(),
        value: bytes / 1e6,
        spread: None,
        unit: Unit::Megabytes,
        at_most: Some(MOST_MEGABYTES),
        at_least: None,
        note: "stripped by the release profile".to_owned(),
    });
    Ok(())
}

/// Builds it as it is shipped. Cargo puts it beside this program, which was built the same way.
fn build() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--release", "--package", "workos-mfa-cli"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .context("cargo can't be run; build the program yourself and pass --cli")?;
    ensure!(built.success(), "workos-mfa-cli does not build");
    let target = std::env::current_exe()?;
    let target = target.parent().and_then(Path::parent).context("this program lies in no target folder")?;
    Ok(target.join("release").join(format!("workos-mfa{}", std::env::consts::EXE_SUFFIX)))
}
