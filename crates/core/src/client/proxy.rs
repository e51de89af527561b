//! The proxy that requests go through, if any.

use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::Proxy;

use super::env::{Environment, Variable};
use crate::base_url::BaseUrl;
use crate::error::Error;

/// Where requests are routed through.
#[derive(Clone)]
pub(super) enum ProxyChoice {
    /// As `HTTPS_PROXY` and its like say, or the operating system.
    Environment,
    /// Straight to the server.
    Direct,
    /// Through this proxy.
    Through(String),
}

const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

impl ProxyChoice {
    /// The proxy for this address.
    pub(super) fn resolve(
        &self,
        base_url: &BaseUrl,
        environment: &Environment,
    ) -> Result<Option<Proxy>, Error> {
        match self {
            // A proxy elsewhere can't reach this machine's loopback, and has no business with it.
            Self::Environment if base_url.loopback => Ok(None),
            Self::Environment => environment_proxy(base_url, |name| match environment.read(name) {
                Variable::Is(value) => Some(value),
                Variable::Unset => None,
                // A value that is no text is a mistake, too, and not one to pass over: no URL holds this character.
                Variable::NoText => Some('\u{fffd}'.to_string()),
            }),
            Self::Direct => Ok(None),
            // The address is not quoted: it may hold a password.
            Self::Through(url) => parse(url).map(Some).ok_or_else(|| {
                Error::config(
                    "proxy",
                    "proxy is not a URL such as http://proxy.example:3128 (or https, socks4, socks4a, socks5, socks5h)",
                )
            }),
        }
    }
}

/// The proxy that `HTTPS_PROXY` and its like name for this address, or else the operating system.
fn environment_proxy(
    base_url: &BaseUrl,
    read: impl Fn(&str) -> Option<String>,
) -> Result<Option<Proxy>, Error> {
    // In a CGI program, `HTTP_PROXY` is what a request's header `Proxy` says.
    if read("REQUEST_METHOD").is_some() {
        return Ok(None);
    }
    let Ok(address) = base_url.text.parse::<Uri>() else { return Ok(None) };
    let first = |names: [&'static str; 4]| {
        names
            .into_iter()
            .find_map(|name| read(name).filter(|value| !value.trim().is_empty()).map(|value| (name, value)))
    };
    let exceptions = first(["NO_PROXY", "no_proxy", "", ""]).map(|(_, value)| value).unwrap_or_default();
    if is_exempt(&address, &exceptions) {
        return Ok(None);
    }
    let named = match address.scheme_str() {
        Some("http") => first(["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]),
        _ => first(["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]),
    };
    let Some((name, url)) = named else {
        let Some(found) = system_proxy(&address) else { return Ok(None) };
        let proxy = parse(&found.uri().to_string()).ok_or_else(|| unusable("the system's proxy setting"))?;
        return Ok(Some(match found.basic_auth() {
            Some(credentials) => proxy.custom_http_auth(credentials.clone()),
            None => proxy,
        }));
    };
    let url = url.trim();
    // As in curl, a proxy without a scheme is an HTTP proxy.
    let url = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
    parse(&url).map(Some).ok_or_else(|| unusable(name))
}

/// The value is not quoted: it may hold a password.
fn unusable(source: &str) -> Error {
    Error::config(
        "proxy",
        format!(
            "{source} is not the URL of a proxy such as http://proxy.example:3128 (or https, socks4, socks4a, socks5, socks5h); \
             correct it, name the host in NO_PROXY, or set proxy or no_proxy on the client"
        ),
    )
}

/// What macOS and Windows are set to. Their exceptions are taken into account there.
fn system_proxy(address: &Uri) -> Option<Intercept> {
    if !cfg!(any(target_os = "macos", windows)) {
        return None;
    }
    Matcher::from_system().intercept(address)
}

/// Whether `NO_PROXY` names the host: `*`, a domain, which stands for those below it as well, an address or a network
/// (`10.0.0.0/8`). A domain may begin with `.` or `*.`, and end with a port, for which it holds alone then.
fn is_exempt(address: &Uri, exceptions: &str) -> bool {
    let port = address.port_u16().unwrap_or(if address.scheme_str() == Some("http") { 80 } else { 443 });
    let mut names = Vec::new();
    for entry in exceptions.split([',', ' ', '\t']).filter(|entry| !entry.is_empty()) {
        if entry == "*" {
            return true;
        }
        let entry = entry.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(entry);
        names.push(match entry.strip_suffix(']').and_then(|entry| entry.strip_prefix('[')) {
            Some(bracketed) => bracketed,
            None => match entry.split_once(':') {
                Some((name, of)) if !of.contains(':') && !name.contains('/') => {
                    if of.parse() != Ok(port) {
                        continue;
                    }
                    name
                }
                _ => entry,
            },
        });
    }
    if names.is_empty() {
        return false;
    }
    // A host may be written with the root's dot at its end.
    let host = address.host().unwrap_or_default().trim_end_matches('.');
    let Ok(address) = format!("http://{host}/").parse::<Uri>() else { return false };
    Matcher::builder().all("http://proxy").no(names.join(",")).build().intercept(&address).is_none()
}

fn parse(url: &str) -> Option<Proxy> {
    let parsed = reqwest::Url::parse(url).ok()?;
    if !SCHEMES.contains(&parsed.scheme()) || !parsed.has_host() || parsed.host_str() == Some("") {
        return None;
    }
    Proxy::all(url).ok()
}

#[cfg(test)]
mod tests {
    use super::{Environment, ProxyChoice, environment_proxy, is_exempt};
    use crate::base_url::BaseUrl;
    use crate::error::{Error, ErrorKind};

    fn resolve(url: &str, variables: &[(&str, &str)]) -> Result<bool, Error> {
        let read =
            |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        environment_proxy(&BaseUrl::parse(url, true).unwrap(), read).map(|proxy| proxy.is_some())
    }

    #[test]
    fn each_scheme_has_its_variables() {
        let https = "https://api.workos.com";
        for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            for proxy in [
                "http://p:3128",
                "https://p",
                "p:3128",
                "10.0.0.1:3128",
                "http://[::1]:3128",
                "http://agent:p%40ss@p:3128",
                "agent:pass@p:3128",
                "socks5://p:1080",
                "socks5h://agent:pass@p",
                "socks4://p",
                " http://p:3128 ",
            ] {
                assert!(resolve(https, &[(variable, proxy)]).unwrap(), "{variable}={proxy}");
            }
        }
        assert!(!resolve(https, &[("HTTP_PROXY", "http://p"), ("http_proxy", "http://p")]).unwrap());
        assert!(resolve("http://api.workos.test", &[("http_proxy", "http://p")]).unwrap());
        assert!(!resolve("http://api.workos.test", &[("https_proxy", "http://p")]).unwrap());
    }

    #[test]
    fn a_proxy_that_cant_be_used_is_an_error_with_the_variables_name_and_without_its_value() {
        for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            for proxy in [
                "socks6://agent:geheim@p",
                "ftp://agent:geheim@p",
                "http://agent:geheim@",
                "http://agent:geheim#1@p:3128",
                "http://agent:geheim@p:port",
                "http://agent:geheim@p:99999",
                "agent geheim",
                "://geheim",
                "http://",
            ] {
                let error = resolve("https://api.workos.com", &[(variable, proxy)]).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Config);
                assert_eq!(error.field_errors()[0].field.as_deref(), Some("proxy"));
                assert!(error.message().contains(variable), "{error}");
                assert!(!format!("{error} {error:?}").contains("geheim"), "{error:?}");
            }
        }
    }

    #[test]
    fn what_is_not_used_is_not_judged() {
        let broken = ("HTTPS_PROXY", "socks6://x");
        assert!(!resolve("https://api.workos.com", &[broken, ("NO_PROXY", "workos.com")]).unwrap());
        assert!(!resolve("http://api.workos.test", &[broken]).unwrap());
        assert!(resolve("https://api.workos.com", &[("HTTPS_PROXY", "p"), ("ALL_PROXY", "x://")]).unwrap());
        // In a CGI program they may come from the request.
        assert!(!resolve("https://api.workos.com", &[broken, ("REQUEST_METHOD", "GET")]).unwrap());
        let loopback = BaseUrl::parse("https://localhost", false).unwrap();
        assert!(ProxyChoice::Environment.resolve(&loopback, &Environment::default()).unwrap().is_none());
    }

    #[test]
    fn an_empty_variable_is_unset() {
        let variables = [("HTTPS_PROXY", ""), ("https_proxy", " "), ("all_proxy", "http://p")];
        assert!(resolve("https://api.workos.com", &variables).unwrap());
        assert!(!resolve("https://api.workos.com", &[("HTTPS_PROXY", "")]).unwrap());
    }

    #[test]
    fn no_proxy_names_hosts_in_many_ways() {
        for (url, exceptions) in [
            ("https://api.workos.com", "*"),
            ("https://10.1.2.3", "*"),
            ("https://[fd00::1]", "*"),
            ("https://10.1.2.3", "example.com, *"),
            ("https://api.workos.com", "api.workos.com"),
            ("https://api.workos.com", "workos.com"),
            ("https://api.workos.com", ".workos.com"),
            ("https://api.workos.com", "*.workos.com"),
            ("https://api.workos.com", "WorkOS.com"),
            ("https://api.workos.com./", "workos.com"),
            ("https://api.workos.com", "example.com workos.com"),
            ("https://api.workos.com", "workos.com:443"),
            ("https://api.workos.com:8443", "workos.com:8443"),
            ("https://10.1.2.3", "10.1.2.3"),
            ("https://10.1.2.3", "10.0.0.0/8"),
            ("https://[fd00::1]", "fd00::1"),
            ("https://[fd00::1]", "[fd00::1]"),
            ("https://[fd00::1]", "fd00::/8"),
        ] {
            assert!(is_exempt(&url.parse().unwrap(), exceptions), "{url} {exceptions}");
        }
        for (url, exceptions) in [
            ("https://api.workos.com", ""),
            ("https://api.workos.com", ","),
            ("https://api.workos.com", "os.com"),
            ("https://api.workos.com", "orkos.com,api.workos.co,10.0.0.0/8"),
            ("https://api.workos.com", "workos.com:8443"),
            ("https://workos.com.example", "workos.com"),
            ("https://11.1.2.3", "10.0.0.0/8"),
            ("https://10.1.2.3", "10.1.2.4,.2.3"),
            ("https://[fe00::1]", "fd00::/8"),
        ] {
            assert!(!is_exempt(&url.parse().unwrap(), exceptions), "{url} {exceptions}");
        }
    }
}
