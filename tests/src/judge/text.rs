//! Texts and the rules for them.

use crate::scenario::{Text, TextRules};

impl Text {
    /// What is wrong with a text, if anything is.
    pub(super) fn problem(&self, actual: Option<&str>) -> Option<String> {
        match (self, actual) {
            (Self::Exact(wanted), Some(actual)) if wanted == actual => None,
            (Self::Exact(wanted), _) => {
                Some(format!("expected {}, got {}", super::show(wanted), super::show(&actual)))
            }
            (Self::Rules(rules), Some(actual)) => rules.problem(actual),
            (Self::Rules(rules), None) => (rules.absent != Some(true)).then(|| "it is not there".to_owned()),
        }
    }
}

impl TextRules {
    fn problem(&self, actual: &str) -> Option<String> {
        let shown = || super::show(actual);
        if self.absent == Some(true) {
            return Some(format!("expected nothing, got {}", shown()));
        }
        if let Some(start) = self.starts_with.as_ref().filter(|start| !actual.starts_with(*start)) {
            return Some(format!("expected it to start with {start:?}, got {}", shown()));
        }
        if let Some(end) = self.ends_with.as_ref().filter(|end| !actual.ends_with(*end)) {
            return Some(format!("expected it to end with {end:?}, got {}", shown()));
        }
        if let Some(part) = self.contains.iter().find(|part| !actual.contains(*part)) {
            return Some(format!("expected {part:?} in it, got {}", shown()));
        }
        if let Some(part) = self.lacks.iter().find(|part| actual.contains(*part)) {
            return Some(format!("{part:?} must not be in it, got {}", shown()));
        }
        let length = actual.len();
        if self.min_bytes.is_some_and(|min| length < min) || self.max_bytes.is_some_and(|max| length > max) {
            return Some(format!("it has {length} bytes, got {}", shown()));
        }
        None
    }
}
