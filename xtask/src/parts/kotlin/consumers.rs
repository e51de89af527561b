//! Programs that use the package in ways of their own: from a module, shrunk by R8, beside the vendor's package, and without the
//! native library.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::super::servers::Server;
use super::{mvn, native_access, repository, run_in, work};
use crate::command;
use crate::dist::empty;
use crate::tally::Tally;

/// What the package needs, and nothing else that the tests' project has.
const RUNTIME: [&str; 5] = ["workos-mfa", "kotlin-stdlib", "kotlinx-coroutines-core", "annotations", "jna"];

/// Tests of a user's own code: JNA is not there, so neither is the library.
pub(super) fn without_the_library(java: &Path) -> Result<Tally> {
    let target = work()?.join("tests/target");
    let mut path = vec![target.join("classes")];
    path.extend(jars(&target, |name| !name.starts_with("jna"))?);
    let mut program = Command::new(java);
    program.arg("-cp").arg(std::env::join_paths(path)?).arg("dev.example.LocalKt");
    let mut counted = Tally::default();
    let status = command::run_watching(&mut program, |line| counted.read_ours(line))?;
    Ok(counted.ended("the tests without the native library", status))
}

/// The program in `tests/modular`, whose module requires the package's.
pub(super) fn modular(java: &Path) -> Result<Tally> {
    let project = work()?.join("tests");
    let out = project.join("target/modular");
    empty(&out)?;
    let modules = std::env::join_paths(runtime(&project.join("target"))?)?;
    let mut javac = Command::new("javac");
    javac.args(["--release", "11", "--module-path"]).arg(&modules).arg("-d").arg(&out);
    for file in ["module-info.java", "dev/example/modular/Main.java"] {
        javac.arg(project.join("modular").join(file));
    }
    ensure!(command::run(&mut javac)?.success(), "the modular program could not be compiled");
    let mut program = Command::new(java);
    program.args(native_access(java, "com.sun.jna"));
    let paths = std::env::split_paths(&modules).chain([out]);
    program.arg("--module-path").arg(std::env::join_paths(paths)?);
    program.args(["--module", "dev.example.modular/dev.example.modular.Main"]);
    against_the_emulator("a program of a module", &mut program)
}

/// The program `dev.example.Shrunk`, with the package and all that it needs in one jar that R8 made in full mode with the shipped rules.
pub(super) fn shrunk(java: &Path) -> Result<Tally> {
    let project = work()?.join("tests");
    let target = project.join("target");
    let scratch = target.join("shrunk");
    empty(&scratch)?;
    let rules = "META-INF/proguard/workos-mfa.pro";
    let package = jars(&target, |name| name.starts_with("workos-mfa"))?;
    let package = package.first().context("the package is not among the dependencies")?;
    let mut jar = Command::new("jar");
    jar.arg("--extract").arg("--file").arg(package).arg(rules).current_dir(&scratch);
    ensure!(command::run(&mut jar)?.success(), "the package has no rules");
    let program = scratch.join("program.jar");
    let mut jar = Command::new("jar");
    jar.arg("--create").arg("--file").arg(&program);
    let classes = target.join("classes");
    for entry in std::fs::read_dir(classes.join("dev/example"))? {
        let name = entry?.file_name();
        if name.to_string_lossy().starts_with("Shrunk") {
            jar.arg("-C").arg(&classes).arg(Path::new("dev/example").join(name));
        }
    }
    ensure!(command::run(&mut jar)?.success(), "the program could not be packed");
    let made = scratch.join("shrunk.jar");
    let mut r8 = Command::new(java);
    r8.arg("-cp").arg(target.join("r8").join("*")).arg("com.android.tools.r8.R8");
    r8.args(["--release", "--classfile", "--lib"]).arg(java_home(java)?).arg("--output").arg(&made);
    for rules in [scratch.join(rules), project.join("shrunk.pro")] {
        r8.arg("--pg-conf").arg(rules);
    }
    r8.arg(program).args(runtime(&target)?);
    if !command::run(&mut r8)?.success() {
        return Ok(Tally::one("R8 in full mode (kotlin)", false));
    }
    let mut program = Command::new(java);
    program.args(native_access(java, "ALL-UNNAMED"));
    program.arg("-cp").arg(&made).arg("dev.example.ShrunkKt");
    against_the_emulator("a program that R8 has shrunk", &mut program)
}

/// A program with the vendor's package on the same class path.
pub(super) fn beside_the_vendors(java: &Path) -> Result<Tally> {
    let project = work()?.join("tests");
    let output = project.join("target/vendor");
    empty(&output)?;
    let mut mvn = mvn(&project.join("vendor"), &output)?;
    mvn.arg(format!("-Dbuilt.repository=file://{}", repository(false)?.display()));
    mvn.arg(format!("-Dbuilt.version={}", env!("CARGO_PKG_VERSION"))).arg("generate-sources");
    ensure!(command::run(&mut mvn)?.success(), "the vendor's package could not be had");
    let mut program = Command::new(java);
    program.args(native_access(java, "ALL-UNNAMED"));
    let path = [project.join("target/classes"), output.join("dependencies").join("*")];
    program.arg("-cp").arg(std::env::join_paths(path)?).arg("dev.example.BesideKt");
    against_the_emulator("a program with the vendor's package", &mut program)
}

/// It prints `done` as its last line when all went well.
fn against_the_emulator(name: &str, program: &mut Command) -> Result<Tally> {
    let emulator = Server::emulator()?;
    program.env("WORKOS_BASE_URL", &emulator.url).env("WORKOS_API_KEY", &emulator.key);
    let mut last = String::new();
    let status = command::run_watching(program, |line| line.clone_into(&mut last))?;
    Ok(Tally::one(&format!("{name} (kotlin)"), status.success() && last == "done"))
}

/// The README's programs, against the emulator.
pub(super) fn readme() -> Result<Tally> {
    let emulator = Server::emulator()?;
    let mut tally = Tally::default();
    for main in ["MainKt", "Demo", "MoreKt", "More"] {
        let mut program = run_in("readme", Path::new("java"), main)?;
        program.env("WORKOS_BASE_URL", &emulator.url).env("WORKOS_API_KEY", &emulator.key);
        program.env("WORKOS_MFA_PROGRAM", command::built("workos-mfa-cli", "workos-mfa", false)?);
        let mut said = String::new();
        let status = command::run_watching(&mut program, |line| said.push_str(line))?;
        let works =
            status.success() && !said.is_empty() && !said.contains("otpauth") && !said.contains("sk_");
        tally.add(Tally::one(&format!("the README's program {main} (kotlin)"), works));
    }
    Ok(tally)
}

fn runtime(target: &Path) -> Result<Vec<PathBuf>> {
    jars(target, |name| RUNTIME.iter().any(|wanted| name.starts_with(wanted)))
}

/// The project's dependencies whose files have such names.
fn jars(target: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>> {
    let folder = target.join("dependencies");
    let mut jars = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        if wanted(&entry.file_name().to_string_lossy()) {
            jars.push(entry.path());
        }
    }
    jars.sort();
    Ok(jars)
}

/// Where that Java's own classes are.
fn java_home(java: &Path) -> Result<String> {
    let output = Command::new(java).args(["-XshowSettings:properties", "-version"]).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let home = said.lines().find_map(|line| line.trim().strip_prefix("java.home = "));
    Ok(home.context("this Java does not say where it is")?.to_owned())
}
