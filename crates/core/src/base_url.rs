//! Where requests go.

use std::net::{IpAddr, Ipv4Addr};

use url::{Host, Url};

/// The vendor's address.
pub(crate) const DEFAULT: &str = "https://api.workos.com";

/// A checked base address.
#[derive(Debug)]
pub(crate) struct BaseUrl {
    /// Without a slash at its end; the generated client appends paths to it.
    pub(crate) text: String,
    /// Whether it leads to this machine.
    pub(crate) loopback: bool,
}

impl BaseUrl {
    /// The address may have a path, which is kept, and nothing else besides scheme, host and port. Plain http would send the
    /// key in the clear, so it is for this machine only unless allowed.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, String> {
        // The URL standard drops line breaks and takes a backslash for a slash, so that the host would be another than the one
        // that people read.
        if text.contains(|c: char| c == '\\' || c.is_whitespace() || c.is_control()) {
            return Err("base_url must not hold spaces, line breaks or backslashes".to_owned());
        }
        let url = Url::parse(text)
            .map_err(|error| format!("base_url is not an absolute URL such as {DEFAULT}: {error}"))?;
        let host = match url.host() {
            Some(host) if !url.host_str().unwrap_or_default().is_empty() => host,
            _ => return Err(format!("base_url has no host; write it as {DEFAULT}")),
        };
        let loopback = is_loopback(&host);
        match url.scheme() {
            "https" => {}
            "http" if loopback || allow_http => {}
            "http" => {
                return Err(
                    "base_url is plain http to another host, which would send the key in the clear; use https, or set allow_http (WORKOS_ALLOW_HTTP)"
                        .to_owned(),
                );
            }
            _ => return Err("base_url must begin with https://".to_owned()),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("base_url must not hold a user name or password".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("base_url must not hold a query or a fragment".to_owned());
        }
        Ok(Self { text: url.as_str().trim_end_matches('/').to_owned(), loopback })
    }

    /// Whether requests are sent in the clear.
    pub(crate) fn is_plain_http(&self) -> bool {
        self.text.starts_with("http:")
    }
}

/// Whether this URL leads to another machine.
pub(crate) fn leads_elsewhere(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.host().is_some_and(|host| !is_loopback(&host)))
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            // RFC 6761, 6.3: names below localhost lead to this machine, too.
            name.eq_ignore_ascii_case("localhost")
                || name.to_ascii_lowercase().ends_with(".localhost")
                // In a URL whose scheme the standard does not know, an address is a name.
                || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        }
        Host::Ipv4(address) => IpAddr::V4(*address).is_loopback(),
        Host::Ipv6(address) => address.to_ipv4_mapped().map_or(address.is_loopback(), |v4| v4.is_loopback()),
    }
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn keeps_a_path_and_drops_the_slash_at_the_end() {
        for (given, kept) in [
            ("https://api.workos.com", "https://api.workos.com"),
            ("https://api.workos.com/", "https://api.workos.com"),
            ("https://proxy.example/workos/v1/", "https://proxy.example/workos/v1"),
            ("http://127.0.0.1:4100", "http://127.0.0.1:4100"),
            ("HTTP://LocalHost:4100/", "http://localhost:4100"),
            ("http://[::1]:4100", "http://[::1]:4100"),
        ] {
            assert_eq!(BaseUrl::parse(given, false).unwrap().text, kept);
        }
    }

    #[test]
    fn refuses_what_is_not_plainly_a_base_address() {
        for text in [
            "",
            "api.workos.com",
            "/auth",
            "https://",
            "ftp://api.workos.com",
            "file:///etc/passwd",
            "https://user@api.workos.com",
            "https://user:pw@api.workos.com",
            "https://api.workos.com?x=1",
            "https://api.workos.com/#x",
            "http://api.workos.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "https:\\\\api.workos.com",
            "https://api.example\\@api.workos.com",
            "https://api.workos\n.com",
            "https://api.workos.com\n",
            " https://api.workos.com",
            "https://api.workos.com/a b",
            "https://api\t.workos.com",
        ] {
            assert!(BaseUrl::parse(text, false).is_err(), "{text}");
        }
        assert!(BaseUrl::parse("http://10.0.0.1:8080", true).is_ok());
    }

    #[test]
    fn knows_this_machine_whatever_the_scheme() {
        for text in
            ["socks5://127.0.0.1:1080", "socks5h://localhost", "socks4://[::1]", "http://127.1.2.3:3128"]
        {
            assert!(!super::leads_elsewhere(text), "{text}");
        }
        for text in ["socks5://10.0.0.1:1080", "socks5h://proxy.test", "http://127.0.0.1.test"] {
            assert!(super::leads_elsewhere(text), "{text}");
        }
    }

    #[test]
    fn knows_this_machine() {
        for text in
            ["http://localhost", "http://a.localhost", "http://127.9.9.9", "http://[::ffff:127.0.0.1]"]
        {
            assert!(BaseUrl::parse(text, false).unwrap().loopback, "{text}");
        }
        assert!(!BaseUrl::parse("https://api.workos.com", false).unwrap().loopback);
    }
}
