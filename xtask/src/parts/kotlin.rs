//! The Maven package, for Kotlin and Java. What is tested is what people get: the jar, from a repository, in a project of its own.

mod aar;
mod consumers;
mod elf;
mod natives;
mod readme;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};
use xtask::root;

use super::{Part, Runner, uniffi_library};
use crate::dist::empty;
use crate::tally::Tally;
use crate::tool::{Tool, works, works_with_version};
use crate::{command, dist};

const JDK: Tool = Tool {
    name: "a JDK, 11 or newer",
    found: || works_with_version("javac"),
    hint: "install the package `default-jdk-headless`",
};

/// For R8 and for Android's tools.
const RULES: &str = "rules/META-INF/proguard/workos-mfa.pro";

const MAVEN: Tool =
    Tool { name: "Maven", found: || works_with_version("mvn"), hint: "install the package `maven`" };

pub(super) const PART: Part = Part {
    name: "kotlin",
    what: "the Maven package for Kotlin and Java: its jar in a project of its own, under every JDK that there is here",
    needs: &[JDK, MAVEN],
    setup: Some(setup),
    test: Some(test),
    runners: &[
        Runner { language: "kotlin", command: || runner(&[]) },
        Runner { language: "java", command: || runner(&["--blocking"]) },
    ],
    bench: Some(bench),
    dist: Some(pack),
};

/// The jar with the library for this machine, in a repository, and the projects that use it. Maven takes its time, so it is not called
/// when nothing has changed.
fn setup() -> Result<()> {
    let stamp = work()?.join("set-up");
    let changed = newest(&folder())?.max(newest(&uniffi_library(false)?)?);
    if stamp.metadata().and_then(|stamp| stamp.modified()).is_ok_and(|made| made > changed) {
        return Ok(());
    }
    package(false)?;
    consumer("tests", false)?;
    consumer("readme", false)?;
    std::fs::write(&stamp, "").context("cannot note that the package is set up")
}

/// When anything in there was last changed.
fn newest(path: &Path) -> Result<SystemTime> {
    let metadata = path.metadata().with_context(|| format!("cannot look at {}", path.display()))?;
    let mut newest = metadata.modified()?;
    if metadata.is_dir() {
        for entry in std::fs::read_dir(path)? {
            newest = newest.max(self::newest(&entry?.path())?);
        }
    }
    Ok(newest)
}

fn test() -> Result<Tally> {
    let mut tally = Tally::default();
    for java in javas() {
        let mut tests = run_in("tests", &java, "dev.example.RunTestsKt")?;
        tests.env("WORKOS_MFA_PROGRAM", command::built("workos-mfa-cli", "workos-mfa", false)?);
        tests.env(
            "WORKOS_MFA_APP_BACKEND",
            command::built("workos-mfa-app-backend", "workos-mfa-app-backend", false)?,
        );
        tests.env("WORKOS_MFA_API", folder().join("api.txt"));
        // Where a library of the same name lies that is not to be taken.
        tests.env("LD_LIBRARY_PATH", command::target_dir()?.join("debug"));
        let mut counted = Tally::default();
        let status = command::run_watching(&mut tests, |line| counted.read_ours(line))?;
        tally.add(counted.ended("the tests of the Maven package", status));
        tally.add(consumers::modular(&java)?);
    }
    let java = Path::new("java");
    tally.add(consumers::without_the_library(java)?);
    tally.add(consumers::shrunk(java)?);
    tally.add(consumers::beside_the_vendors(java)?);
    tally.add(consumers::readme()?);
    tally.add(aar::test(&uniffi_library(false)?)?);
    Ok(tally)
}

/// The jar with all libraries that were built, and the AAR if any of them is for Android.
fn pack(to: &Path) -> Result<Vec<PathBuf>> {
    package(true)?;
    let (parcel, version) = (parcel(true)?, env!("CARGO_PKG_VERSION"));
    let built = parcel.join("package");
    let names = [format!("workos-mfa-{version}.jar"), format!("workos-mfa-{version}-sources.jar")];
    let mut files = names.iter().map(|name| dist::put(&built.join(name), to)).collect::<Result<Vec<_>>>()?;
    let abis = natives::android(&command::target_dir()?);
    if abis.is_empty() {
        xtask::say("no AAR: there is no library for Android in target/*-android*/release");
    } else {
        files.extend(aar::ship(&built.join("classes"), &abis, &parcel.join("aar"), to)?);
    }
    Ok(files)
}

fn runner(options: &[&str]) -> Result<Vec<String>> {
    let mut command = run_in("tests", Path::new("java"), "dev.example.ConformanceKt")?;
    command::words(command.args(options))
}

/// With the library as it is shipped.
fn bench(passed_on: &[OsString]) -> Result<ExitStatus> {
    package(true)?;
    consumer("bench", true)?;
    let peer = command::bench_program()?;
    let mut java = run_in("bench", Path::new("java"), "dev.example.CompareKt")?;
    command::run(java.arg("--peer").arg(peer).args(passed_on))
}

/// Builds the package into a repository of our own.
fn package(shipped: bool) -> Result<()> {
    let library = uniffi_library(shipped)?;
    let natives = parcel(shipped)?.join("natives");
    empty(&natives)?;
    if shipped {
        for (library, folder) in natives::desktop(&command::target_dir()?) {
            natives::put(&library, &natives, folder)?;
        }
    }
    natives::put(&library, &natives, &natives::here())?;
    let output = parcel(shipped)?.join("package");
    let mut mvn = mvn(&folder(), &output)?;
    mvn.arg(format!("-Dnatives={}", natives.display()));
    mvn.arg(format!("-DaltDeploymentRepository=built::file://{}", repository(shipped)?.display()))
        .arg("deploy");
    empty(&output)?;
    ensure!(command::run(&mut mvn)?.success(), "the Maven package could not be built");
    Ok(())
}

/// Copies a project into an empty folder, and builds it with the package from the repository.
fn consumer(name: &str, shipped: bool) -> Result<()> {
    let project = work()?.join(name);
    empty(&project)?;
    copy(&folder().join(name), &project)?;
    if name == "readme" {
        let readme = std::fs::read_to_string(folder().join("README.md")).context("cannot read the README")?;
        readme::write(&readme, &project)?;
    }
    if name == "tests" {
        // What of the example needs no Android.
        let (app, to) =
            (folder().join("examples/android/app/src"), project.join("src/main/kotlin/dev/example/app"));
        std::fs::create_dir_all(&to)?;
        for file in
            ["main/kotlin/dev/example/app/Enrolment.kt", "test/kotlin/dev/example/app/EnrolmentTest.kt"]
        {
            let from = app.join(file);
            std::fs::copy(&from, to.join(from.file_name().context("a file has no name")?))
                .with_context(|| format!("the example has lost {file}"))?;
        }
    }
    // Maven takes a version that it has once seen for good.
    let seen = cache()?.join("dev/workosmfa");
    if seen.exists() {
        std::fs::remove_dir_all(&seen).with_context(|| format!("cannot remove {}", seen.display()))?;
    }
    let mut mvn = mvn(&project, &project.join("target"))?;
    mvn.arg(format!("-Dbuilt.repository=file://{}", repository(shipped)?.display()));
    mvn.arg(format!("-Dbuilt.version={}", env!("CARGO_PKG_VERSION"))).arg("compile");
    ensure!(command::run(&mut mvn)?.success(), "the project in {} could not be built", project.display());
    Ok(())
}

fn run_in(project: &str, java: &Path, main: &str) -> Result<Command> {
    let target = work()?.join(project).join("target");
    let classes = [target.join("classes"), target.join("dependencies").join("*")];
    let mut command = Command::new(java);
    command.args(native_access(java, "ALL-UNNAMED"));
    command.arg("-cp").arg(std::env::join_paths(classes)?).arg(main);
    Ok(command)
}

/// A newer JDK wants to be told that loading a library is no accident.
fn native_access(java: &Path, module: &str) -> Option<String> {
    let option = "--enable-native-access=";
    works(Command::new(java).args([&format!("{option}ALL-UNNAMED"), "--version"]))
        .then(|| format!("{option}{module}"))
}

/// That on the path, and others that lie where Linux distributions put them.
fn javas() -> Vec<PathBuf> {
    let mut javas = vec![PathBuf::from("java")];
    let version = |java: &Path| Command::new(java).arg("--version").output().ok().map(|output| output.stdout);
    let mut seen = vec![version(Path::new("java"))];
    for home in std::fs::read_dir("/usr/lib/jvm").into_iter().flatten().flatten() {
        let java = home.path().join("bin/java");
        let version = version(&java);
        if version.is_some() && !seen.contains(&version) {
            seen.push(version);
            javas.push(java);
        }
    }
    javas
}

fn mvn(project: &Path, output: &Path) -> Result<Command> {
    // It is a script on Windows.
    let mut mvn = Command::new(if cfg!(windows) { "mvn.cmd" } else { "mvn" });
    mvn.args(["-q", "-B", "-ntp", "-f"]).arg(project.join("pom.xml"));
    mvn.arg(format!("-Dmaven.repo.local={}", cache()?.display()))
        .arg(format!("-Doutput={}", output.display()));
    Ok(mvn)
}

fn folder() -> PathBuf {
    root().join("bindings/uniffi/kotlin")
}

/// All that is built and downloaded.
fn work() -> Result<PathBuf> {
    Ok(command::target_dir()?.join("kotlin"))
}

/// The package with the library as it is shipped, or as tests have it: so that tests don't change what is being measured.
fn parcel(shipped: bool) -> Result<PathBuf> {
    Ok(work()?.join(if shipped { "shipped" } else { "tested" }))
}

fn repository(shipped: bool) -> Result<PathBuf> {
    Ok(parcel(shipped)?.join("repository"))
}

/// What Maven downloads. Not the user's own, where our versions would stay behind.
fn cache() -> Result<PathBuf> {
    Ok(work()?.join("m2"))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let path = entry?.path();
        let target = to.join(path.file_name().context("a file has no name")?);
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            std::fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_package_has_the_version_of_all_packages() {
        let version = env!("CARGO_PKG_VERSION");
        for (file, wanted) in [
            (
                "pom.xml",
                format!(
                    "<artifactId>workos-mfa</artifactId>\n  <!-- That of the workspace; a test of xtask compares them. -->\n  <version>{version}</version>"
                ),
            ),
            ("README.md", format!("<version>{version}</version>")),
            ("README.md", format!("workos-mfa-android:{version}")),
            (
                "android/pom.xml",
                format!(
                    "<artifactId>workos-mfa-android</artifactId>\n  <!-- That of the workspace; a test of xtask compares them. -->\n  <version>{version}</version>"
                ),
            ),
        ] {
            let text = std::fs::read_to_string(super::folder().join(file)).unwrap().replace("\r\n", "\n");
            assert!(text.contains(&wanted), "{file} must have {wanted}");
        }
    }

    #[test]
    fn the_package_for_android_needs_the_same_versions() {
        let read = |file: &str| std::fs::read_to_string(super::folder().join(file)).unwrap();
        let (jar, aar) = (read("pom.xml"), read("android/pom.xml"));
        for property in ["kotlin.stdlib.version", "coroutines.version", "jna.version"] {
            let (_, rest) = jar.split_once(&format!("<{property}>")).unwrap();
            let (version, _) = rest.split_once('<').unwrap();
            assert!(aar.contains(&format!("<version>{version}</version>")), "{property} is {version}");
        }
        let version = env!("CARGO_PKG_VERSION");
        let wanted = format!("dev.workosmfa:workos-mfa-android:{version}");
        assert!(
            read("examples/android/app/build.gradle.kts").contains(&wanted),
            "the example takes {wanted}"
        );
    }
}
