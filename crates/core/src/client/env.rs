//! Configuration from the environment.

use std::sync::Arc;
use std::time::Duration;

use super::ClientBuilder;
use crate::error::Error;

pub(super) const API_KEY: &str = "WORKOS_API_KEY";
const BASE_URL: &str = "WORKOS_BASE_URL";
const REQUEST_TIMEOUT: &str = "WORKOS_REQUEST_TIMEOUT";
const ALLOW_HTTP: &str = "WORKOS_ALLOW_HTTP";

/// A variable that says nothing that its option can be. It is an error when the client is built, unless the option is given.
#[derive(Clone)]
pub(super) struct Malformed {
    option: &'static str,
    message: String,
}

/// Where the value of a variable is looked up.
#[derive(Clone, Default)]
pub(super) enum Environment {
    /// This process.
    #[default]
    Process,
    /// A host that keeps an environment of its own, as the runtimes of some languages do for their threads.
    Given(Arc<Variables>),
}

type Variables = dyn Fn(&str) -> Option<String> + Send + Sync;

/// What a variable says.
pub(super) enum Variable {
    Is(String),
    Unset,
    NoText,
}

impl Environment {
    pub(super) fn read(&self, name: &str) -> Variable {
        match self {
            Self::Process => match std::env::var(name) {
                Ok(value) => Variable::Is(value),
                Err(std::env::VarError::NotPresent) => Variable::Unset,
                Err(std::env::VarError::NotUnicode(_)) => Variable::NoText,
            },
            Self::Given(variables) => variables(name).map_or(Variable::Unset, Variable::Is),
        }
    }
}

impl ClientBuilder {
    /// Starts from the environment: `WORKOS_API_KEY`, `WORKOS_BASE_URL`, `WORKOS_REQUEST_TIMEOUT` (seconds) and `WORKOS_ALLOW_HTTP` (`true` or
    /// `1`, `false` or `0`). What is not set there, or is empty, stays as it is by default; what is set on the builder afterwards wins, even
    /// over a variable that is malformed.
    ///
    /// # Errors
    ///
    /// None at present: a malformed variable, like a missing key, is an error of [`build`](Self::build), which knows whether it matters.
    pub fn from_env() -> Result<Self, Error> {
        Ok(Self::configured_by(|name| Environment::Process.read(name)))
    }

    /// The variables that [`from_variables`](Self::from_variables) reads.
    #[doc(hidden)]
    pub const VARIABLES: &[&str] = &[
        API_KEY,
        BASE_URL,
        REQUEST_TIMEOUT,
        ALLOW_HTTP,
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
        "REQUEST_METHOD",
    ];

    /// [`from_env`](Self::from_env) with another environment than the process's, for bindings to languages that have one of their own. It
    /// also governs which proxy is used.
    #[doc(hidden)]
    pub fn from_variables(
        read: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let environment = Environment::Given(Arc::new(read));
        let mut builder = Self::configured_by(|name| environment.read(name));
        builder.environment = environment;
        Ok(builder)
    }

    fn configured_by(read: impl Fn(&str) -> Variable) -> Self {
        let mut builder = Self::default();
        let mut malformed = Vec::new();
        let mut set = |name: &str, option: &'static str| match read(name) {
            Variable::Is(value) => Some(value).filter(|value| !value.is_empty()),
            Variable::Unset => None,
            Variable::NoText => {
                malformed.push(Malformed { option, message: format!("{name} is not valid Unicode") });
                None
            }
        };
        let key = set(API_KEY, "api_key");
        let url = set(BASE_URL, "base_url");
        let timeout = set(REQUEST_TIMEOUT, "timeout");
        let allow_http = set(ALLOW_HTTP, "allow_http");
        if let Some(key) = key {
            builder.fallback_api_key = Some(key.into());
        }
        if let Some(url) = url {
            builder = builder.base_url(url);
        }
        if let Some(text) = timeout {
            let seconds = text.trim().parse().ok();
            match seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) {
                Some(timeout) => builder = builder.timeout(timeout),
                None => malformed.push(Malformed {
                    option: "timeout",
                    message: format!("{REQUEST_TIMEOUT} is not a number of seconds"),
                }),
            }
        }
        match allow_http.as_deref() {
            None => {}
            Some("true" | "1") => builder = builder.allow_http(true),
            Some("false" | "0") => builder = builder.allow_http(false),
            Some(_) => malformed.push(Malformed {
                option: "allow_http",
                message: format!("{ALLOW_HTTP} is neither true, 1, false nor 0"),
            }),
        }
        builder.malformed = malformed;
        builder
    }

    /// The option has been given: what the environment says of it no longer matters.
    pub(super) fn given(&mut self, option: &str) {
        self.malformed.retain(|problem| problem.option != option);
    }

    pub(super) fn check_environment(&self) -> Result<(), Error> {
        match self.malformed.first() {
            Some(problem) => Err(Error::config(problem.option, problem.message.clone())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ClientBuilder, Variable};

    fn builder(variables: &[(&str, &str)]) -> ClientBuilder {
        ClientBuilder::configured_by(|name| match variables.iter().find(|(n, _)| *n == name) {
            Some((_, "\u{fffd}")) => Variable::NoText,
            Some((_, value)) => Variable::Is((*value).to_owned()),
            None => Variable::Unset,
        })
    }

    fn build(variables: &[(&str, &str)]) -> Result<crate::Client, crate::Error> {
        builder(variables).build()
    }

    fn option_at_fault(variables: &[(&str, &str)]) -> String {
        let error = build(variables).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Config);
        error.field_errors()[0].field.clone().unwrap()
    }

    #[test]
    fn reads_all_variables() {
        let client = build(&[
            ("WORKOS_API_KEY", "sk_test"),
            ("WORKOS_BASE_URL", "http://localhost:4100/x/"),
            ("WORKOS_REQUEST_TIMEOUT", "2.5"),
        ])
        .unwrap();
        let shown = format!("{client:?}");
        assert!(shown.contains("http://localhost:4100/x") && shown.contains("2.5s"), "{shown}");

        let compose = [("WORKOS_API_KEY", "sk"), ("WORKOS_BASE_URL", "http://workos:4100")];
        assert_eq!(option_at_fault(&compose), "base_url");
        for (allow, allowed) in [("true", true), ("1", true), ("false", false), ("0", false), ("", false)] {
            let variables = [compose[0], compose[1], ("WORKOS_ALLOW_HTTP", allow)];
            assert_eq!(build(&variables).is_ok(), allowed, "{allow}");
        }
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
        for allow in ["yes", "TRUE", "2", " "] {
            let variables = [("WORKOS_API_KEY", "sk"), ("WORKOS_ALLOW_HTTP", allow)];
            assert_eq!(option_at_fault(&variables), "allow_http", "{allow}");
        }
        for (variable, option) in [
            ("WORKOS_API_KEY", "api_key"),
            ("WORKOS_BASE_URL", "base_url"),
            ("WORKOS_REQUEST_TIMEOUT", "timeout"),
            ("WORKOS_ALLOW_HTTP", "allow_http"),
        ] {
            assert_eq!(option_at_fault(&[(variable, "\u{fffd}")]), option);
        }
    }

    #[test]
    fn what_is_given_wins_over_what_is_malformed() {
        let all_wrong = [
            ("WORKOS_API_KEY", "\u{fffd}"),
            ("WORKOS_BASE_URL", "\u{fffd}"),
            ("WORKOS_REQUEST_TIMEOUT", "soon"),
            ("WORKOS_ALLOW_HTTP", "perhaps"),
        ];
        let given = || {
            builder(&all_wrong)
                .api_key("sk")
                .base_url("https://localhost")
                .timeout(Duration::from_secs(2))
                .allow_http(false)
        };
        assert!(given().build().is_ok());
        assert!(builder(&all_wrong).token_provider(|| async { Ok("t".to_owned()) }).build().is_err());
        let error = given().timeout(Duration::ZERO).build().unwrap_err();
        assert_eq!(error.field_errors()[0].field.as_deref(), Some("timeout"));
    }

    #[test]
    fn a_key_and_a_token_provider_are_one_too_many_unless_the_key_is_the_environments() {
        let tokens = || async { Ok("t".to_owned()) };
        for both in [
            ClientBuilder::default().api_key("sk").token_provider(tokens),
            ClientBuilder::default().token_provider(tokens).api_key("sk"),
            builder(&[("WORKOS_API_KEY", "sk")]).token_provider(tokens).api_key("sk"),
        ] {
            let error = both.build().unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Config);
            assert_eq!(error.field_errors()[0].field.as_deref(), Some("token_provider"));
        }
        let authorization = |builder: ClientBuilder| builder.build().unwrap().inner().authorization.clone();
        let of_environment = || builder(&[("WORKOS_API_KEY", "sk_of_the_environment")]);
        assert!(authorization(of_environment().token_provider(tokens)).is_err());
        let given = authorization(of_environment().api_key("sk_given"));
        assert_eq!(given.map(|given| given.key.expose().to_owned()).ok().as_deref(), Some("sk_given"));
        // A key that can't be one is not an error where it is not used.
        assert!(builder(&[("WORKOS_API_KEY", "s k")]).token_provider(tokens).build().is_ok());
    }

    #[test]
    fn another_environment_than_the_processs_also_names_the_proxy() {
        let read = |name: &str| match name {
            "WORKOS_API_KEY" => Some("sk".to_owned()),
            "https_proxy" => Some("socks6://agent:geheim@p".to_owned()),
            _ => None,
        };
        let error = ClientBuilder::from_variables(read).unwrap().build().unwrap_err();
        assert!(error.message().contains("https_proxy"), "{error}");
        assert!(ClientBuilder::from_variables(read).unwrap().no_proxy().build().is_ok());
    }
}
