//! JSON values, with rules for texts inside them.

use serde_json::Value;

use super::Problems;
use crate::scenario::{Respond, Scenario, Text};

/// Compares two values, field by field so that a diff names the place.
pub(super) fn compare(problems: &mut Problems, place: &str, wanted: &Value, got: &Value) {
    match (wanted, got) {
        (Value::Object(wanted), got) if wanted.contains_key("$text") => {
            let rules = wanted.get("$text").cloned().unwrap_or_default();
            match (serde_json::from_value::<Text>(rules), got.as_str()) {
                (Ok(text), actual) => {
                    if let Some(problem) = text.problem(actual) {
                        problems.add(place, problem);
                    }
                }
                (Err(error), _) => {
                    problems.add(place, format!("the scenario's $text is not readable: {error}"));
                }
            }
        }
        (Value::Object(wanted), Value::Object(got)) => {
            for (key, value) in wanted {
                compare(problems, &format!("{place}.{key}"), value, got.get(key).unwrap_or(&Value::Null));
                if value.is_null() && !got.contains_key(key) {
                    problems.add(format!("{place}.{key}"), "expected null, got nothing");
                }
            }
            for (key, value) in got.iter().filter(|(key, _)| !wanted.contains_key(*key)) {
                problems
                    .add(format!("{place}.{key}"), format!("expected nothing, got {}", super::show(value)));
            }
        }
        (Value::Array(wanted), Value::Array(got)) if wanted.len() == got.len() => {
            for (at, (wanted, got)) in wanted.iter().zip(got).enumerate() {
                compare(problems, &format!("{place}[{at}]"), wanted, got);
            }
        }
        _ => problems.same(place, wanted, got),
    }
}

/// The result a call must have: `{"$response": n}` stands for what exchange n, counted from 1, answered.
pub(super) fn wanted_result<'a>(scenario: &'a Scenario, result: &'a Value) -> Result<&'a Value, String> {
    let Some(number) = result.get("$response") else { return Ok(result) };
    let index = number.as_u64().and_then(|n| usize::try_from(n).ok()).and_then(|n| n.checked_sub(1));
    match index.and_then(|index| scenario.exchanges.get(index)).map(|exchange| &exchange.respond) {
        Some(Respond::Answer(answer)) => {
            answer.json.as_ref().ok_or_else(|| format!("exchange {number} has no JSON body"))
        }
        _ => Err(format!("there is no answer {number} in the scenario")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems(wanted: &Value, got: &Value) -> Vec<String> {
        let mut problems = Problems::default();
        compare(&mut problems, "x", wanted, got);
        problems.0
    }

    #[test]
    fn every_difference_is_found_at_its_place() {
        let wanted = json!({"a": 1, "b": {"c": "x"}, "d": [1, 2]});
        assert!(problems(&wanted, &wanted).is_empty());
        assert_eq!(
            problems(&wanted, &json!({"a": 2, "b": {"c": "x"}, "d": [1, 2]})),
            ["x.a: expected 1, got 2"]
        );
        assert_eq!(
            problems(&wanted, &json!({"a": 1, "b": {}, "d": [1, 2]})),
            ["x.b.c: expected \"x\", got nothing"]
        );
        assert_eq!(
            problems(&wanted, &json!({"a": 1, "b": {"c": "x", "e": 3}, "d": [1, 2]})),
            ["x.b.e: expected nothing, got 3"]
        );
        assert_eq!(
            problems(&wanted, &json!({"a": 1, "b": {"c": "x"}, "d": [1, 3]})),
            ["x.d[1]: expected 2, got 3"]
        );
        assert_eq!(
            problems(&wanted, &json!({"a": 1, "b": {"c": "x"}, "d": [1]})),
            ["x.d: expected [1,2], got [1]"]
        );
        assert_eq!(problems(&json!({"a": null}), &json!({})), ["x.a: expected null, got nothing"]);
    }

    #[test]
    fn rules_for_texts_are_kept() {
        let wanted = json!({"a": {"$text": {"starts_with": "ab", "contains": ["bc"], "lacks": ["x"], "max_bytes": 3}}});
        assert!(problems(&wanted, &json!({"a": "abc"})).is_empty());
        for wrong in [json!("bc"), json!("abx"), json!("abcd"), json!(7), json!(null)] {
            assert_eq!(problems(&wanted, &json!({"a": wrong})).len(), 1, "{wrong}");
        }
    }
}
