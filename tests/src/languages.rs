//! What single languages can't express, and why: `tests/conformance/languages.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::scenario::Scenario;

/// By language. A language without an entry can do everything.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Languages(BTreeMap<String, Language>);

/// What one language can't do. Each entry comes with its reason, which the matrix prints.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Needs of scenarios that can't be put in this language. Such scenarios are not run, and listed as not applicable.
    #[serde(default)]
    pub cannot_express: BTreeMap<String, String>,
    /// Parts of a report that this language can't give; they are not judged.
    #[serde(default)]
    pub cannot_report: BTreeMap<Part, String>,
}

/// A part of a runner's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Status, request id and attempts of a call that succeeded.
    Metadata,
    /// The debug form of results. What debug output there is, is still searched for secrets.
    Debug,
}

impl Languages {
    /// Why a scenario can't be put in a language; `None` if it can.
    pub fn excuse(&self, language: &str, scenario: &Scenario) -> Option<String> {
        let entry = self.0.get(language)?;
        scenario.needs().iter().find_map(|need| {
            entry.cannot_express.get(need.as_str()).map(|why| format!("{}: {why}", need.as_str()))
        })
    }

    /// Whether a language gives a part of the report.
    pub fn reports(&self, language: &str, part: Part) -> bool {
        self.0.get(language).is_none_or(|entry| !entry.cannot_report.contains_key(&part))
    }

    /// The entry of a language.
    pub fn get(&self, language: &str) -> Option<&Language> {
        self.0.get(language)
    }
}
