//! The native libraries that go into the packages: those that lie where cargo put them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Rust's names of targets, and the folders in the jar, where JNA looks. JNA's names of the libraries are Rust's.
const DESKTOP: [(&str, &str); 6] = [
    ("x86_64-unknown-linux-gnu", "linux-x86-64"),
    ("aarch64-unknown-linux-gnu", "linux-aarch64"),
    ("x86_64-apple-darwin", "darwin-x86-64"),
    ("aarch64-apple-darwin", "darwin-aarch64"),
    ("x86_64-pc-windows-msvc", "win32-x86-64"),
    ("aarch64-pc-windows-msvc", "win32-aarch64"),
];

/// And those of Android, and the folders in the AAR.
const ANDROID: [(&str, &str); 4] = [
    ("aarch64-linux-android", "arm64-v8a"),
    ("armv7-linux-androideabi", "armeabi-v7a"),
    ("x86_64-linux-android", "x86_64"),
    ("i686-linux-android", "x86"),
];

const FILES: [&str; 3] = ["libworkos_mfa_uniffi.so", "libworkos_mfa_uniffi.dylib", "workos_mfa_uniffi.dll"];

/// A library, and the folder that it belongs into.
pub(super) type Native = (PathBuf, &'static str);

pub(super) fn desktop(target: &Path) -> Vec<Native> {
    found(target, &DESKTOP)
}

pub(super) fn android(target: &Path) -> Vec<Native> {
    found(target, &ANDROID)
}

fn found(target: &Path, platforms: &[(&str, &'static str)]) -> Vec<Native> {
    let places = platforms.iter().flat_map(|(triple, folder)| {
        FILES.iter().map(move |file| (target.join(triple).join("release").join(file), *folder))
    });
    places.filter(|(path, _)| path.is_file()).collect()
}

/// Where JNA looks on this machine.
pub(super) fn here() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    format!("{system}-{}", std::env::consts::ARCH.replace('_', "-"))
}

/// Copies a library into a folder of this name.
pub(super) fn put(library: &Path, folder: &Path, name: &str) -> Result<()> {
    let folder = folder.join(name);
    std::fs::create_dir_all(&folder)?;
    let to = folder.join(library.file_name().context("the library has no name")?);
    std::fs::copy(library, to).with_context(|| format!("cannot copy {}", library.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{DESKTOP, found, here};

    #[test]
    fn finds_what_was_built_for_other_machines() {
        let target = std::env::temp_dir().join(format!("workos-mfa-natives-{}", std::process::id()));
        let release = target.join("aarch64-apple-darwin/release");
        std::fs::create_dir_all(&release).unwrap();
        std::fs::write(release.join("libworkos_mfa_uniffi.dylib"), "").unwrap();
        let natives = found(&target, &DESKTOP);
        std::fs::remove_dir_all(&target).unwrap();
        assert_eq!(natives, [(release.join("libworkos_mfa_uniffi.dylib"), "darwin-aarch64")]);
    }

    #[test]
    fn knows_this_machine() {
        assert!(DESKTOP.iter().any(|(_, folder)| *folder == here()), "{}", here());
    }
}
