//! `cargo xtask dist`: what is shipped, in `dist/<part>/`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use xtask::{root, say};

use crate::parts;
use crate::tool;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Which parts; all that are shipped if none is named.
    #[arg(value_name = "PART", value_parser = parts::with(|part| part.dist.is_some()))]
    parts: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut made = Vec::new();
    for part in parts::chosen(&arguments.parts) {
        let Some(dist) = part.dist else { continue };
        let missing = tool::missing(part.needs);
        anyhow::ensure!(missing.is_empty(), "{} needs {}", part.name, tool::with_hints(&missing));
        // From scratch, so that nothing of an older version is shipped.
        let folder = root().join("dist").join(part.name);
        empty(&folder)?;
        made.extend(dist(&folder).with_context(|| format!("{} could not be built", part.name))?);
    }
    for path in &made {
        let shown = path.strip_prefix(root()).unwrap_or(path);
        say(&format!("{:>8.2} MB  {}", megabytes(size(path)?), shown.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a folder that is empty, whatever was there.
pub(crate) fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

/// Puts a file into the folder of what is shipped.
pub(crate) fn put(file: &Path, folder: &Path) -> Result<PathBuf> {
    let name = file.file_name().with_context(|| format!("{} is no file", file.display()))?;
    let to = folder.join(name);
    std::fs::copy(file, &to).with_context(|| format!("cannot copy {}", file.display()))?;
    Ok(to)
}

/// Fails if a file has grown over what the project promises.
pub(crate) fn at_most(path: &Path, most: u64) -> Result<()> {
    let size = size(path)?;
    anyhow::ensure!(
        size <= most,
        "{} has {:.2} MB; it must stay under {:.2} MB. Look at what was added with `cargo tree`.",
        path.display(),
        megabytes(size),
        megabytes(most)
    );
    Ok(())
}

fn size(path: &Path) -> Result<u64> {
    Ok(std::fs::metadata(path).with_context(|| format!("cannot look at {}", path.display()))?.len())
}

#[allow(clippy::cast_precision_loss, reason = "for people, to two digits")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
