//! The words in braces that a scenario may use for what is known only when its session has begun.

use std::time::{Duration, SystemTime};

use anyhow::Result;
use serde_json::Value;

use super::tls::Authority;
use crate::scenario::Scenario;

/// What the words stand for in one session.
#[derive(Debug)]
pub(super) struct Words(Vec<(&'static str, String)>);

impl Words {
    pub(super) fn new(origin: &str, proxy: &str, refused: &str, key: String, authority: &Authority) -> Self {
        let host = |url: &str| url.split_once("://").map_or(url, |(_, rest)| rest).to_owned();
        Self(vec![
            ("{base}", origin.to_owned()),
            ("{host}", host(origin)),
            ("{port}", origin.rsplit(':').next().unwrap_or_default().to_owned()),
            ("{proxy}", proxy.to_owned()),
            ("{proxy_host}", host(proxy)),
            ("{refused}", refused.to_owned()),
            ("{key}", key),
            ("{ca}", authority.ca_pem().to_owned()),
            ("{client_certificate}", authority.client().certificate.clone()),
            ("{client_key}", authority.client().key.clone()),
        ])
    }

    /// The scenario with every word replaced.
    pub(super) fn fill_in(&self, scenario: &Scenario) -> Result<Scenario> {
        let mut value = serde_json::to_value(scenario)?;
        self.replace(&mut value);
        Ok(serde_json::from_value(value)?)
    }

    fn replace(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                for (word, meaning) in &self.0 {
                    if text.contains(word) {
                        *text = text.replace(word, meaning);
                    }
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.replace(value)),
            Value::Object(map) => map.values_mut().for_each(|value| self.replace(value)),
            _ => {}
        }
    }
}

/// Replaces `{http_date+3}` by the time three seconds from now, as HTTP writes it (RFC 9110, 5.6.7).
pub(super) fn fill_in_date(text: &str) -> String {
    let Some((before, rest)) = text.split_once("{http_date") else { return text.to_owned() };
    let Some((offset, after)) = rest.split_once('}') else { return text.to_owned() };
    let Ok(seconds) = offset.trim_start_matches('+').parse::<i64>() else { return text.to_owned() };
    let distance = Duration::from_secs(seconds.unsigned_abs());
    let now = SystemTime::now();
    let time = if seconds < 0 { now.checked_sub(distance) } else { now.checked_add(distance) };
    format!("{before}{}{after}", httpdate::fmt_http_date(time.unwrap_or(now)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_counted_from_now() {
        let date = fill_in_date("{http_date+3600}");
        let ahead = httpdate::parse_http_date(&date).unwrap().duration_since(SystemTime::now()).unwrap();
        assert!((3590..=3600).contains(&ahead.as_secs()), "{ahead:?}");
        assert!(httpdate::parse_http_date(&fill_in_date("{http_date-60}")).unwrap() < SystemTime::now());
        assert_eq!(fill_in_date("soon"), "soon");
    }
}
