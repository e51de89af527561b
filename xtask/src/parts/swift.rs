//! The Swift package. What is tested is what people get: the folder that `dist` makes, used by a package of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{Context, Result, ensure};
use xtask::root;

use super::servers::Server;
use super::swift_toolchain::{self as toolchain, SWIFT};
use super::{Part, Runner, uniffi_library};
use crate::tally::Tally;
use crate::{command, readme};

/// The name that SwiftPM knows the package's folder by.
const PACKAGE: &str = "WorkOSMFA";

pub(super) const PART: Part = Part {
    name: "swift",
    what: "the Swift package, used by another package, with its README",
    needs: &[SWIFT],
    setup: Some(setup),
    test: Some(test),
    runners: &[Runner { language: "swift", command: runner }],
    bench: Some(bench),
    dist: Some(pack),
};

/// The package, and beside it the one that checks it, built.
fn setup() -> Result<()> {
    build("debug")
}

fn build(profile: &str) -> Result<()> {
    toolchain::prepare()?;
    let work = work()?;
    let package = work.join(PACKAGE);
    assemble(&package, profile == "release")?;
    let checks = work.join("checks");
    copy(&folder().join("checks"), &checks)?;
    let readme = std::fs::read_to_string(folder().join("README.md")).context("cannot read the README")?;
    let program = readme::block(&readme, "swift").context("the README has lost its program")?;
    put(&checks.join("Readme/main.swift"), program.as_bytes())?;
    let app = readme::block(&readme, "swift app").context("the README has lost what it says to apps")?;
    put(&checks.join("Readme/App.swift"), in_an_app(&app).as_bytes())?;
    let mut words = vec!["swift", "build", "--package-path", "checks", "-c", profile];
    if profile == "debug" {
        words.push("--build-tests");
    }
    ensure!(command::run(&mut toolchain::command(&work, &words)?)?.success(), "swift build failed");
    Ok(())
}

/// What the README tells apps, with what an app of its own would have. It is compiled; `checks/Tests/TokenTests.swift` does the same and is run.
fn in_an_app(block: &str) -> String {
    format!(
        "import WorkOSMFA\n\nstruct Session: Sendable {{\n    func freshToken() async throws -> String {{ \"\" }}\n}}\n\n\
         func app(session: Session) async throws -> EnrolledFactor {{\n{block}return factor\n}}\n"
    )
}

fn test() -> Result<Tally> {
    let emulator = Server::emulator()?;
    let (backend, token) = Server::app_backend(&emulator)?;
    let work = work()?;
    let mut tally = Tally::default();

    let mut tests = toolchain::command(
        &work,
        &["swift", "test", "--package-path", "checks", "--skip-build", "--disable-xctest"],
    )?;
    tests.env("EMULATOR_URL", &emulator.url).env("EMULATOR_KEY", &emulator.key);
    tests.env("BACKEND_URL", &backend.url).env("BACKEND_TOKEN", token);
    // The one that the tests start themselves lies where Swift's root can see it. SwiftPM runs them in the folder of their package.
    copy(&command::built("workos-mfa-cli", "workos-mfa", false)?, &work.join("workos-mfa"))?;
    mark_executable(&work.join("workos-mfa"))?;
    tests.env("WORKOS_MFA_PROGRAM", "../workos-mfa");
    let status = command::run_watching(&mut tests, |line| read(&mut tally, line))?;
    let mut tally = tally.ended("the tests of the Swift package", status);

    let mut program = toolchain::command(&work, &["checks/.build/debug/Readme"])?;
    program.env("WORKOS_BASE_URL", &emulator.url).env("WORKOS_API_KEY", &emulator.key);
    let mut said = String::new();
    let status = command::run_watching(&mut program, |line| said.push_str(line))?;
    let works = status.success() && said.contains("gone:") && !said.contains("otpauth");
    tally.add(Tally::one("the program in the README of the Swift package", works));
    Ok(tally)
}

/// Reads the closing line of Swift Testing.
fn read(tally: &mut Tally, line: &str) {
    let Some((_, rest)) = line.split_once("Test run with ") else {
        if let Some((_, name)) = line.split_once(" Test ").filter(|(_, rest)| rest.contains(" failed after "))
        {
            tally.failures.push(name.to_owned());
        }
        return;
    };
    let Some(count) = rest.split(' ').next().and_then(|count| count.parse::<u64>().ok()) else { return };
    // It counts issues, not the tests that have some; those were named above.
    let failed = (tally.failures.len() as u64).max(u64::from(rest.contains(" failed ")));
    tally.failed += failed;
    tally.passed += count.saturating_sub(failed);
}

fn runner() -> Result<Vec<String>> {
    command::words(&toolchain::command(&work()?, &["checks/.build/debug/ConformanceRunner"])?)
}

fn bench(passed_on: &[OsString]) -> Result<ExitStatus> {
    let peer = command::bench_program()?;
    build("release")?;
    let client = toolchain::command(&work()?, &["checks/.build/release/Bench"])?;
    let mut compare = Command::new(peer);
    compare.args(passed_on).args(["foreign", "--name", "swift", "--most", "3", "--"]);
    compare.arg(client.get_program()).args(client.get_args());
    command::run(&mut compare)
}

/// As one file, since a package is a folder.
fn pack(to: &Path) -> Result<Vec<PathBuf>> {
    let staged = work()?.join("dist");
    assemble(&staged.join(PACKAGE), true)?;
    let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
    let archive = to.join(format!("{PACKAGE}-{}-{platform}.tar.gz", env!("CARGO_PKG_VERSION")));
    let mut tar = Command::new("tar");
    tar.arg("-czf").arg(&archive).arg("-C").arg(&staged).arg(PACKAGE);
    ensure!(command::run(&mut tar)?.success(), "tar failed");
    Ok(vec![archive])
}

/// The package as people get it: its sources, the core for this platform, licences.
fn assemble(package: &Path, shipped: bool) -> Result<()> {
    let library = uniffi_library(shipped)?;
    for part in ["Sources", "Package.swift", "README.md"] {
        copy(&folder().join(part), &package.join(part))?;
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&root().join(licence), &package.join(licence))?;
    }
    if cfg!(target_os = "macos") {
        let mut script = Command::new(folder().join("scripts/xcframework.sh"));
        ensure!(command::run(script.arg(package))?.success(), "the XCFramework could not be built");
        return Ok(());
    }
    let archive = library.with_file_name("libworkos_mfa_uniffi.a");
    copy(&archive, &package.join("native/libworkos_mfa_uniffi.a"))
}

/// Copies a file, or a folder so that the other holds the same, and leaves alone what is the same already: SwiftPM builds anew what is younger.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        let bytes = std::fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
        return put(to, &bytes);
    }
    let names = |folder: &Path| -> Result<Vec<OsString>> {
        let entries =
            std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        entries.map(|entry| Ok(entry?.file_name())).collect()
    };
    std::fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    let wanted = names(from)?;
    for name in names(to)? {
        let old = to.join(&name);
        let ours =
            wanted.contains(&name) || matches!(name.to_str(), Some(".build" | "Readme" | "Package.resolved"));
        if !ours && old.is_dir() {
            std::fs::remove_dir_all(old)?;
        } else if !ours {
            std::fs::remove_file(old)?;
        }
    }
    wanted.iter().try_for_each(|name| copy(&from.join(name), &to.join(name)))
}

fn put(to: &Path, bytes: &[u8]) -> Result<()> {
    if std::fs::read(to).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    std::fs::write(to, bytes).with_context(|| format!("cannot write {}", to.display()))
}

#[cfg(unix)]
fn mark_executable(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(file, mode).with_context(|| format!("cannot change {}", file.display()))
}

#[cfg(not(unix))]
fn mark_executable(_: &Path) -> Result<()> {
    Ok(())
}

fn folder() -> PathBuf {
    root().join("bindings/uniffi/swift")
}

fn work() -> Result<PathBuf> {
    let work = command::target_dir()?.join("swift");
    std::fs::create_dir_all(&work).with_context(|| format!("cannot make {}", work.display()))?;
    Ok(work)
}

#[cfg(test)]
mod tests {
    use super::{Tally, read};

    #[test]
    fn counts_what_swift_testing_prints() {
        let mut tally = Tally::default();
        for line in [
            "✔ Test enrolsReadsAndDeletes() passed after 0.01 seconds.",
            "✘ Test wrongOptions() failed after 0.01 seconds with 2 issues.",
            "✘ Test run with 12 tests failed after 0.1 seconds with 2 issues.",
        ] {
            read(&mut tally, line);
        }
        assert_eq!((tally.passed, tally.failed), (11, 1));
        let mut tally = Tally::default();
        read(&mut tally, "✔ Test run with 12 tests passed after 0.1 seconds.");
        assert_eq!((tally.passed, tally.failed), (12, 0));
    }
}
