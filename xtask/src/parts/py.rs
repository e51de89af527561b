//! The Python package. The work is done by `bindings/py/ci`: packaging is best told in the language's own words.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{Context, Result, ensure};
use xtask::root;

use super::{Part, Runner};
use crate::command;
use crate::tally::Tally;
use crate::tool::PYTHON;

pub(super) const PART: Part = Part {
    name: "py",
    what: "the Python package: its wheel in a fresh environment, with its types and its README",
    needs: &[PYTHON],
    setup: Some(setup),
    test: Some(test),
    runners: &[
        Runner { language: "py", command: || runner(&[]) },
        Runner { language: "py-async", command: || runner(&["--async"]) },
    ],
    bench: Some(bench),
    dist: Some(pack),
};

fn ci(task: &str) -> Result<Command> {
    let mut python = Command::new(if cfg!(windows) { "python" } else { "python3" });
    python.current_dir(root()).arg(root().join("bindings/py/ci")).arg(task);
    python.arg("--work").arg(work()?).env("CARGO_TARGET_DIR", command::target_dir()?);
    command::without_ours(&mut python);
    Ok(python)
}

/// Where wheels and environments are.
fn work() -> Result<PathBuf> {
    Ok(command::target_dir()?.join("py"))
}

fn setup() -> Result<()> {
    ensure!(command::run(&mut ci("setup")?)?.success(), "the wheel could not be built and installed");
    Ok(())
}

fn test() -> Result<Tally> {
    let mut tally = Tally::default();
    let status = command::run_watching(&mut ci("test")?, |line| tally.read_ours(line))?;
    Ok(tally.ended("the tests of the Python package", status))
}

fn runner(options: &[&str]) -> Result<Vec<String>> {
    let program = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
    let python = work()?.join("fresh").join(program);
    let script = root().join("bindings/py/tests/conformance_runner.py");
    let words = [python.into_os_string(), script.into_os_string()];
    let words = words.into_iter().map(|word| word.into_string().ok().context("a path is not UTF-8"));
    words.chain(options.iter().map(|option| Ok((*option).to_owned()))).collect()
}

fn bench(arguments: &[OsString]) -> Result<ExitStatus> {
    command::run(ci("bench")?.arg("--").args(arguments))
}

fn pack(folder: &Path) -> Result<Vec<PathBuf>> {
    let status = command::run(ci("dist")?.arg("--output").arg(folder))?;
    ensure!(status.success(), "the wheel or the sdist could not be built");
    let files = std::fs::read_dir(folder)?.map(|file| Ok(file?.path()));
    files.collect()
}
