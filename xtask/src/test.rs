//! `cargo xtask test`: all tests of all parts, and one line that counts them.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use xtask::say;

use crate::parts::{self, Part};
use crate::readme;
use crate::setup;
use crate::tally::Tally;
use crate::tool;

/// More names than this help nobody; the output above has them all.
const MOST_NAMES: usize = 30;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Which parts; all if none is named.
    #[arg(value_name = "PART", value_parser = parts::with(|part| part.test.is_some()))]
    parts: Vec<String>,
    /// Count what had to be skipped as failed.
    #[arg(long)]
    require_all: bool,
    /// Put the conformance table into README.md; needs the part `conformance`.
    #[arg(long)]
    write_readme: bool,
}

struct Row {
    part: &'static str,
    tally: Tally,
    took: Duration,
    /// Why the part was skipped as a whole.
    skipped: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut rows = Vec::new();
    for part in parts::chosen(&arguments.parts) {
        if let Some(test) = part.test {
            rows.push(run_part(part, test));
        }
    }
    if arguments.write_readme {
        let ran = rows.iter().any(|row| row.part == "conformance");
        anyhow::ensure!(ran, "--write-readme goes with the part `conformance`");
        readme::write_matrix()?;
    }
    let mut total = Tally::default();
    rows.iter().for_each(|row| total.add(row.tally.clone()));
    if arguments.require_all {
        total.failed += total.skipped;
    }
    say(&summary(&rows, &total, arguments.require_all));
    say(&format!("{} passed, {} failed", total.passed, total.failed));
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_part(part: &Part, test: fn() -> Result<Tally>) -> Row {
    say(&format!("\n== {}: {}", part.name, part.what));
    let start = Instant::now();
    let missing = tool::missing(part.needs);
    let skipped = (!missing.is_empty()).then(|| format!("needs {}", tool::with_hints(&missing)));
    let tally = match &skipped {
        Some(reason) => {
            say(&format!("skipped: {reason}"));
            Tally { skipped: 1, ..Tally::default() }
        }
        None => setup::prepare(part).and_then(|()| test()).unwrap_or_else(|error| {
            say(&format!("error: {error:#}"));
            Tally::one(&format!("{}: {error:#}", part.name), false)
        }),
    };
    Row { part: part.name, tally, took: start.elapsed(), skipped }
}

fn summary(rows: &[Row], total: &Tally, require_all: bool) -> String {
    let mut lines = vec![
        String::new(),
        format!("{:<14}{:>8}{:>8}{:>9}{:>9}", "part", "passed", "failed", "skipped", "time"),
    ];
    for Row { part, tally, took, .. } in rows {
        let Tally { passed, failed, skipped, .. } = tally;
        lines.push(format!("{part:<14}{passed:>8}{failed:>8}{skipped:>9}{:>7} s", took.as_secs()));
    }
    lines.push(String::new());
    lines.extend(total.failures.iter().take(MOST_NAMES).map(|name| format!("FAILED {name}")));
    if total.failures.len() > MOST_NAMES {
        lines.push(format!("… and {} more", total.failures.len() - MOST_NAMES));
    }
    let reasons = rows.iter().filter_map(|row| Some((row.part, row.skipped.as_ref()?)));
    lines.extend(reasons.map(|(part, reason)| format!("skipped {part}: it {reason}")));
    if total.skipped > 0 {
        let so = if require_all { ", which --require-all counts as failed" } else { "" };
        lines.push(format!("{} skipped{so}", total.skipped));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Row, Tally, run_part, summary};
    use crate::parts::Part;
    use crate::tool::Tool;

    const PART: Part = Part {
        name: "x",
        what: "an example",
        needs: &[],
        setup: None,
        test: None,
        runners: &[],
        bench: None,
        dist: None,
    };

    #[test]
    fn a_part_whose_tool_is_missing_is_skipped_with_the_hint() {
        const TOOL: Tool = Tool { name: "frob", found: || false, hint: "install frob" };
        let row = run_part(&Part { needs: &[TOOL], ..PART }, || Ok(Tally::one("x", true)));
        assert_eq!((row.tally.passed, row.tally.skipped), (0, 1));
        assert_eq!(row.skipped.as_deref(), Some("needs frob (install frob)"));
    }

    #[test]
    fn a_part_that_breaks_down_or_cannot_be_set_up_counts_as_a_failure() {
        assert_eq!(run_part(&PART, || anyhow::bail!("boom")).tally.failed, 1);
        let unready = Part { setup: Some(|| anyhow::bail!("no disk")), ..PART };
        assert_eq!(run_part(&unready, || Ok(Tally::one("x", true))).tally.failed, 1);
    }

    #[test]
    fn the_summary_names_what_failed_and_what_was_skipped() {
        let tally = Tally { passed: 2, failed: 1, skipped: 1, failures: vec!["a::b".to_owned()] };
        let rows = [Row { part: "x", tally: tally.clone(), took: Duration::from_secs(3), skipped: None }];
        let text = summary(&rows, &tally, true);
        assert!(text.contains("FAILED a::b") && text.contains("1 skipped, which --require-all"), "{text}");
    }
}
