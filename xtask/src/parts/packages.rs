//! The crates, as cargo packs them for a registry.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, ensure};
use xtask::{root, say};

use super::Part;
use crate::command;
use crate::tally::Tally;

pub(super) const PART: Part = Part {
    name: "packages",
    what: "the crates as they are published: complete, and built from what is packed alone",
    needs: &[],
    setup: None,
    test: Some(test),
    runners: &[],
    bench: None,
    dist: None,
};

/// In the order in which they have to be published.
const CRATES: &[(&str, &str)] = &[
    ("workos-mfa-api", "crates/api"),
    ("workos-mfa", "crates/core"),
    ("workos-mfa-emulator", "crates/emulator"),
    ("workos-mfa-cli", "crates/cli"),
];

/// What every package has besides its code.
const REQUIRED: &[&str] = &["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];

fn test() -> Result<Tally> {
    let mut tally = Tally::default();
    for (name, folder) in CRATES {
        let problems = problems_in_package(folder, &files(name)?)?;
        problems.iter().for_each(|problem| say(&format!("FAILED {name}: {problem}")));
        tally.add(Tally::one(&format!("{name}: what is packed"), problems.is_empty()));
    }
    // The packages are built from themselves and from each other: cargo keeps a registry of its own for them meanwhile.
    let mut package = command::cargo(["package", "--allow-dirty"]);
    for (name, _) in CRATES {
        package.args(["--package", name]);
    }
    tally.add(Tally::one("cargo package", command::run(&mut package)?.success()));
    Ok(tally)
}

/// The files of a package, by their paths in it.
fn files(name: &str) -> Result<Vec<String>> {
    let output = command::cargo(["package", "--list", "--allow-dirty", "--package", name])
        .output()
        .context("cannot start cargo")?;
    ensure!(output.status.success(), "cargo can't list {name}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(|line| line.replace('\\', "/")).collect())
}

fn problems_in_package(folder: &str, files: &[String]) -> Result<Vec<String>> {
    let missing = REQUIRED.iter().filter(|required| !files.iter().any(|file| file == *required));
    let mut problems: Vec<String> = missing.map(|file| format!("{file} is not packed")).collect();
    for file in files.iter().filter(|file| file.ends_with(".rs")) {
        let text = std::fs::read_to_string(root().join(folder).join(file))
            .with_context(|| format!("cannot read {file}"))?;
        problems.extend(
            included(file, &text)
                .into_iter()
                .filter(|path| !files.contains(path))
                .map(|path| format!("{file} includes {path}, which is not packed")),
        );
    }
    Ok(problems)
}

/// The files that a source file takes in when it is compiled, as paths in the package; `..` at their beginning leads out of it.
fn included(file: &str, text: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for name in ["include_str!(\"", "include_bytes!(\"", "include!(\""] {
        for (_, rest) in text.match_indices(name).map(|(at, _)| text.split_at(at + name.len())) {
            let Some((path, _)) = rest.split_once('"') else { continue };
            paths.push(within(&Path::new(file).parent().unwrap_or(Path::new("")).join(path)));
        }
    }
    paths
}

/// Without its `..`, as far as there is something for them to leave.
fn within(path: &Path) -> String {
    let mut kept = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if kept.file_name().is_some() => drop(kept.pop()),
            other => kept.push(other),
        }
    }
    kept.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::{CRATES, included, problems_in_package};
    use xtask::root;

    #[test]
    fn every_crate_that_is_published_is_packed() {
        let mut published = Vec::new();
        for entry in std::fs::read_dir(root().join("crates")).unwrap().flatten() {
            let manifest = std::fs::read_to_string(entry.path().join("Cargo.toml")).unwrap();
            if !manifest.contains("publish = false") {
                published.push(format!("crates/{}", entry.file_name().to_string_lossy()));
            }
        }
        published.sort();
        let mut packed: Vec<_> = CRATES.iter().map(|(_, folder)| (*folder).to_owned()).collect();
        packed.sort();
        assert_eq!(published, packed);
    }

    #[test]
    fn what_leads_out_of_a_package_is_found() {
        let text = r#"include_str!("../README.md") include_bytes!("a/../b.png") include_str!("../../x")"#;
        assert_eq!(included("src/lib.rs", text), ["README.md", "../x", "src/b.png"]);

        let listed: Vec<String> =
            ["Cargo.toml", "LICENSE-MIT", "README.md", "src/lib.rs"].map(str::to_owned).into();
        assert_eq!(problems_in_package("crates/core", &listed).unwrap(), ["LICENSE-APACHE is not packed"]);
        let without_readme = ["LICENSE-APACHE", "LICENSE-MIT", "Cargo.toml", "src/lib.rs"].map(str::to_owned);
        assert_eq!(
            problems_in_package("crates/core", &without_readme).unwrap(),
            ["README.md is not packed", "src/lib.rs includes README.md, which is not packed"]
        );
    }
}
