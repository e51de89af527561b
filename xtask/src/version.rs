//! `cargo xtask version`: one version for all packages.

use std::process::ExitCode;

use anyhow::{Context, Result};
use xtask::{root, say};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Fail unless this tag, `v1.2.3`, is the version of every package.
    #[arg(long, value_name = "TAG")]
    check: Option<String>,
}

/// A place where a version stands: in a file, between the texts before it and after it.
struct Place {
    file: &'static str,
    before: &'static str,
    after: &'static str,
}

/// Every one. What takes its version from one of these (the crates, `pyproject.toml`, the gemspec) is not listed; a Swift package's version
/// is its tag.
const PLACES: &[Place] = &[
    Place { file: "Cargo.toml", before: "[workspace.package]\nversion = \"", after: "\"" },
    Place {
        file: "Cargo.toml",
        before: "workos-mfa-api = { path = \"crates/api\", version = \"=",
        after: "\"",
    },
    Place { file: "Cargo.toml", before: "workos-mfa = { path = \"crates/core\", version = \"=", after: "\"" },
    Place {
        file: "Cargo.toml",
        before: "workos-mfa-emulator = { path = \"crates/emulator\", version = \"=",
        after: "\"",
    },
    Place { file: "bindings/node/package.json", before: "\"version\": \"", after: "\"" },
    Place {
        file: "bindings/node/package-lock.json",
        before: "\"name\": \"workos-mfa\",\n  \"version\": \"",
        after: "\"",
    },
    Place {
        file: "bindings/node/package-lock.json",
        before: "\"name\": \"workos-mfa\",\n      \"version\": \"",
        after: "\"",
    },
    // The first one is the project's own.
    Place { file: "bindings/uniffi/kotlin/pom.xml", before: "<version>", after: "</version>" },
    Place {
        file: "bindings/uniffi/kotlin/README.md",
        before: "<artifactId>workos-mfa</artifactId>\n  <version>",
        after: "</version>",
    },
    Place {
        file: "bindings/uniffi/kotlin/README.md",
        before: "implementation(\"dev.workosmfa:workos-mfa-android:",
        after: "\")",
    },
    Place { file: "bindings/uniffi/ruby/lib/workos_mfa/version.rb", before: "VERSION = \"", after: "\"" },
];

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let fine = match &arguments.check {
        Some(tag) => {
            // A tag without the `v` would start no release.
            let wanted =
                tag.strip_prefix('v').with_context(|| format!("{tag:?} is not a tag such as v1.2.3"))?;
            agree(wanted)?
        }
        None => are_one()?,
    };
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether all places name the version of the crates.
pub(crate) fn are_one() -> Result<bool> {
    agree(env!("CARGO_PKG_VERSION"))
}

fn agree(wanted: &str) -> Result<bool> {
    let mut fine = true;
    for place in PLACES {
        let text = std::fs::read_to_string(root().join(place.file))
            .with_context(|| format!("cannot read {}", place.file))?;
        if let Some(problem) = problem(place, &text, wanted) {
            say(&problem);
            fine = false;
        }
    }
    if fine {
        say(&format!("{wanted}, in {} places", PLACES.len()));
    }
    Ok(fine)
}

fn problem(place: &Place, text: &str, wanted: &str) -> Option<String> {
    let Place { file, before, after } = place;
    // As a checkout on Windows may have it.
    let text = text.replace("\r\n", "\n");
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map(|(found, _)| found);
    match found {
        Some(found) if found == wanted => None,
        Some(found) => Some(format!("{file}: {found}, not {wanted}")),
        None => Some(format!("{file}: there is no version after `{}`", before.escape_debug())),
    }
}

#[cfg(test)]
mod tests {
    use super::{PLACES, Place, agree, are_one, problem};

    #[test]
    fn all_places_name_the_version_of_the_crates() {
        assert!(are_one().unwrap());
    }

    #[test]
    fn another_version_is_refused() {
        assert!(!agree("99.0.0").unwrap());
        assert!(!agree("").unwrap());
        let place = Place { file: "x.json", before: "\"version\": \"", after: "\"" };
        assert_eq!(problem(&place, "{\"version\": \"1.2.3\"}", "1.2.3"), None);
        for text in ["{\"version\": \"1.2.4\"}", "{\"version\": \"1.2.3-rc.1\"}", "{}", ""] {
            let problem = problem(&place, text, "1.2.3").unwrap();
            assert!(problem.starts_with("x.json: "), "{problem}");
        }
    }

    /// A version that stands in a manifest and not in the list would stay behind.
    #[test]
    fn no_crate_has_a_version_of_its_own() {
        let root = xtask::root();
        let mut crates = 0;
        let mut folders =
            vec![root.join("crates"), root.join("bindings"), root.join("tests"), root.join("xtask")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let name = entry.file_name();
                if entry.path().is_dir()
                    && !["target", "node_modules", "src"].contains(&&*name.to_string_lossy())
                {
                    folders.push(entry.path());
                }
                if name == "Cargo.toml" {
                    let text = std::fs::read_to_string(entry.path()).unwrap();
                    let package = text.split("\n[").next().unwrap();
                    let own = package.lines().any(|line| line.starts_with("version = "));
                    assert!(!own, "{} has a version of its own", entry.path().display());
                    crates += 1;
                }
            }
        }
        assert!(crates > 10 && PLACES.len() > 5, "{crates}");
    }
}
