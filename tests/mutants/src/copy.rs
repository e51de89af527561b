//! The copy of the checkout in which mutants live.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// What a copy leaves alone when it is brought up to date.
const KEPT: [&str; 1] = ["target"];

/// A copy of the checkout.
#[derive(Debug)]
pub struct Copy {
    root: PathBuf,
}

impl Copy {
    /// Makes a copy, or brings one up to date. Files that are the same stay untouched, so cargo builds only what has changed.
    ///
    /// It holds what git knows and what it would be told of: no builds, no downloads.
    ///
    /// # Errors
    ///
    /// If git can't list the files, or one can't be copied.
    pub fn update(checkout: &Path, root: PathBuf) -> Result<Self> {
        let listed = Command::new("git")
            .current_dir(checkout)
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .output()
            .context("git can't be started; it lists the files to copy")?;
        ensure!(
            listed.status.success(),
            "git can't list the files: {}",
            String::from_utf8_lossy(&listed.stderr)
        );
        let files = String::from_utf8(listed.stdout).context("a file's name is not UTF-8")?;
        // What is listed and no longer there has been deleted and not yet committed.
        let files: BTreeSet<&Path> = files
            .split_terminator('\0')
            .map(Path::new)
            .filter(|file| checkout.join(file).is_file())
            .collect();
        fs::create_dir_all(&root)?;
        remove_others(&root, &root, &files)?;
        for file in files {
            let wanted =
                fs::read(checkout.join(file)).with_context(|| format!("can't read {}", file.display()))?;
            write_if_other(&root.join(file), &wanted)?;
        }
        Ok(Self { root })
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Runs something with another text in one file, and puts the file's own text back.
    ///
    /// # Errors
    ///
    /// If the file can't be read or written, or from what is run.
    pub fn with<T>(&self, file: &str, text: &str, run: impl FnOnce() -> Result<T>) -> Result<T> {
        let path = self.root.join(file);
        let own = fs::read(&path)?;
        fs::write(&path, text)?;
        let result = run();
        fs::write(&path, own)?;
        result
    }
}

fn write_if_other(path: &Path, wanted: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, wanted).with_context(|| format!("can't write {}", path.display()))
}

/// Removes what the checkout no longer has: cargo would still find a test or an example.
fn remove_others(root: &Path, folder: &Path, files: &BTreeSet<&Path>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Ok(name) = path.strip_prefix(root) else { continue };
        if KEPT.iter().any(|kept| name.starts_with(kept)) {
            continue;
        }
        if path.is_dir() {
            remove_others(root, &path, files)?;
        } else if !files.contains(name) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
