//! Configuration from the environment.

use std::sync::Arc;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;

use super::ClientBuilder;
use crate::error::Error;

pub(super) const API_KEY: &str = "WORKOS_API_KEY";
const BASE_URL: &str = "WORKOS_BASE_URL";
const REQUEST_TIMEOUT: &str = "WORKOS_REQUEST_TIMEOUT";

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

impl Environment {
    /// What a variable is set to. `None` if it is not set, or is not text.
    pub(super) fn read(&self, name: &str) -> Option<String> {
        match self {
            Self::Process => std::env::var(name).ok(),
            Self::Given(variables) => variables(name),
        }
    }

    /// The proxies that `HTTPS_PROXY` and its like name, or the operating system.
    pub(super) fn proxies(&self) -> Matcher {
        let Self::Given(_) = self else { return Matcher::from_system() };
        let first = |names: [&str; 2]| names.iter().find_map(|name| self.read(name));
        // In a CGI program `HTTP_PROXY` is a header of the request, so no variable is believed there.
        let named = |names| first(names).filter(|_| self.read("REQUEST_METHOD").is_none());
        let (all, https) = (named(["ALL_PROXY", "all_proxy"]), named(["HTTPS_PROXY", "https_proxy"]));
        let http = named(["HTTP_PROXY", "http_proxy"]);
        if cfg!(any(target_os = "macos", windows)) && all.is_none() && https.is_none() && http.is_none() {
            return Matcher::from_system();
        }
        Matcher::builder()
            .all(all.unwrap_or_default())
            .https(https.unwrap_or_default())
            .http(http.unwrap_or_default())
            .no(first(["NO_PROXY", "no_proxy"]).unwrap_or_default())
            .build()
    }
}

impl ClientBuilder {
    /// Starts from the environment: `WORKOS_API_KEY`, `WORKOS_BASE_URL` and `WORKOS_REQUEST_TIMEOUT` (seconds). What is not
    /// set there, or is empty, stays as it is by default; what is set on the builder afterwards wins.
    ///
    /// # Errors
    ///
    /// `config`, if `WORKOS_REQUEST_TIMEOUT` is not a number of seconds. A missing key is told by [`build`](Self::build).
    pub fn from_env() -> Result<Self, Error> {
        Self::from_environment(Environment::Process)
    }

    /// The variables that [`from_variables`](Self::from_variables) reads.
    #[doc(hidden)]
    pub const VARIABLES: &[&str] = &[
        API_KEY,
        BASE_URL,
        REQUEST_TIMEOUT,
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
        Self::from_environment(Environment::Given(Arc::new(read)))
    }

    fn from_environment(environment: Environment) -> Result<Self, Error> {
        let set = |name: &str| environment.read(name).filter(|value| !value.is_empty());
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
        builder.environment = environment;
        Ok(builder)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{ClientBuilder, Environment};

    fn build(variables: &[(&str, &str)]) -> Result<crate::Client, crate::Error> {
        ClientBuilder::from_variables(reading(variables))?.build()
    }

    fn reading(variables: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> + Send + Sync + 'static {
        let variables: Vec<(String, String)> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        move |name| variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    fn proxy_for(url: &str, variables: &[(&str, &str)]) -> Option<String> {
        let proxies = Environment::Given(Arc::new(reading(variables))).proxies();
        proxies.intercept(&url.parse().unwrap()).map(|found| found.uri().to_string())
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

    #[test]
    fn given_variables_name_the_proxy_too() {
        let url = "https://api.workos.com/auth";
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            let named = (name, "http://user:secret@proxy.example:3128");
            assert_eq!(proxy_for(url, &[named]).as_deref(), Some("http://proxy.example:3128/"), "{name}");
            assert_eq!(proxy_for(url, &[named, ("NO_PROXY", "workos.com")]), None);
            assert_eq!(proxy_for(url, &[named, ("no_proxy", "workos.com")]), None);
            assert_eq!(proxy_for(url, &[named, ("REQUEST_METHOD", "GET")]), None, "a CGI program");
        }
        let http = [("http_proxy", "proxy.example:80")];
        assert_eq!(proxy_for("http://internal.example", &http).as_deref(), Some("http://proxy.example:80/"));
    }

    #[test]
    fn no_variable_is_read_that_is_not_listed() {
        let strange = Arc::new(std::sync::Mutex::new(Vec::new()));
        let seen = Arc::clone(&strange);
        let read = move |name: &str| {
            if !ClientBuilder::VARIABLES.contains(&name) {
                seen.lock().unwrap().push(name.to_owned());
            }
            (name == "WORKOS_API_KEY").then(|| "sk_test".to_owned())
        };
        ClientBuilder::from_variables(read).unwrap().build().unwrap();
        assert_eq!(*strange.lock().unwrap(), Vec::<String>::new());
    }
}
