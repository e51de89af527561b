//! The library below Kotlin, Swift and Ruby.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use xtask::root;

use super::portable::{self, Libc};
use crate::command;
use crate::dist;

/// What the project promises of the shared library, in bytes.
const MOST_BYTES: u64 = 4_000_000;

/// Builds `bindings/uniffi` and says where the shared library is. The static one lies beside it.
///
/// As it is shipped it is small, and takes minutes to build; tests of what surrounds it can do with the other.
pub(crate) fn library(shipped: bool) -> Result<PathBuf> {
    let mut cargo = command::cargo(["build", "--package", "workos-mfa-uniffi"]);
    if shipped {
        cargo.arg("--release").arg("--config").arg(root().join("bindings/uniffi/dist.toml"));
    }
    ensure!(command::run(&mut cargo)?.success(), "the library of bindings/uniffi could not be built");
    let folder = command::target_dir()?.join(if shipped { "release" } else { "debug" });
    let name = format!("{}workos_mfa_uniffi{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let library = folder.join(name);
    if shipped {
        dist::at_most(&library, MOST_BYTES)?;
    }
    Ok(library)
}

/// The shared library as it is shipped, for a kind of Linux and not just for this one.
pub(crate) fn portable_library(libc: Libc) -> Result<PathBuf> {
    let folder = portable::build("workos-mfa-uniffi", &root().join("bindings/uniffi/dist.toml"), libc)?;
    let library = folder.join("libworkos_mfa_uniffi.so");
    if libc == Libc::Gnu {
        portable::check_glibc(&library)?;
    }
    dist::at_most(&library, MOST_BYTES)?;
    Ok(library)
}
