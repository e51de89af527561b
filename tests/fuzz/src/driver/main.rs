//! Builds the fuzzing programs with coverage instrumentation and runs each for a while. README.md says how it works.

#![forbid(unsafe_code)]

mod build;
mod run;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use workos_mfa_fuzz::TARGETS;

/// Fuzzes what the client makes of replies, for a bounded time, on stable Rust.
#[derive(Parser)]
struct Arguments {
    /// How long to run each target.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Which targets to run; all of them if none is named.
    targets: Vec<String>,
}

/// The folders the driver works with.
struct Places {
    /// This package.
    package: PathBuf,
    /// Everything that is written: builds, the growing corpus, inputs that broke something.
    output: PathBuf,
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    if let Some(unknown) =
        arguments.targets.iter().find(|name| TARGETS.iter().all(|target| target.name != **name))
    {
        let names = TARGETS.map(|target| target.name).join(", ");
        bail!("there is no target `{unknown}`; there are {names}");
    }
    let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().nth(2).context("this package is not where it belongs")?;
    let places = Places { output: root.join("target/fuzz"), package: package.clone() };

    say("Building the targets with coverage instrumentation (the first time takes some minutes) …");
    let programs = build::build(root, &places.output)?;

    let (mut passed, mut failed) = (0, 0);
    for target in TARGETS {
        if !arguments.targets.is_empty() && !arguments.targets.iter().any(|name| name == target.name) {
            continue;
        }
        match run::run(&places, &programs.join(target.name), target.name, arguments.seconds)? {
            run::Ended::Clean(figures) => {
                passed += 1;
                say(&format!("ok      {}: {figures}", target.name));
            }
            run::Ended::Broken(why) => {
                failed += 1;
                say(&format!("FAILED  {}: {why}", target.name));
            }
        }
    }
    say(&format!("{passed} passed, {failed} failed"));
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A path as a person at the root of the checkout would type it.
fn shown(path: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(path);
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

#[allow(clippy::print_stdout, reason = "the one place where the driver prints")]
fn say(line: &str) {
    println!("{line}");
}
