//! House rules about files that no common tool checks.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use xtask::{root, say};

/// A file that is longer than this holds more than one concern.
const MOST_LINES: usize = 400;

/// What is written by hand and read by people. Data, descriptions and lock files may be as long as they need.
const CODE: &[&str] =
    &["rs", "py", "pyi", "js", "mjs", "cjs", "ts", "kt", "java", "swift", "rb", "sh", "toml"];

/// Folders below which checkouts and homes lie. A path into one of them means something on one machine only.
const HOMES: &[&str] = &["home", "Users", "root", "work", "workspace", "builds"];

/// Checks every file that is or could be committed, and lists what is wrong.
pub(super) fn check() -> Result<bool> {
    let mut problems = Vec::new();
    let mut count = 0;
    for name in names()? {
        let path = root().join(&name);
        // Listed by git, and already gone.
        if !path.is_file() {
            continue;
        }
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {name}"))?;
        count += 1;
        // What is not text has neither lines nor paths to look for.
        if let Ok(text) = std::str::from_utf8(&bytes) {
            problems.extend(problems_in(&name, text));
        }
    }
    problems.iter().for_each(|problem| say(problem));
    if problems.is_empty() {
        say(&format!("{count} files looked at"));
    }
    Ok(problems.is_empty())
}

/// What git has, and what it would take.
fn names() -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root());
    let output = git.output().context("cannot start git")?;
    ensure!(
        output.status.success(),
        "git can't list the files: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    let list = String::from_utf8(output.stdout).context("a file has a name that is not UTF-8")?;
    Ok(list.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

fn problems_in(name: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let mark = |line: &str| line.contains("@generated") || line.contains("auto-generated");
    let generated = text.lines().take(3).any(mark);
    let lines = text.lines().count();
    if CODE.contains(&extension) && !generated && lines > MOST_LINES {
        problems.push(format!(
            "{name}: {lines} lines. Split it: a file has one concern and at most {MOST_LINES} lines."
        ));
    }
    for (at, line) in text.lines().enumerate() {
        if let Some(path) = local_path(line) {
            problems.push(format!(
                "{name}:{}: {path} is a path of one machine. Make it relative to the checkout.",
                at + 1
            ));
        }
    }
    problems
}

/// The first absolute path in a line that leads into somebody's home or checkout.
fn local_path(line: &str) -> Option<&str> {
    for (at, _) in line.match_indices('/') {
        let (before, path) = line.split_at(at);
        // In the middle of a longer path or an address it is no absolute path.
        let begins = !before.ends_with(|c: char| c.is_alphanumeric() || "/.-_~}])>*$%".contains(c));
        let mut folders = path.split('/').skip(1);
        let home = folders.next().is_some_and(|first| HOMES.contains(&first));
        let leads_on = folders
            .next()
            .is_some_and(|next| next.starts_with(|c: char| c.is_alphanumeric() || ".-_".contains(c)));
        if begins && home && leads_on {
            let end = path.find(|c: char| c.is_whitespace() || "\"'`),;:".contains(c)).unwrap_or(path.len());
            return path.get(..end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{MOST_LINES, local_path, problems_in};

    /// Put together here, or this file would not pass its own check.
    fn inside(home: &str) -> String {
        format!("/{home}/alan/project")
    }

    #[test]
    fn finds_paths_of_a_machine() {
        for home in ["home", "Users", "root", "work"] {
            let path = inside(home);
            for line in [
                path.clone(),
                format!("cd {path}; ls"),
                format!("let p = \"{path}\";"),
                format!("see file://{path}"),
            ] {
                assert_eq!(local_path(&line).is_some(), !line.contains("file:"), "{line}");
            }
            assert_eq!(local_path(&format!("in `{path}`.")), Some(path.as_str()));
        }
    }

    #[test]
    fn leaves_addresses_and_relative_paths_alone() {
        for line in [
            "https://example.com/home/alan",
            "docs/root/x",
            "${HOME}/work/x",
            "/home",
            "a / root / b",
            "/usr/bin/env bash",
        ] {
            assert_eq!(local_path(line), None, "{line}");
        }
    }

    #[test]
    fn a_long_file_is_told_of_unless_it_is_data_or_generated() {
        let long = "x\n".repeat(MOST_LINES + 1);
        assert_eq!(problems_in("a.rs", &long).len(), 1);
        assert_eq!(problems_in("a.json", &long), Vec::<String>::new());
        assert_eq!(problems_in("a.rs", &format!("// @generated by x\n{long}")), Vec::<String>::new());
        assert_eq!(problems_in("a.rs", &"x\n".repeat(MOST_LINES)), Vec::<String>::new());
    }

    #[test]
    fn the_line_of_a_path_is_named() {
        let problems = problems_in("a.md", &format!("one\ntwo {}\n", inside("home")));
        assert!(problems.len() == 1 && problems[0].starts_with("a.md:2: "), "{problems:?}");
    }
}
