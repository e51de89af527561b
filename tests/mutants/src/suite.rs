//! Runs the conformance suite against the client in a copy.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

/// The suite takes some seconds; one that takes so long hangs.
const LONGEST_RUN: Duration = Duration::from_secs(300);

/// How to run the suite.
#[derive(Debug)]
pub struct Suite {
    checkout: PathBuf,
    target: PathBuf,
    results: PathBuf,
}

/// What the suite says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// These scenarios failed, as `group/name`; perhaps none.
    Failed(Vec<String>),
    /// There is no result, for this reason.
    None(String),
}

/// The results, as far as they are of interest here.
#[derive(Deserialize)]
struct Results {
    scenarios: Vec<Scenario>,
}

#[derive(Deserialize)]
struct Scenario {
    group: String,
    name: String,
    state: String,
}

impl Suite {
    /// The suite in a checkout, or in a copy of one; `output` is where builds and results go.
    #[must_use]
    pub fn new(checkout: &Path, output: &Path) -> Self {
        Self {
            checkout: checkout.to_owned(),
            target: output.join("target"),
            results: output.join("results.json"),
        }
    }

    /// Builds the suite with the client as it is now, and runs it; if scenarios fail, once more. What failed only once is a
    /// scenario that a busy machine was too slow for, and says nothing about the client.
    ///
    /// # Errors
    ///
    /// If a program can't be started or the results can't be read.
    pub fn run(&self) -> Result<Verdict> {
        let build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .current_dir(&self.checkout)
            .args(["build", "--quiet", "--package", "workos-mfa-conformance", "--bin", "conformance"])
            .env("CARGO_TARGET_DIR", &self.target)
            // Nobody debugs a mutant, and linking is most of the time.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .output()
            .context("cargo can't be started")?;
        if !build.status.success() {
            return Ok(Verdict::None(format!(
                "it does not compile\n{}",
                String::from_utf8_lossy(&build.stderr)
            )));
        }
        let first = self.run_once()?;
        match first {
            Verdict::Failed(scenarios) if !scenarios.is_empty() => Ok(match self.run_once()? {
                Verdict::Failed(again) => Verdict::Failed(twice(scenarios, &again)),
                none @ Verdict::None(_) => none,
            }),
            _ => Ok(first),
        }
    }

    fn run_once(&self) -> Result<Verdict> {
        let _ = fs::remove_file(&self.results);
        let program = self.target.join("debug").join(format!("conformance{}", std::env::consts::EXE_SUFFIX));
        let child = Command::new(&program)
            .current_dir(&self.checkout)
            .args(["run", "--language", "rust", "--json"])
            .arg(&self.results)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} can't be started", program.display()))?;
        if !ends_in_time(child)? {
            return Ok(Verdict::None(format!("the suite was not done within {LONGEST_RUN:?}")));
        }
        // Whether scenarios failed is in the results; the exit code says nothing more.
        let Ok(text) = fs::read_to_string(&self.results) else {
            return Ok(Verdict::None("the suite ended without results".to_owned()));
        };
        failed(&text).map(Verdict::Failed)
    }
}

fn twice(mut scenarios: Vec<String>, again: &[String]) -> Vec<String> {
    scenarios.retain(|scenario| again.contains(scenario));
    scenarios
}

fn failed(text: &str) -> Result<Vec<String>> {
    let results: Results = serde_json::from_str(text).context("the results have another shape")?;
    if results.scenarios.is_empty() {
        bail!("the suite ran no scenario");
    }
    // "not_applicable" is said of what the language can't express; all else that has not passed has failed.
    let failed =
        results.scenarios.iter().filter(|it| !matches!(it.state.as_str(), "passed" | "not_applicable"));
    Ok(failed.map(|Scenario { group, name, .. }| format!("{group}/{name}")).collect())
}

fn ends_in_time(mut child: Child) -> Result<bool> {
    let started = Instant::now();
    while child.try_wait()?.is_none() {
        if started.elapsed() > LONGEST_RUN {
            child.kill()?;
            child.wait()?;
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(100));
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::failed;

    #[test]
    fn reads_which_scenarios_failed() {
        let text = r#"{"language":"rust","scenarios":[
            {"group":"retries","name":"a","state":"passed"},
            {"group":"retries","name":"b","state":"failed","detail":"…"},
            {"group":"tls","name":"c","state":"not_applicable"}]}"#;
        assert_eq!(failed(text).unwrap(), ["retries/b"]);
    }

    #[test]
    fn a_suite_without_scenarios_proves_nothing() {
        assert!(failed(r#"{"scenarios":[]}"#).is_err());
        assert!(failed("{}").is_err());
    }
}
