//! The proxy that requests go through, if any.

use data_encoding::BASE64;
use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use percent_encoding::percent_decode_str;
use reqwest::{Proxy, Url};

use super::env::{Environment, Variable};
use crate::Secret;
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

/// The proxy that was found.
#[derive(Clone)]
pub(super) struct Route {
    pub(super) proxy: Proxy,
    /// So that it can be found in what a proxy sends back. A user name alone serves as one.
    pub(super) password: Option<Secret>,
}

const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

impl ProxyChoice {
    /// The proxy for this address.
    pub(super) fn resolve(
        &self,
        base_url: &BaseUrl,
        environment: &Environment,
    ) -> Result<Option<Route>, Error> {
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
) -> Result<Option<Route>, Error> {
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
        let mut route =
            parse(&found.uri().to_string()).ok_or_else(|| unusable("the system's proxy setting"))?;
        if let Some(credentials) = found.basic_auth() {
            route.password = password_in_header(credentials);
            route.proxy = route.proxy.custom_http_auth(credentials.clone());
        }
        return Ok(Some(route));
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

fn parse(url: &str) -> Option<Route> {
    let parsed = Url::parse(url).ok()?;
    if !SCHEMES.contains(&parsed.scheme()) || !parsed.has_host() || parsed.host_str() == Some("") {
        return None;
    }
    let proxy = Proxy::all(url).ok()?;
    Some(Route { proxy, password: password(&parsed) })
}

fn password(proxy: &Url) -> Option<Secret> {
    let password = proxy.password().filter(|password| !password.is_empty()).unwrap_or(proxy.username());
    let decoded = percent_decode_str(password).decode_utf8().ok()?.into_owned();
    (!decoded.is_empty()).then(|| decoded.into())
}

/// That of `Basic` credentials (RFC 7617, 2).
fn password_in_header(credentials: &HeaderValue) -> Option<Secret> {
    let encoded = credentials.to_str().ok()?.strip_prefix("Basic ")?;
    let decoded = String::from_utf8(BASE64.decode(encoded.as_bytes()).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some(if password.is_empty() { user } else { password }.to_owned().into())
        .filter(|secret: &Secret| !secret.expose().is_empty())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::{Environment, ProxyChoice, Route, environment_proxy, is_exempt, password_in_header};
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
    fn the_password_is_known_wherever_it_comes_from() {
        let read = |name: &str| (name == "https_proxy").then(|| "agent:p%40ss@p:3128".to_owned());
        let url = BaseUrl::parse("https://api.workos.com", false).unwrap();
        let password =
            |route: Option<Route>| route.unwrap().password.map(|password| password.expose().to_owned());
        assert_eq!(password(environment_proxy(&url, read).unwrap()).as_deref(), Some("p@ss"));
        let through =
            |proxy: &str| ProxyChoice::Through(proxy.to_owned()).resolve(&url, &Environment::default());
        assert_eq!(password(through("http://token@p").unwrap()).as_deref(), Some("token"));
        assert_eq!(password(through("http://p").unwrap()), None);
        for (header, wanted) in [
            ("Basic YWdlbnQ6cEBzczp4", Some("p@ss:x")),
            ("Basic YWdlbnQ6", Some("agent")),
            ("Basic Og==", None),
            ("Basic !", None),
            ("x", None),
        ] {
            let found = password_in_header(&HeaderValue::from_static(header));
            assert_eq!(found.as_ref().map(crate::Secret::expose), wanted, "{header}");
        }
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
