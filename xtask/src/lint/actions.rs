//! Workflows run what others publish. A tag can be moved to another commit; a hash can't.

use anyhow::{Context, Result};
use xtask::{root, say};

/// Those that can't be named by a hash here, with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "pypa/gh-action-pypi-publish@release/v1",
    "its newer commits could not be looked up in the action's own repository when the others were",
)];

/// Checks that every action of every workflow is named by its commit, with the version as a comment for readers and update tools, and that
/// a release begins by comparing its tag with the packages' versions.
pub(super) fn check() -> Result<bool> {
    let folder = root().join(".github/workflows");
    let mut problems = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {name}"))?;
        problems.extend(problems_in(&name, &text));
    }
    problems.iter().for_each(|problem| say(problem));
    for (action, why) in EXCEPTIONS {
        say(&format!("{action} is not named by its commit: {why}"));
    }
    Ok(problems.is_empty())
}

fn problems_in(name: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_start();
        let Some(action) = line.strip_prefix("- uses: ").or_else(|| line.strip_prefix("uses: ")) else {
            continue;
        };
        let (action, version) = action.split_once(" # ").unwrap_or((action, ""));
        let hash = action.split_once('@').map(|(_, hash)| hash).unwrap_or_default();
        let pinned = hash.len() == 40 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        let excepted = EXCEPTIONS.iter().any(|(exception, _)| *exception == action);
        if !excepted && (!pinned || !version.starts_with('v')) {
            problems.push(format!(
                "{name}:{}: name {action} by the hash of its commit, and the version in a comment: `@<40 digits> # v1.2.3`",
                at + 1
            ));
        }
    }
    if name.starts_with("release") {
        problems.extend(jobs_before_the_check(text).into_iter().map(|job| {
            format!(
                "{name}: the job {job} does not wait for the job `version`, which compares tag and versions"
            )
        }));
        if !text.contains("cargo xtask version --check \"$TAG\"") {
            problems.push(format!("{name}: no job `version` runs `cargo xtask version --check \"$TAG\"`"));
        }
    }
    problems
}

/// The jobs that need no other one, but for `version`.
fn jobs_before_the_check(text: &str) -> Vec<&str> {
    let Some((_, jobs)) = text.split_once("\njobs:\n") else { return Vec::new() };
    let mut early = Vec::new();
    let mut job = None;
    for line in jobs.lines() {
        let name = line.strip_prefix("  ").filter(|name| !name.starts_with([' ', '#']));
        if let Some(name) = name.and_then(|name| name.strip_suffix(':')) {
            early.extend(job.replace(name));
        } else if line.starts_with("    needs:") {
            job = None;
        }
    }
    early.extend(job);
    early.retain(|job| *job != "version");
    early
}

#[cfg(test)]
mod tests {
    use super::{check, problems_in};

    const HASH: &str = "11d5960a326750d5838078e36cf38b85af677262";

    #[test]
    fn the_workflows_keep_the_rules() {
        assert!(check().unwrap());
    }

    #[test]
    fn an_action_by_its_tag_is_refused() {
        assert_eq!(
            problems_in("ci.yml", &format!("      - uses: actions/checkout@{HASH} # v4.4.0")).len(),
            0
        );
        for action in [
            "actions/checkout@v4",
            "actions/checkout",
            "actions/checkout@main # v4",
            &format!("actions/checkout@{HASH}"),
            &format!("actions/checkout@{} # v4.4.0", &HASH[..39]),
        ] {
            for before in ["      - uses: ", "        uses: "] {
                let problems = problems_in("ci.yml", &format!("jobs:\n{before}{action}\n"));
                assert!(
                    problems.len() == 1 && problems[0].starts_with("ci.yml:2: "),
                    "{action}: {problems:?}"
                );
            }
        }
    }

    #[test]
    fn a_release_waits_for_the_comparison_of_tag_and_versions() {
        let version = "  version:\n    steps:\n      - run: cargo xtask version --check \"$TAG\"\n";
        let build = "  build:\n    runs-on: x\n";
        let text = format!("on: x\njobs:\n{version}{build}");
        assert_eq!(problems_in("release-x.yml", &text).len(), 1);
        assert_eq!(problems_in("ci.yml", &text).len(), 0);
        let text = format!("on: x\njobs:\n{version}{build}    needs: version\n  more:\n    needs: [build]\n");
        assert_eq!(problems_in("release-x.yml", &text), Vec::<String>::new());
        assert_eq!(problems_in("release.yml", "on: x\njobs:\n  a:\n    needs: b\n").len(), 1);
    }
}
