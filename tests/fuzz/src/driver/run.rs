//! One target's run.

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use crate::{Places, shown};

/// The longest input, in bytes: enough to go beyond every limit the client has on texts it keeps.
const LONGEST_INPUT: u32 = 20_000;
/// An input that takes so many seconds is a find.
const SLOWEST_INPUT: u32 = 5;
/// So much of the program's output is shown when it fails.
const LINES_SHOWN: usize = 40;

pub(crate) enum Ended {
    Clean(Figures),
    Broken(String),
}

/// What libFuzzer says of a run.
pub(crate) struct Figures {
    executions: u64,
    /// Points of the program that were reached.
    coverage: u64,
    /// Those, with how often and on what comparisons.
    features: u64,
    /// Inputs that reached something new, the given ones included.
    corpus: u64,
    per_second: u64,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { executions, coverage, features, corpus, per_second } = self;
        write!(
            f,
            "{executions} executions ({per_second}/s), {coverage} points covered, {features} features, {corpus} inputs kept"
        )
    }
}

/// Runs a target on a copy of its corpus. What libFuzzer adds to the copy stays there for the next run.
pub(crate) fn run(places: &Places, program: &Path, target: &str, seconds: u32) -> Result<Ended> {
    let seeds = places.package.join("corpus").join(target);
    let corpus = places.output.join("corpus").join(target);
    let finds = places.output.join("finds").join(target);
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&finds)?;
    for seed in fs::read_dir(&seeds).with_context(|| format!("there are no inputs in {}", shown(&seeds)))? {
        let seed = seed?;
        fs::copy(seed.path(), corpus.join(seed.file_name()))?;
    }

    let output = Command::new(program)
        .arg(&corpus)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-max_len={LONGEST_INPUT}"))
        .arg(format!("-timeout={SLOWEST_INPUT}"))
        .arg(format!("-dict={}", places.package.join("json.dict").display()))
        .arg(format!("-artifact_prefix={}/", finds.display()))
        .arg("-print_final_stats=1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output()
        .with_context(|| format!("{} can't be started", shown(program)))?;
    let log = String::from_utf8_lossy(&output.stderr);

    if !output.status.success() {
        let lines: Vec<&str> = log.lines().collect();
        let end = lines.get(lines.len().saturating_sub(LINES_SHOWN)..).unwrap_or_default().join("\n    ");
        return Ok(Ended::Broken(format!(
            "an input broke it\n    {end}\n\nRun that input alone:  {} FILE\nWhen it is mended, keep the input in tests/fuzz/corpus/{target}/ under a name that says what it is.",
            shown(program)
        )));
    }
    Ok(judge(read(&log)))
}

/// A run that did nothing has not passed.
fn judge(figures: Option<Figures>) -> Ended {
    match figures {
        Some(figures) if figures.executions == 0 || figures.coverage < 100 => {
            Ended::Broken(format!("the program is not instrumented, or did not run: {figures}"))
        }
        Some(figures) => Ended::Clean(figures),
        None => Ended::Broken("libFuzzer's report can't be read".to_owned()),
    }
}

/// Reads libFuzzer's last line of progress, `#… DONE cov: 1 ft: 2 corp: 3/4b …`, and its final statistics.
fn read(log: &str) -> Option<Figures> {
    let done = log.lines().rev().find(|line| line.starts_with('#') && line.contains("cov: "))?;
    let words: Vec<&str> = done.split_whitespace().collect();
    let after = |label: &str| {
        let at = words.iter().position(|word| *word == label)?;
        words.get(at + 1)?.split('/').next()?.parse::<u64>().ok()
    };
    let statistic =
        |name: &str| log.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok());
    Some(Figures {
        executions: statistic("stat::number_of_executed_units:")?,
        coverage: after("cov:")?,
        features: after("ft:")?,
        corpus: after("corp:")?,
        per_second: statistic("stat::average_exec_per_sec:")?,
    })
}

#[cfg(test)]
mod tests {
    use super::{Ended, judge, read};

    const LOG: &str = "\
INFO: seed corpus: files: 22 min: 1b max: 8199b total: 20000b rss: 40Mb
#23\tINITED cov: 900 ft: 1000 corp: 20/18Kb exec/s: 0 rss: 40Mb
#5000\tDONE   cov: 1234 ft: 5678 corp: 321/99Kb lim: 20000 exec/s: 2500 rss: 60Mb
Done 5000 runs in 2 second(s)
stat::number_of_executed_units: 5000
stat::average_exec_per_sec:     2500
";

    #[test]
    fn reads_libfuzzers_report() {
        let figures = read(LOG).unwrap();
        assert_eq!(
            figures.to_string(),
            "5000 executions (2500/s), 1234 points covered, 5678 features, 321 inputs kept"
        );
        assert!(read("nothing").is_none());
    }

    #[test]
    fn a_run_without_coverage_has_failed() {
        assert!(matches!(judge(read(LOG)), Ended::Clean(_)));
        assert!(matches!(judge(read(&LOG.replace("1234", "2"))), Ended::Broken(_)));
        assert!(matches!(judge(read(&LOG.replace("units: 5000", "units: 0"))), Ended::Broken(_)));
        assert!(matches!(judge(None), Ended::Broken(_)));
    }
}
