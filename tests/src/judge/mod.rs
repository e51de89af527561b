//! The verdict: what the server saw and what the runner reports, against what the scenario wants.
//!
//! The rules are here and nowhere else. Runners execute and report.

mod calls;
mod errors;
mod secrets;
mod text;
mod values;
mod wire;

use std::fmt::Display;

use crate::languages::{Languages, Part};
use crate::report::{Report, Verdict};
use crate::scenario::Scenario;
use crate::server::Seen;

/// Which parts of a report are judged.
#[derive(Debug, Clone, Copy)]
pub struct Judgement {
    /// Status, request id and attempts of calls that succeeded.
    pub metadata: bool,
    /// That debug output is there and shows the results. What is there is searched for secrets in any case.
    pub debug: bool,
}

impl Judgement {
    /// What a language's reports are held to.
    pub fn of(languages: &Languages, language: &str) -> Self {
        Self {
            metadata: languages.reports(language, Part::Metadata),
            debug: languages.reports(language, Part::Debug),
        }
    }
}

/// What is wrong, a line each.
#[derive(Debug, Default)]
struct Problems(Vec<String>);

impl Problems {
    fn add(&mut self, place: impl Display, problem: impl Display) {
        self.0.push(format!("{place}: {problem}"));
    }

    /// Adds a problem unless the two are the same.
    fn same<T: PartialEq + serde::Serialize + ?Sized>(&mut self, place: impl Display, wanted: &T, got: &T) {
        if wanted != got {
            self.add(place, format!("expected {}, got {}", show(wanted), show(got)));
        }
    }
}

/// A value as JSON, cut to a length that a person will read.
fn show<T: serde::Serialize + ?Sized>(value: &T) -> String {
    const LONGEST: usize = 400;
    let text = serde_json::to_string(value).unwrap_or_default();
    if text == "null" {
        return "nothing".to_owned();
    }
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}… ({} bytes)", text.get(..at).unwrap_or_default(), text.len()),
        None => text,
    }
}

/// Judges a session.
pub fn judge(scenario: &Scenario, seen: &Seen, report: &Report, judgement: Judgement) -> Verdict {
    let mut problems = Problems::default();
    if let Some(crash) = &report.crash {
        problems.add("runner", format!("it failed: {crash}"));
    }
    calls::check(&mut problems, scenario, report, judgement);
    wire::check(&mut problems, scenario, seen);
    secrets::check(&mut problems, scenario, report, judgement);
    let passed = problems.0.is_empty();
    let diff = if passed { String::new() } else { format!("{}\n{seen}", problems.0.join("\n")) };
    Verdict { passed, diff }
}
