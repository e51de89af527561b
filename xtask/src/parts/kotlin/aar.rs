//! The package for Android: an archive of the classes, the native library for each ABI, and what Android's tools want to know.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::natives::{self, Native};
use crate::command;

const METADATA: &str = "aarFormatVersion=1.0\naarMetadataVersion=1.0\nminCompileSdk=26\n";

/// Packs what the Maven build compiled. `scratch` is emptied.
pub(super) fn pack(
    sources: &Path,
    classes: &Path,
    abis: &[Native],
    scratch: &Path,
    archive: &Path,
) -> Result<()> {
    super::empty(scratch)?;
    let jar = scratch.join("classes.jar");
    let mut tool = Command::new("jar");
    tool.arg("--create").arg("--file").arg(&jar);
    // Not the libraries for other platforms, which are resources of the jar.
    tool.arg("-C").arg(classes).arg("dev").arg("-C").arg(classes).arg("META-INF");
    ensure!(command::run(&mut tool)?.success(), "classes.jar could not be packed");
    for (library, abi) in abis {
        natives::put(library, &scratch.join("jni"), abi)?;
    }
    for file in ["AndroidManifest.xml", "proguard.txt"] {
        std::fs::copy(sources.join("android").join(file), scratch.join(file))
            .with_context(|| format!("android/{file} is missing"))?;
    }
    // No resources.
    std::fs::write(scratch.join("R.txt"), "")?;
    let metadata = scratch.join("META-INF/com/android/build/gradle");
    std::fs::create_dir_all(&metadata)?;
    std::fs::write(metadata.join("aar-metadata.properties"), METADATA)?;
    let mut tool = Command::new("jar");
    tool.arg("--create").arg("--no-manifest").arg("--file").arg(archive).arg("-C").arg(scratch).arg(".");
    ensure!(command::run(&mut tool)?.success(), "the AAR could not be packed");
    Ok(())
}

/// The names of what is in an archive.
pub(super) fn entries(archive: &Path) -> Result<Vec<String>> {
    let output = Command::new("jar").arg("--list").arg("--file").arg(archive).output()?;
    ensure!(output.status.success(), "{} can't be read", archive.display());
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}
