//! How a language did: the JSON that every runner ends in, and the matrix made of several.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::languages::Part;
use crate::report::Verdict;
use crate::scenario::Suite;

/// Every scenario's result in one language.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageResults {
    /// The language.
    pub language: String,
    /// In the order of the suite; none is left out.
    pub scenarios: Vec<ScenarioResult>,
    /// What the language's reports leave out, and why.
    #[serde(default)]
    pub not_reported: BTreeMap<Part, String>,
}

/// One scenario's result.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioResult {
    /// The group.
    pub group: String,
    /// The scenario.
    pub name: String,
    /// How it ended.
    pub state: State,
    /// For a failure, the diff; for a scenario that can't be put in the language, the reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// How a scenario ended. There is no "skipped": a scenario that was not run has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As it should.
    Passed,
    /// Otherwise, or not at all.
    Failed,
    /// The language has no way to say it; `languages.json` gives the reason.
    NotApplicable,
}

impl LanguageResults {
    /// Puts verdicts in the suite's order. A scenario without one has failed.
    pub fn new(suite: &Suite, language: &str, verdicts: &BTreeMap<(String, String), Verdict>) -> Self {
        let scenarios = suite.scenarios().map(|(group, scenario)| {
            let key = (group.to_owned(), scenario.name.clone());
            let (state, detail) = match (verdicts.get(&key), suite.languages.excuse(language, scenario)) {
                (Some(verdict), _) if verdict.passed => (State::Passed, String::new()),
                (Some(verdict), _) => (State::Failed, verdict.diff.clone()),
                (None, Some(reason)) => (State::NotApplicable, reason),
                (None, None) => (State::Failed, "the runner did not run it".to_owned()),
            };
            ScenarioResult { group: key.0, name: key.1, state, detail }
        });
        let not_reported =
            suite.languages.get(language).map(|entry| entry.cannot_report.clone()).unwrap_or_default();
        Self { language: language.to_owned(), scenarios: scenarios.collect(), not_reported }
    }

    /// How many scenarios ended so.
    pub fn count(&self, state: State) -> usize {
        self.scenarios.iter().filter(|scenario| scenario.state == state).count()
    }

    /// What failed, with its diff, what does not apply, with its reason, and last a line `N passed, N failed`.
    pub fn summary(&self) -> String {
        let mut text = String::new();
        for scenario in self.scenarios.iter().filter(|scenario| scenario.state == State::Failed) {
            let _ = writeln!(text, "FAILED {}/{} ({})", scenario.group, scenario.name, self.language);
            scenario.detail.lines().for_each(|line| {
                let _ = writeln!(text, "    {line}");
            });
        }
        let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for scenario in self.scenarios.iter().filter(|scenario| scenario.state == State::NotApplicable) {
            reasons
                .entry(&scenario.detail)
                .or_default()
                .push(format!("{}/{}", scenario.group, scenario.name));
        }
        for (reason, names) in reasons {
            let _ = writeln!(
                text,
                "{} can't express {reason} ({}: {})",
                self.language,
                names.len(),
                names.join(", ")
            );
        }
        for (part, reason) in &self.not_reported {
            let part = serde_json::to_value(part).unwrap_or_default();
            let _ = writeln!(
                text,
                "{} does not report {}: {reason}",
                self.language,
                part.as_str().unwrap_or_default()
            );
        }
        let _ = writeln!(text, "{} passed, {} failed", self.count(State::Passed), self.count(State::Failed));
        text
    }
}

/// Group by language, as a Markdown table: `passed` or `passed/run`, and `–` where a group does not apply.
pub fn matrix(results: &[LanguageResults]) -> String {
    let mut groups: Vec<&str> = Vec::new();
    for scenario in results.iter().flat_map(|language| &language.scenarios) {
        if !groups.contains(&scenario.group.as_str()) {
            groups.push(&scenario.group);
        }
    }
    let mut rows = vec![
        std::iter::once("Scenarios".to_owned())
            .chain(results.iter().map(|language| language.language.clone()))
            .collect::<Vec<_>>(),
    ];
    for group in groups {
        let cells = results.iter().map(|language| cell(language, Some(group)));
        rows.push(std::iter::once(group.to_owned()).chain(cells).collect());
    }
    let cells = results.iter().map(|language| cell(language, None));
    rows.push(std::iter::once("**all**".to_owned()).chain(cells).collect());
    table(&rows)
}

fn cell(results: &LanguageResults, group: Option<&str>) -> String {
    let states: Vec<State> = results
        .scenarios
        .iter()
        .filter(|scenario| group.is_none_or(|group| scenario.group == group))
        .map(|scenario| scenario.state)
        .collect();
    let count = |state: State| states.iter().filter(|has| **has == state).count();
    match (count(State::Passed), count(State::Failed)) {
        (0, 0) => "–".to_owned(),
        (passed, 0) => passed.to_string(),
        (passed, failed) => format!("{passed}, {failed} failed"),
    }
}

fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let _ = if column == 0 {
                write!(text, "| {cell:<width$} ")
            } else {
                write!(text, "| {cell:>width$} ")
            };
        }
        text.push_str("|\n");
        if at == 0 {
            for (column, width) in widths.iter().enumerate() {
                let _ = if column == 0 {
                    write!(text, "|{:-<width$}--", "")
                } else {
                    write!(text, "|{:-<width$}-:", "")
                };
            }
            text.push_str("|\n");
        }
    }
    text
}
