//! Programs that a part can't do without.

use std::process::{Command, Stdio};

use crate::command::cargo;

/// A program, how to find out whether it is there, and how to get it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool {
    /// What people call it.
    pub(crate) name: &'static str,
    /// Whether it is there.
    pub(crate) found: fn() -> bool,
    /// What to type to get it.
    pub(crate) hint: &'static str,
}

pub(crate) const RUSTFMT: Tool = Tool {
    name: "rustfmt",
    found: || works(&mut cargo(["fmt", "--version"])),
    hint: "rustup component add rustfmt",
};

pub(crate) const CLIPPY: Tool = Tool {
    name: "clippy",
    found: || works(&mut cargo(["clippy", "--version"])),
    hint: "rustup component add clippy",
};

pub(crate) const GIT: Tool =
    Tool { name: "git", found: || works_with_version("git"), hint: "install the package `git`" };

pub(crate) const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    found: || works(&mut cargo(["deny", "--version"])),
    hint: "cargo install cargo-deny --locked",
};

pub(crate) const ACTIONLINT: Tool = Tool {
    name: "actionlint",
    found: || works_with_version("actionlint"),
    hint: "go install github.com/rhysd/actionlint/cmd/actionlint@latest",
};

pub(crate) const PYTHON: Tool = Tool {
    name: "Python 3.9 or newer",
    found: || {
        let python = if cfg!(windows) { "python" } else { "python3" };
        works(Command::new(python).args(["-c", "import sys, venv; sys.exit(sys.version_info < (3, 9))"]))
    },
    hint: "install the packages `python3` and `python3-venv`",
};

/// Those that are not there.
pub(crate) fn missing(tools: &[Tool]) -> Vec<Tool> {
    tools.iter().filter(|tool| !(tool.found)()).copied().collect()
}

/// `clippy (rustup component add clippy), git (install …)`.
pub(crate) fn with_hints(tools: &[Tool]) -> String {
    let each: Vec<String> = tools.iter().map(|tool| format!("{} ({})", tool.name, tool.hint)).collect();
    each.join(", ")
}

pub(crate) fn works_with_version(program: &str) -> bool {
    works(Command::new(program).arg("--version"))
}

/// Whether it succeeds. What it says is nobody's business.
pub(crate) fn works(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}
