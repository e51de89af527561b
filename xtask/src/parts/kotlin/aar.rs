//! The package for Android: an archive of the classes, the native library for each ABI, and what Android's tools want to know; with a
//! description for Maven of its own, because a `jar`'s leads to the desktop's dependencies.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::natives::{self, Native};
use super::{cache, copy, elf, empty, folder, mvn, repository, work};
use crate::command;
use crate::tally::Tally;

const METADATA: &str = "aarFormatVersion=1.0\naarMetadataVersion=1.0\nminCompileSdk=26\n";

/// What has no place on a phone: the emulator's helper, and a logger that Android does not have.
const DESKTOP_ONLY: [&str; 2] = ["dev/workosmfa/testing", "dev/workosmfa/SystemLoggerObserver.class"];

/// Looks whether the libraries are what Android wants.
pub(super) fn check(abis: &[Native]) -> Result<()> {
    abis.iter().try_for_each(|(library, abi)| elf::check(library, abi))
}

/// Packs what the Maven build compiled. `scratch` is emptied.
pub(super) fn pack(
    sources: &Path,
    classes: &Path,
    abis: &[Native],
    scratch: &Path,
    archive: &Path,
) -> Result<()> {
    empty(scratch)?;
    let (content, kept) = (scratch.join("content"), scratch.join("classes"));
    // Not the libraries for other platforms, which are resources of the jar, and not its module's description.
    copy(&classes.join("dev"), &kept.join("dev"))?;
    for name in DESKTOP_ONLY {
        let path = kept.join(name);
        let gone = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        gone.with_context(|| format!("{name} is not among the classes"))?;
    }
    let information = kept.join("META-INF");
    std::fs::create_dir_all(&information)?;
    for name in ["workos-mfa.kotlin_module", "LICENSE-MIT", "LICENSE-APACHE"] {
        std::fs::copy(classes.join("META-INF").join(name), information.join(name))
            .with_context(|| format!("META-INF/{name} is missing"))?;
    }
    std::fs::create_dir_all(&content)?;
    archived(&kept, &content.join("classes.jar"))?;
    for (library, abi) in abis {
        natives::put(library, &content.join("jni"), abi)?;
    }
    for (from, to) in [("android/AndroidManifest.xml", "AndroidManifest.xml"), (super::RULES, "proguard.txt")]
    {
        std::fs::copy(sources.join(from), content.join(to)).with_context(|| format!("{from} is missing"))?;
    }
    // No resources.
    std::fs::write(content.join("R.txt"), "")?;
    let metadata = content.join("META-INF/com/android/build/gradle");
    std::fs::create_dir_all(&metadata)?;
    std::fs::write(metadata.join("aar-metadata.properties"), METADATA)?;
    archived(&content, archive)
}

fn archived(folder: &Path, archive: &Path) -> Result<()> {
    let mut tool = Command::new("jar");
    tool.arg("--create").arg("--no-manifest").arg("--file").arg(archive).arg("-C").arg(folder).arg(".");
    ensure!(command::run(&mut tool)?.success(), "{} could not be packed", archive.display());
    Ok(())
}

/// Puts the archive and its description into a Maven repository.
pub(super) fn deploy(archive: &Path, repository: &Path) -> Result<()> {
    let pom = folder().join("android/pom.xml");
    let mut mvn = mvn(&folder(), &work()?)?;
    mvn.arg("deploy:deploy-file").arg(format!("-Dfile={}", archive.display()));
    mvn.arg(format!("-DpomFile={}", pom.display()));
    mvn.arg(format!("-Durl=file://{}", repository.display())).arg("-DrepositoryId=built");
    ensure!(command::run(&mut mvn)?.success(), "the AAR could not be put into a repository");
    Ok(())
}

/// The archive's layout, and what Maven brings along with it; packed with this machine's library in the place of Android's, which can't be
/// built everywhere.
pub(super) fn test(library: &Path) -> Result<Tally> {
    let parcel = super::parcel(false)?;
    let archive = parcel.join("workos-mfa-android.aar");
    let abis = [(library.to_path_buf(), "arm64-v8a")];
    pack(&folder(), &parcel.join("package/classes"), &abis, &parcel.join("aar"), &archive)?;
    let mut tally = Tally::one("the layout of the AAR (kotlin)", is_complete(library, &archive, &parcel)?);
    deploy(&archive, &repository(false)?)?;
    tally.add(Tally::one("what comes with the AAR (kotlin)", brings_its_own()?));
    Ok(tally)
}

fn is_complete(library: &Path, archive: &Path, parcel: &Path) -> Result<bool> {
    let entries = entries(archive)?;
    let library = library.file_name().and_then(|name| name.to_str()).context("a path is not UTF-8")?;
    let wanted = ["AndroidManifest.xml", "classes.jar", "proguard.txt", "R.txt"].map(str::to_owned);
    let mut wanted = wanted.into_iter().chain([format!("jni/arm64-v8a/{library}")]);
    let classes = self::entries(&parcel.join("aar/content/classes.jar"))?;
    let unwanted = [library, "testing", "SystemLogger", "module-info", "jpms"];
    let clean = classes.iter().all(|entry| !unwanted.iter().any(|name| entry.contains(name)));
    let whole = classes.iter().any(|entry| entry == "dev/workosmfa/WorkOS.class");
    Ok(wanted.all(|name| entries.contains(&name)) && clean && whole)
}

/// JNA as an AAR, and nothing of the desktop's package.
fn brings_its_own() -> Result<bool> {
    let project = work()?.join("android");
    empty(&project)?;
    copy(&folder().join("tests/android"), &project)?;
    let seen = cache()?.join("dev/workosmfa/workos-mfa-android");
    if seen.exists() {
        std::fs::remove_dir_all(&seen)?;
    }
    let mut mvn = mvn(&project, &project.join("target"))?;
    mvn.arg(format!("-Dbuilt.repository=file://{}", repository(false)?.display()));
    mvn.arg(format!("-Dbuilt.version={}", env!("CARGO_PKG_VERSION"))).arg("package");
    if !command::run(&mut mvn)?.success() {
        return Ok(false);
    }
    let brought: Vec<String> = std::fs::read_dir(project.join("target/dependencies"))?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    let has =
        |start: &str, end: &str| brought.iter().any(|name| name.starts_with(start) && name.ends_with(end));
    xtask::say(&brought.join(" "));
    Ok(has("workos-mfa-android-", ".aar")
        && has("jna-", ".aar")
        && has("kotlinx-coroutines-core-jvm-", ".jar")
        && has("kotlin-stdlib-", ".jar")
        && !has("jna-", ".jar")
        && !has("workos-mfa-", ".jar"))
}

/// The names of what is in an archive.
fn entries(archive: &Path) -> Result<Vec<String>> {
    let output = Command::new("jar").arg("--list").arg("--file").arg(archive).output()?;
    ensure!(output.status.success(), "{} can't be read", archive.display());
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

/// What is shipped: the archive, and its description beside it.
pub(super) fn ship(classes: &Path, abis: &[Native], scratch: &Path, to: &Path) -> Result<Vec<PathBuf>> {
    check(abis)?;
    let version = env!("CARGO_PKG_VERSION");
    let archive = to.join(format!("workos-mfa-android-{version}.aar"));
    pack(&folder(), classes, abis, scratch, &archive)?;
    let pom = to.join(format!("workos-mfa-android-{version}.pom"));
    std::fs::copy(folder().join("android/pom.xml"), &pom).context("android/pom.xml is missing")?;
    Ok(vec![archive, pom])
}
