//! Configuration from the environment.

use std::time::Duration;

use super::ClientBuilder;
use crate::error::Error;

pub(super) const API_KEY: &str = "WORKOS_API_KEY";
const BASE_URL: &str = "WORKOS_BASE_URL";
const REQUEST_TIMEOUT: &str = "WORKOS_REQUEST_TIMEOUT";

impl ClientBuilder {
    /// Starts from the environment: `WORKOS_API_KEY`, `WORKOS_BASE_URL` and `WORKOS_REQUEST_TIMEOUT` (seconds). What is not
    /// set there, or is empty, stays as it is by default; what is set on the builder afterwards wins.
    ///
    /// # Errors
    ///
    /// `config`, if `WORKOS_REQUEST_TIMEOUT` is not a number of seconds. A missing key is told by [`build`](Self::build).
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    fn from_variables(read: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let set = |name: &str| read(name).filter(|value| !value.is_empty());
        let mut builder = Self::default();
        if let Some(key) = set(API_KEY) {
            builder = builder.api_key(key);
        }
        if let Some(url) = set(BASE_URL) {
            builder = builder.base_url(url);
        }
        if let Some(seconds) = set(REQUEST_TIMEOUT) {
            let timeout =
                seconds.trim().parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            builder = builder.timeout(timeout.ok_or_else(|| {
                Error::config("timeout", format!("{REQUEST_TIMEOUT} is not a number of seconds"))
            })?);
        }
        Ok(builder)
    }
}

#[cfg(test)]
mod tests {
    use super::ClientBuilder;

    fn build(variables: &[(&str, &str)]) -> Result<crate::Client, crate::Error> {
        let read =
            |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        ClientBuilder::from_variables(read)?.build()
    }

    fn option_at_fault(variables: &[(&str, &str)]) -> String {
        let error = build(variables).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Config);
        error.field_errors()[0].field.clone().unwrap()
    }

    #[test]
    fn reads_all_three_variables() {
        let client = build(&[
            ("WORKOS_API_KEY", "sk_test"),
            ("WORKOS_BASE_URL", "http://localhost:4100/x/"),
            ("WORKOS_REQUEST_TIMEOUT", "2.5"),
        ])
        .unwrap();
        let shown = format!("{client:?}");
        assert!(shown.contains("http://localhost:4100/x") && shown.contains("2.5s"), "{shown}");
    }

    #[test]
    fn empty_is_as_good_as_unset() {
        let variables = [("WORKOS_API_KEY", "sk"), ("WORKOS_BASE_URL", ""), ("WORKOS_REQUEST_TIMEOUT", "")];
        assert_eq!(build(&variables).unwrap().base_url(), "https://api.workos.com");
        assert_eq!(option_at_fault(&[("WORKOS_API_KEY", "")]), "api_key");
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(option_at_fault(&[]), "api_key");
        for seconds in ["soon", "-1", "NaN", "inf", "1e300", "0"] {
            let variables = [("WORKOS_API_KEY", "sk"), ("WORKOS_REQUEST_TIMEOUT", seconds)];
            assert_eq!(option_at_fault(&variables), "timeout", "{seconds}");
        }
        assert_eq!(option_at_fault(&[("WORKOS_API_KEY", "sk"), ("WORKOS_BASE_URL", "x")]), "base_url");
    }
}
