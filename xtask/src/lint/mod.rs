//! `cargo xtask lint`: everything that can be said about the code without running it.

mod actions;
mod files;

use std::process::{Command, ExitCode};

use anyhow::Result;
use xtask::{root, say};

use crate::tool::{self, Tool};
use crate::{command, generate, version};

/// One check.
struct Check {
    name: &'static str,
    needs: &'static [Tool],
    /// Whether `lint` may do without it where a tool is missing. The others are part of every Rust installation.
    optional: bool,
    run: fn() -> Result<bool>,
    /// What to do if it fails.
    mend: &'static str,
}

const CHECKS: &[Check] = &[
    Check {
        name: "format",
        needs: &[tool::RUSTFMT],
        optional: false,
        run: || passes(command::cargo(["fmt", "--all", "--check"])),
        mend: "cargo fmt --all",
    },
    Check {
        name: "files",
        needs: &[tool::GIT],
        optional: false,
        run: files::check,
        mend: "see the list under `== files`",
    },
    Check {
        name: "versions",
        needs: &[],
        optional: false,
        run: version::are_one,
        mend: "give the files that `== versions` names the version of Cargo.toml",
    },
    Check {
        name: "actions",
        needs: &[],
        optional: false,
        run: actions::check,
        mend: "mend the lines of .github/workflows that `== actions` names",
    },
    Check {
        name: "generated",
        needs: &[],
        optional: false,
        run: generate::is_up_to_date,
        mend: "cargo xtask generate",
    },
    Check {
        name: "clippy",
        needs: &[tool::CLIPPY],
        optional: false,
        run: || clippy(&["--workspace", "--all-features"]),
        mend: "cargo clippy --workspace --all-targets --all-features --fix",
    },
    Check {
        // What is only used by an optional feature is dead code without it.
        name: "clippy, default",
        needs: &[tool::CLIPPY],
        optional: false,
        run: || clippy(&["--package", "workos-mfa"]),
        mend: "cargo clippy --package workos-mfa --all-targets --fix",
    },
    Check {
        name: "documentation",
        needs: &[],
        optional: false,
        run: documentation,
        mend: "mend the comments that `== documentation` names",
    },
    Check {
        name: "dependencies",
        needs: &[tool::CARGO_DENY],
        optional: true,
        // Not `advisories`: their database has to be fetched. The workflow in .github does that.
        run: || passes(command::cargo(["deny", "--all-features", "check", "licenses", "bans", "sources"])),
        mend: "choose another dependency, or explain the exception in deny.toml",
    },
    Check {
        name: "workflows",
        needs: &[tool::ACTIONLINT],
        optional: true,
        run: || {
            let mut actionlint = Command::new("actionlint");
            actionlint.current_dir(root());
            passes(actionlint)
        },
        mend: "mend the lines of .github/workflows that `== workflows` names",
    },
];

pub(crate) fn run() -> Result<ExitCode> {
    let mut lines = Vec::new();
    let mut failed = 0;
    for check in CHECKS {
        say(&format!("\n== {}", check.name));
        let missing = tool::missing(check.needs);
        let said = if !missing.is_empty() {
            let hints = tool::with_hints(&missing);
            failed += usize::from(!check.optional);
            if check.optional { format!("left out: needs {hints}") } else { format!("FAILED: needs {hints}") }
        } else if (check.run)()? {
            "ok".to_owned()
        } else {
            failed += 1;
            format!("FAILED. Mend it with:  {}", check.mend)
        };
        say(&said);
        lines.push(format!("{:<16} {said}", check.name));
    }
    say(&format!("\n{}\n", lines.join("\n")));
    say(&if failed == 0 { "lint: clean".to_owned() } else { format!("lint: {failed} failed") });
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The tools without which `lint` fails.
pub(crate) fn needs() -> Vec<Tool> {
    CHECKS.iter().filter(|check| !check.optional).flat_map(|check| check.needs).copied().collect()
}

fn clippy(which: &[&str]) -> Result<bool> {
    let mut cargo = command::cargo(["clippy"]);
    cargo.args(which).args(["--all-targets", "--", "--deny", "warnings"]);
    passes(cargo)
}

fn documentation() -> Result<bool> {
    // Libraries only: the program `workos-mfa` and the library `workos_mfa` would write over each other's pages.
    let mut cargo = command::cargo(["doc", "--workspace", "--lib", "--all-features", "--no-deps"]);
    cargo.env("RUSTDOCFLAGS", "--deny warnings");
    passes(cargo)
}

fn passes(mut command: Command) -> Result<bool> {
    Ok(command::run(&mut command)?.success())
}
