//! The gem. What is tested is what people install. The work is done by `bindings/uniffi/ruby/ci.rb`; this calls it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{Context as _, Result, ensure};
use xtask::root;

use super::portable::Libc;
use super::{Part, Runner, portable_uniffi_library, uniffi_library};
use crate::tally::Tally;
use crate::tool::{Tool, works};
use crate::{command, dist};

/// Ruby, with the gems that can't be fetched while tests run: to load libraries, to run tests, those that the gem works with, and those
/// that the example is built on.
const RUBY: Tool = Tool {
    name: "Ruby 3.1 or newer with the gems ffi, minitest, rbs, activesupport, rspec, rack and jwt",
    found: || {
        let script = "%w[ffi minitest rbs active_support rspec/core rack jwt].each { |name| require name }; exit RUBY_VERSION.to_f >= 3.1";
        works(Command::new("ruby").args(["-e", script]))
    },
    hint: "install the packages `ruby`, `ruby-ffi`, `ruby-minitest`, `ruby-activesupport`, `ruby-rspec`, `ruby-rack` and `ruby-jwt`, or Ruby and `gem install ffi minitest rbs activesupport rspec rack jwt`",
};

pub(super) const PART: Part = Part {
    name: "ruby",
    what: "the gem: installed where no other is, with its signatures and its README",
    needs: &[RUBY],
    setup: Some(setup),
    test: Some(test),
    runners: &[Runner { language: "ruby", command: runner }],
    bench: Some(bench),
    dist: Some(pack),
};

fn setup() -> Result<()> {
    install(false)
}

fn install(shipped: bool) -> Result<()> {
    let library = uniffi_library(shipped)?;
    let status = command::run(ci("install")?.arg("--library").arg(library))?;
    ensure!(status.success(), "the gem could not be built and installed");
    Ok(())
}

fn test() -> Result<Tally> {
    // The emulator that the tests call.
    let program = command::built("workos-mfa-cli", "workos-mfa", false)?;
    let mut tally = Tally::default();
    let mut tests = ci("test")?;
    let status = command::run_watching(tests.arg("--program").arg(program), |line| tally.read_ours(line))?;
    Ok(tally.ended("the tests of the gem", status))
}

fn runner() -> Result<Vec<String>> {
    let script = folder().join("test/conformance_runner.rb");
    command::words(ci("run")?.arg("--").arg(script))
}

/// On Linux a gem for each kind of C library that this machine can build for; elsewhere the one for this machine.
fn pack(to: &Path) -> Result<Vec<PathBuf>> {
    if std::env::consts::OS != "linux" {
        return Ok(vec![pack_one(&uniffi_library(true)?, None, to)?]);
    }
    let libcs = [Libc::Gnu, Libc::Musl].into_iter().filter(|libc| *libc == Libc::Gnu || libc.installed());
    libcs
        .map(|libc| {
            let platform = format!("{}-linux-{}", std::env::consts::ARCH, libc.name());
            pack_one(&portable_uniffi_library(libc)?, Some(&platform), to)
        })
        .collect()
}

fn pack_one(library: &Path, platform: Option<&str>, to: &Path) -> Result<PathBuf> {
    let mut pack = ci("pack")?;
    pack.arg("--library").arg(library);
    if let Some(platform) = platform {
        pack.arg("--platform").arg(platform);
    }
    ensure!(command::run(&mut pack)?.success(), "the gem could not be built");
    let entries = std::fs::read_dir(work()?.join("stage"))?.map(|entry| Ok(entry?.path()));
    let entries: Vec<PathBuf> = entries.collect::<Result<_>>()?;
    let gem = entries.iter().find(|path| path.extension().is_some_and(|extension| extension == "gem"));
    dist::put(gem.context("no gem was built")?, to)
}

/// With the library as it is shipped; the next `setup` puts the other one back.
fn bench(passed_on: &[OsString]) -> Result<ExitStatus> {
    install(true)?;
    let peer = command::bench_program()?;
    let mut ruby = ci("run")?;
    ruby.arg("--").arg(folder().join("bench/compare.rb")).arg("--peer").arg(peer).args(passed_on);
    command::run(&mut ruby)
}

fn ci(task: &str) -> Result<Command> {
    let mut ruby = Command::new("ruby");
    ruby.arg(folder().join("ci.rb")).arg(task).arg("--work").arg(work()?);
    Ok(ruby)
}

fn folder() -> PathBuf {
    root().join("bindings/uniffi/ruby")
}

/// Where the gem is packed and installed.
fn work() -> Result<PathBuf> {
    Ok(command::target_dir()?.join("ruby"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_gem_has_the_version_of_all_packages() {
        let file = super::folder().join("lib/workos_mfa/version.rb");
        let wanted = format!("VERSION = \"{}\"", env!("CARGO_PKG_VERSION"));
        assert!(
            std::fs::read_to_string(file).unwrap().contains(&wanted),
            "the gem's version must be {wanted}"
        );
    }
}
