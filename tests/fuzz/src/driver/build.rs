//! The instrumented build.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use workos_mfa_fuzz::TARGETS;

/// What `cargo fuzz` passes, too. LLVM's coverage pass is in every rustc; what needs a nightly one is the address sanitizer,
/// and there is no unsafe code of ours for it to look at.
const FLAGS: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    // What the code compares with: so that the fuzzer learns the words it waits for.
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Clink-dead-code",
    "-Ccodegen-units=1",
];

/// What runs for every input. It keeps the checks of a debug build: overflows and broken debug assertions are finds. The rest
/// (HTTP, TLS) is only linked, and optimising it would take minutes.
const OPTIMISED: &[&str] = &[
    "workos-mfa-fuzz",
    "workos-mfa",
    "workos-mfa-api",
    "libfuzzer-sys",
    "serde_json",
    "serde_core",
    "jiff",
    "fast_qr",
    "fdeflate",
    "crc32fast",
    "data-encoding",
    "percent-encoding",
    "zeroize",
];

/// Builds every target and returns the folder the programs are in.
pub(crate) fn build(root: &Path, output: &Path) -> Result<PathBuf> {
    let host = host()?;
    let mut cargo = Command::new(cargo());
    cargo.current_dir(root).args(["build", "--quiet", "--package", "workos-mfa-fuzz"]);
    for target in TARGETS {
        cargo.args(["--bin", target.name]);
    }
    for package in OPTIMISED {
        cargo.args(["--config", &format!("profile.dev.package.{package}.opt-level=2")]);
    }
    let status = cargo
        // A target makes cargo keep the flags from build scripts and procedural macros, which could not be linked with them.
        .args(["--target", &host, "--target-dir"])
        .arg(output)
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
        .env("CARGO_INCREMENTAL", "0")
        .status()
        .context("cargo can't be started")?;
    ensure!(
        status.success(),
        "the targets do not build; libFuzzer is C++, is there a compiler for it (g++ or clang++)?"
    );
    Ok(output.join(host).join("debug"))
}

fn host() -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("-vV").output().context("rustc can't be started")?.stdout;
    let version = String::from_utf8(version).context("rustc's version is not text")?;
    match version.lines().find_map(|line| line.strip_prefix("host: ")) {
        Some(host) => Ok(host.to_owned()),
        None => bail!("rustc does not say what it runs on"),
    }
}

fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
