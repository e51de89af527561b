//! Libraries for Linux that load on more systems than the one that built them.
//!
//! A library that is linked on this machine needs this machine's C library or a newer one. zig links against the version that is
//! named, and against musl. It comes from `PyPI`, like cargo-zigbuild, which calls it as cargo's linker and as the C compiler.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::command;

/// Pinned: what is shipped must not change because a tool has.
const PACKAGES: [&str; 2] = ["cargo-zigbuild==0.24.1", "ziglang==0.15.2"];
/// The oldest glibc that what is shipped loads with: that of `CentOS` 7 and all newer distributions, as for the wheels
/// (manylinux2014, PEP 599).
pub(crate) const GLIBC: &str = "2.17";

/// A kind of Linux that a library is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Libc {
    /// Debian, Ubuntu, Fedora and most others.
    Gnu,
    /// Alpine.
    Musl,
}

impl Libc {
    /// As rustc and `RubyGems` name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gnu => "gnu",
            Self::Musl => "musl",
        }
    }

    fn target(self) -> String {
        format!("{}-unknown-linux-{}", std::env::consts::ARCH, self.name())
    }

    /// Whether rustc has what it takes to build for it. `rustup target add` brings it.
    pub(crate) fn installed(self) -> bool {
        let shown =
            Command::new("rustc").args(["--print", "target-libdir", "--target", &self.target()]).output();
        shown.is_ok_and(|shown| {
            shown.status.success() && Path::new(String::from_utf8_lossy(&shown.stdout).trim()).is_dir()
        })
    }
}

/// Builds a package's shared library as it is shipped, and says in which folder it is.
pub(crate) fn build(package: &str, profile: &Path, libc: Libc) -> Result<PathBuf> {
    let target = libc.target();
    let linked = match libc {
        Libc::Gnu => format!("{target}.{GLIBC}"),
        Libc::Musl => target.clone(),
    };
    let programs = programs()?;
    let mut path = vec![programs.clone()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut build = command::cargo(["zigbuild", "--release", "--package", package, "--target", &linked]);
    build.arg("--config").arg(profile).env("PATH", std::env::join_paths(path)?);
    if libc == Libc::Musl {
        // By default a musl target is linked statically, and has no shared libraries.
        build.env("RUSTFLAGS", "-C target-feature=-crt-static");
    }
    ensure!(command::run(&mut build)?.success(), "{package} could not be built for {linked}");
    Ok(command::target_dir()?.join(target).join("release"))
}

/// Fails if a library needs a newer glibc than is promised.
pub(crate) fn check_glibc(library: &Path) -> Result<()> {
    let shown =
        Command::new("objdump").arg("-T").arg(library).output().context("objdump can't be started")?;
    ensure!(shown.status.success(), "objdump can't read {}", library.display());
    let newest = newest_glibc(&String::from_utf8_lossy(&shown.stdout)).context("it needs no glibc at all")?;
    let promised = version(GLIBC).unwrap_or_default();
    ensure!(
        newest <= promised,
        "{} needs glibc {}.{}, and {GLIBC} is promised",
        library.display(),
        newest.0,
        newest.1
    );
    Ok(())
}

fn newest_glibc(symbols: &str) -> Option<(u32, u32)> {
    symbols
        .split("GLIBC_")
        .skip(1)
        .filter_map(|rest| version(rest.split(|c: char| c != '.' && !c.is_ascii_digit()).next()?))
        .max()
}

/// `2.17`, and `2.2.5` without its last part.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The folder with the two programs; they are installed if they are not there yet.
fn programs() -> Result<PathBuf> {
    let folder = command::target_dir()?.join("zig");
    let programs = folder.join("bin");
    let marker = folder.join("installed");
    let wanted = PACKAGES.join("\n");
    if std::fs::read_to_string(&marker).is_ok_and(|present| present == wanted) {
        return Ok(programs);
    }
    let made = command::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    ensure!(made.success(), "no Python environment could be made for zig; install python3 and python3-venv");
    let mut pip = Command::new(programs.join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(PACKAGES);
    ensure!(command::run(&mut pip)?.success(), "zig could not be installed");
    std::fs::write(marker, wanted)?;
    Ok(programs)
}

#[cfg(test)]
mod tests {
    use super::newest_glibc;

    #[test]
    fn the_newest_version_is_found_by_number_and_not_by_text() {
        let symbols =
            "0 DF *UND* (GLIBC_2.2.5) malloc\n0 DF *UND* (GLIBC_2.17) clock_gettime\n0 (GLIBC_2.9) x";
        assert_eq!(newest_glibc(symbols), Some((2, 17)));
        assert_eq!(newest_glibc("no version"), None);
    }
}
