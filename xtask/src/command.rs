//! Running other programs.

use std::env::consts::EXE_SUFFIX;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use anyhow::{Context, Result, ensure};
use xtask::{root, say};

/// A cargo in the root of the checkout.
pub(crate) fn cargo<I: IntoIterator<Item = S>, S: AsRef<std::ffi::OsStr>>(arguments: I) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    without_ours(&mut command);
    command
}

/// For a program that calls cargo.
///
/// `cargo run` describes this package to us in variables. Some build scripts (ring's) run again when these change, so a cargo
/// below this one would build half the tree anew, and the next cargo in the shell once more.
pub(crate) fn without_ours(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
}

/// The target directory, wherever the user's configuration put it: this program lies in `<target>/debug`.
pub(crate) fn target_dir() -> Result<PathBuf> {
    let program = std::env::current_exe().context("this program does not know its own path")?;
    program.ancestors().nth(2).map(PathBuf::from).context("this program lies in no target directory")
}

/// Builds a program of ours, and says where it is.
pub(crate) fn built(package: &str, program: &str, release: bool) -> Result<PathBuf> {
    let mut build = cargo(["build", "--package", package, "--bin", program]);
    if release {
        build.arg("--release");
    }
    ensure!(run(&mut build)?.success(), "{package} could not be built");
    let folder = target_dir()?.join(if release { "release" } else { "debug" });
    Ok(folder.join(format!("{program}{EXE_SUFFIX}")))
}

/// The server that all languages are measured against, which also measures the core.
pub(crate) fn bench_program() -> Result<PathBuf> {
    built("workos-mfa-bench", "bench", true)
}

/// A command as somebody else can start it.
pub(crate) fn words(command: &Command) -> Result<Vec<String>> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_str().map(str::to_owned).context("a path is not UTF-8")).collect()
}

/// Runs a program, with its output going where ours goes, and passes on how it ended.
pub(crate) fn run(command: &mut Command) -> Result<ExitStatus> {
    announce(command);
    command.status().with_context(|| cannot_start(command))
}

/// Runs a program, prints its standard output as it comes, and shows each line of it to `look`.
pub(crate) fn run_watching(command: &mut Command, mut look: impl FnMut(&str)) -> Result<ExitStatus> {
    announce(command);
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| cannot_start(command))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.context("the output broke off")?;
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end_matches('\r');
            say(line);
            look(line);
        }
    }
    child.wait().context("the program was lost")
}

/// How we end if this program was all there was to do.
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    match status.code() {
        Some(0) => ExitCode::SUCCESS,
        Some(code) => u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from),
        None => ExitCode::FAILURE,
    }
}

/// The command as one would type it, so that it can be repeated by itself.
fn announce(command: &Command) {
    let mut line = String::from("$");
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            line.push_str(&format!(" {}={:?}", name.to_string_lossy(), value.to_string_lossy()));
        }
    }
    let program = PathBuf::from(command.get_program());
    line.push(' ');
    line.push_str(&program.file_stem().unwrap_or(program.as_os_str()).to_string_lossy());
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        line.push(' ');
        if argument.is_empty() || argument.contains([' ', '"', '\'']) {
            line.push_str(&format!("{argument:?}"));
        } else {
            line.push_str(&argument);
        }
    }
    say(&line);
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start {}", command.get_program().to_string_lossy())
}
