//! The npm package. What is tested is what people install: its tarballs, in an empty folder. `bindings/node/scripts` does that; this runs it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, ensure};
use xtask::root;

use super::{Part, Runner};
use crate::tally::Tally;
use crate::tool::Tool;
use crate::{command, dist};

/// What the project promises of the native file.
const MOST_BYTES: u64 = 4_000_000;
/// The oldest that the package supports.
const OLDEST: u32 = 20;

const NODE: Tool = Tool {
    name: "Node.js",
    found: || version("node").is_some_and(|major| major >= OLDEST),
    hint: "install version 20 or newer",
};

const NPM: Tool = Tool { name: "npm", found: || version("npm").is_some(), hint: "it comes with Node.js" };

pub(super) const PART: Part = Part {
    name: "node",
    what: "the npm package, from its tarballs, under every version of Node.js that there is here",
    needs: &[NODE, NPM],
    setup: Some(setup),
    test: Some(test),
    runners: &[Runner { language: "node", command: runner }],
    bench: Some(bench),
    dist: Some(pack),
};

fn setup() -> Result<()> {
    install(&folder())?;
    // What people use the package with.
    install(&folder().join("frameworks"))?;
    // Newer versions come as packages, for this platform only; elsewhere the one that is installed has to do.
    if cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu")) {
        install(&folder().join("runtimes"))?;
    }
    Ok(())
}

/// Installs what the lock file says, unless what is installed is younger than it.
///
/// Not by `npm ci`: it refuses a lock file that lacks optional packages of other platforms, and npm itself leaves those out
/// where the registry did not offer them. `--no-save` keeps the lock file as it is.
fn install(folder: &Path) -> Result<()> {
    let changed = |path: PathBuf| path.metadata().and_then(|metadata| metadata.modified());
    let wanted = changed(folder.join("package-lock.json")).context("there is no package-lock.json")?;
    if changed(folder.join("node_modules/.package-lock.json")).is_ok_and(|installed| installed >= wanted) {
        return Ok(());
    }
    let arguments = ["install", "--no-save", "--ignore-scripts"];
    ensure!(command::run(npm(arguments).current_dir(folder))?.success(), "npm install failed");
    Ok(())
}

fn test() -> Result<Tally> {
    let mut tally = Tally::default();
    let mut node = script("test.mjs")?;
    let status = command::run_watching(&mut node, |line| tally.read_ours(line))?;
    Ok(tally.ended("the tests of the npm package", status))
}

/// Installs the package, since the conformance suite may run without the tests above.
fn runner() -> Result<Vec<String>> {
    let status = command::run(script("test.mjs")?.arg("--install-only"))?;
    ensure!(status.success(), "the npm package could not be built and installed");
    let runner = target()?.join("consumer/conformance-runner.mjs");
    Ok(vec!["node".to_owned(), runner.to_str().context("the path of the runner is not UTF-8")?.to_owned()])
}

fn pack(to: &Path) -> Result<Vec<PathBuf>> {
    setup()?;
    build()?.tarballs.iter().map(|tarball| dist::put(tarball, to)).collect()
}

fn bench(arguments: &[OsString]) -> Result<ExitStatus> {
    setup()?;
    install(&folder().join("bench"))?;
    let server = command::bench_program()?;
    let built = build()?;
    let mut node = Command::new("node");
    node.arg(folder().join("bench/main.mjs")).arg("--server").arg(server);
    node.arg("--native").arg(built.native).arg("--into").arg(target()?.join("bench"));
    for tarball in built.tarballs {
        node.arg("--tarball").arg(tarball);
    }
    command::run(node.args(arguments))
}

/// What is shipped for this platform.
struct Built {
    native: PathBuf,
    tarballs: Vec<PathBuf>,
}

/// From scratch, so that nothing of an older version gets in.
fn build() -> Result<Built> {
    let (natives, packed) = (target()?.join("release"), target()?.join("dist"));
    for stale in [&natives, &folder().join("dist")] {
        dist::empty(stale)?;
    }
    let mut build = npm(["run", "build:dist", "--", "--output-dir"]);
    // The second `--` is for cargo.
    build.arg(&natives).args(["--", "--config", "dist.toml"]).current_dir(folder());
    ensure!(command::run(&mut build)?.success(), "the build failed");
    let native = files(&natives, "node")?.remove(0);
    dist::at_most(&native, MOST_BYTES)?;
    let mut node = Command::new("node");
    node.arg(folder().join("scripts/pack.mjs")).arg("--natives").arg(&natives).arg("--out").arg(&packed);
    ensure!(command::run(&mut node)?.success(), "packing failed");
    let tarballs = files(&packed, "tgz")?;
    ensure!(
        tarballs.len() == 2,
        "there should be the package and its native part for this platform, not {tarballs:?}"
    );
    Ok(Built { native, tarballs })
}

fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    ensure!(!found.is_empty(), "there is no .{extension} in {}", folder.display());
    Ok(found)
}

fn script(name: &str) -> Result<Command> {
    let mut node = Command::new("node");
    node.arg(folder().join("scripts").join(name)).arg("--target").arg(target()?);
    Ok(node)
}

fn folder() -> PathBuf {
    root().join("bindings/node")
}

fn target() -> Result<PathBuf> {
    Ok(command::target_dir()?.join("node"))
}

/// npm is a script on Windows.
fn npm<const N: usize>(arguments: [&str; N]) -> Command {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(arguments);
    npm
}

/// The major version of a program, if it is there.
fn version(program: &str) -> Option<u32> {
    let program = if cfg!(windows) && program == "npm" { "npm.cmd" } else { program };
    let output = Command::new(program).arg("--version").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}
