//! Swift: the one on the `PATH`, or on Debian and its like one in a root of its own.
//!
//! Swift is a package of Debian 13 and needs that system's libraries. So where there is none, and we are root, a Debian 13 is unpacked into
//! the cache, and Swift runs in there, with the package's folder mounted into it. The mounts are in a namespace of the process:
//! they are gone when it ends.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use xtask::say;

use crate::command;
use crate::tool::{Tool, works, works_with_version};

pub(super) const SWIFT: Tool = Tool {
    name: "Swift 6",
    found: || on_path() || root_folder().is_some_and(|root| root.exists()) || can_make_root(),
    hint: "install it from swift.org; on Debian, `cargo xtask setup swift` gets it when it is run as root",
};

/// The release that is unpacked, and what a package of Swift needs besides Swift to be built.
const RELEASE: &str = "trixie";
const PACKAGES: &str = "ca-certificates,gcc,libc6-dev,libstdc++-14-dev,swiftlang";

/// Gets Swift ready. Does nothing if it is.
pub(super) fn prepare() -> Result<()> {
    if on_path() {
        return Ok(());
    }
    let root = root_folder().context("there is no home directory for a cache")?;
    if root.exists() {
        return Ok(());
    }
    // What was begun and not ended is never used.
    let partial = root.with_extension("partial");
    if partial.exists() {
        std::fs::remove_dir_all(&partial).context("cannot remove what is left of an earlier attempt")?;
    }
    std::fs::create_dir_all(&partial).with_context(|| format!("cannot make {}", partial.display()))?;
    if !has_debootstrap() {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt.args(["-qq", "install", "--no-install-recommends", "--yes", "debootstrap"]);
        ensure!(
            command::run(&mut apt)?.success(),
            "debootstrap could not be installed; try `apt-get update`"
        );
    }
    say("Unpacking a Debian 13 with Swift: some minutes and 3 GB, once.");
    let mut debootstrap = Command::new("debootstrap");
    debootstrap.arg("--variant=minbase").arg(format!("--include={PACKAGES}")).arg(RELEASE);
    let status = command::run(debootstrap.arg(&partial).arg(mirror()?))?;
    ensure!(status.success(), "debootstrap failed; its log is {}", partial.join("debootstrap").display());
    std::fs::rename(&partial, &root).context("cannot move the finished root to its place")
}

fn has_debootstrap() -> bool {
    works_with_version("debootstrap")
}

/// A command that runs with `folder` as its working directory, in the root if that is where Swift is. Paths must be relative to it.
pub(super) fn command(folder: &Path, words: &[&str]) -> Result<Command> {
    if on_path() {
        let (program, arguments) = words.split_first().context("there is no command")?;
        let program = if program.contains('/') { folder.join(program) } else { PathBuf::from(program) };
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder);
        return Ok(command);
    }
    // `/proc`: without it Swift does not find its own libraries.
    const ENTER: &str = r#"mount -t proc proc "$1/proc" && mount --bind "$2" "$1/mnt" && root=$1 && shift 2 &&
        exec chroot "$root" sh -c 'cd /mnt && exec "$@"' sh "$@""#;
    let root = root_folder().context("there is no home directory for a cache")?;
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", ENTER, "sh"]).arg(root).arg(folder).args(words);
    Ok(command)
}

fn on_path() -> bool {
    works_with_version("swift")
}

fn can_make_root() -> bool {
    // Only root may mount, and only Debian has a mirror to say where the packages are.
    cfg!(target_os = "linux") && works(Command::new("unshare").args(["--mount", "true"])) && mirror().is_ok()
}

fn root_folder() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))?;
    Some(cache.join("workos-mfa").join(format!("swift-{RELEASE}")))
}

/// Where this machine gets its own Debian packages from.
fn mirror() -> Result<String> {
    let mut apt = Command::new("apt-get");
    apt.args([
        "indextargets",
        "--format",
        "$(REPO_URI)",
        "Created-By: Packages",
        "Origin: Debian",
        "Label: Debian",
    ]);
    let output = apt.output().context("cannot start apt-get")?;
    let text = String::from_utf8(output.stdout).context("apt-get did not print text")?;
    text.lines().next().map(str::to_owned).context("apt has no source of Debian packages")
}
