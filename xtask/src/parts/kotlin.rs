//! The Maven package, for Kotlin and Java. What is tested is what people get: the jar, from a repository, in a project of its own.

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, ensure};
use xtask::root;

use super::{Part, Runner, uniffi_library};
use crate::command;
use crate::tally::Tally;
use crate::tool::Tool;

const JDK: Tool = Tool {
    name: "a JDK, 11 or newer",
    found: || quiet("javac", "--version"),
    hint: "install the package `default-jdk-headless`",
};

const MAVEN: Tool =
    Tool { name: "Maven", found: || quiet("mvn", "--version"), hint: "install the package `maven`" };

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
    bench: None,
    dist: None,
};

/// The jar with the library for this machine, in a repository, and the project of tests that uses it.
fn setup() -> Result<()> {
    package(false)?;
    consumer("tests")
}

fn test() -> Result<Tally> {
    let mut tally = Tally::default();
    for java in javas() {
        let mut tests = run_in("tests", &java, "dev.example.RunTestsKt")?;
        tests.env("WORKOS_MFA_PROGRAM", built("workos-mfa-cli", "workos-mfa")?);
        let mut counted = Tally::default();
        let status = command::run_watching(&mut tests, |line| counted.read_ours(line))?;
        tally.add(counted.ended("the tests of the Maven package", status));
    }
    Ok(tally)
}

fn runner(options: &[&str]) -> Result<Vec<String>> {
    let command = run_in("tests", Path::new("java"), "dev.example.ConformanceKt")?;
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words = words.map(|word| word.to_str().map(str::to_owned).context("a path is not UTF-8"));
    words.chain(options.iter().map(|option| Ok((*option).to_owned()))).collect()
}

/// Builds the package into a repository of our own.
fn package(shipped: bool) -> Result<()> {
    let library = uniffi_library(shipped)?;
    let natives = work()?.join("natives");
    empty(&natives)?;
    let platform = natives.join(platform());
    std::fs::create_dir_all(&platform)?;
    std::fs::copy(&library, platform.join(library.file_name().context("the library has no name")?))?;
    let mut mvn = mvn(&folder(), &work()?.join("package"))?;
    mvn.arg(format!("-Dnatives={}", natives.display()));
    mvn.arg(format!("-DaltDeploymentRepository=built::file://{}", repository()?.display())).arg("deploy");
    empty(&work()?.join("package"))?;
    ensure!(command::run(&mut mvn)?.success(), "the Maven package could not be built");
    Ok(())
}

/// Copies a project into an empty folder, and builds it with the package from the repository.
fn consumer(name: &str) -> Result<()> {
    let project = work()?.join(name);
    empty(&project)?;
    copy(&folder().join(name), &project)?;
    // Maven takes a version that it has once seen for good.
    let seen = cache()?.join("dev/workosmfa");
    if seen.exists() {
        std::fs::remove_dir_all(&seen).with_context(|| format!("cannot remove {}", seen.display()))?;
    }
    let mut mvn = mvn(&project, &project.join("target"))?;
    mvn.arg(format!("-Dbuilt.repository=file://{}", repository()?.display()));
    mvn.arg(format!("-Dbuilt.version={}", env!("CARGO_PKG_VERSION"))).arg("compile");
    ensure!(command::run(&mut mvn)?.success(), "the project in {} could not be built", project.display());
    Ok(())
}

fn run_in(project: &str, java: &Path, main: &str) -> Result<Command> {
    let target = work()?.join(project).join("target");
    let classes = [target.join("classes"), target.join("dependencies").join("*")];
    let mut command = Command::new(java);
    // A newer JDK wants to be told that loading a library is no accident.
    if quiet_at(java, "--enable-native-access=ALL-UNNAMED") {
        command.arg("--enable-native-access=ALL-UNNAMED");
    }
    command.arg("-cp").arg(std::env::join_paths(classes)?).arg(main);
    Ok(command)
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

/// Builds a program of ours, and says where it is.
fn built(package: &str, program: &str) -> Result<PathBuf> {
    let status = command::run(&mut command::cargo(["build", "--package", package]))?;
    ensure!(status.success(), "{package} could not be built");
    Ok(command::target_dir()?.join("debug").join(format!("{program}{EXE_SUFFIX}")))
}

/// What JNA calls this platform.
fn platform() -> String {
    let system = if cfg!(windows) {
        "win32"
    } else if cfg!(target_os = "macos") {
        "darwin"
    } else {
        "linux"
    };
    let machine = match std::env::consts::ARCH {
        "x86_64" => "x86-64",
        other => other,
    };
    format!("{system}-{machine}")
}

fn folder() -> PathBuf {
    root().join("bindings/uniffi/kotlin")
}

/// All that is built and downloaded.
fn work() -> Result<PathBuf> {
    Ok(command::target_dir()?.join("kotlin"))
}

fn repository() -> Result<PathBuf> {
    Ok(work()?.join("repository"))
}

/// What Maven downloads. Not the user's own, where our versions would stay behind.
fn cache() -> Result<PathBuf> {
    Ok(work()?.join("m2"))
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
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

fn quiet(program: &str, argument: &str) -> bool {
    quiet_at(Path::new(program), argument)
}

fn quiet_at(program: &Path, argument: &str) -> bool {
    let mut command = Command::new(program);
    if argument != "--version" {
        command.arg(argument);
    }
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
