//! Where the endpoints are.

use std::sync::Arc;

use reqwest::Url;

use crate::generated::FIXED_PATHS;

/// The base URL, parsed once, and the fixed part of each endpoint's path appended once: to parse a URL for each request would
/// cost more than anything else of the client's own work.
#[derive(Clone, Debug)]
pub struct Address(Arc<Parsed>);

#[derive(Debug)]
struct Parsed {
    base: Url,
    /// By their fixed part. So few that a search is quickest.
    endpoints: Vec<(&'static str, Url)>,
}

impl Address {
    /// `None` if the text is not an absolute http or https URL.
    #[must_use]
    pub fn parse(base_url: &str) -> Option<Self> {
        let base = Url::parse(base_url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let endpoints =
            FIXED_PATHS.iter().map(|path| (*path, append(base.clone(), path.split('/')))).collect();
        Some(Self(Arc::new(Parsed { base, endpoints })))
    }

    /// The address without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.base.as_str().trim_end_matches('/')
    }

    /// The URL of an endpoint. A segment that holds a slash or the like is encoded, so none can lead to another endpoint; `.`
    /// and `..` are left out.
    pub(crate) fn at<const N: usize>(&self, fixed: &str, segments: [&str; N]) -> Url {
        let ready = self.0.endpoints.iter().find(|(path, _)| *path == fixed).map(|(_, url)| url.clone());
        let url = ready.unwrap_or_else(|| append(self.0.base.clone(), fixed.split('/')));
        if N == 0 { url } else { append(url, segments) }
    }
}

fn append<'a>(mut url: Url, segments: impl IntoIterator<Item = &'a str>) -> Url {
    // Every http URL has segments.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn appends_to_the_path_of_the_base_url() {
        for (base_url, wanted) in [
            ("https://api.workos.com", "https://api.workos.com/auth/factors/a"),
            ("https://api.workos.com/", "https://api.workos.com/auth/factors/a"),
            ("http://127.0.0.1:4100/v1/mfa", "http://127.0.0.1:4100/v1/mfa/auth/factors/a"),
            ("http://[::1]:4100/v1/", "http://[::1]:4100/v1/auth/factors/a"),
        ] {
            let address = Address::parse(base_url).unwrap();
            assert_eq!(address.at("auth/factors", ["a"]).as_str(), wanted);
            // Not one of the fixed parts, and none the less right.
            assert_eq!(address.at("auth/factors/a", []).as_str(), wanted);
            assert_eq!(address.as_str(), base_url.trim_end_matches('/'));
        }
    }

    #[test]
    fn no_segment_leads_elsewhere() {
        let address = Address::parse("https://api.workos.com").unwrap();
        for (segment, wanted) in [
            ("../../organizations/org_1", "/auth/factors/..%2F..%2Forganizations%2Forg_1"),
            ("a?b#c", "/auth/factors/a%3Fb%23c"),
            ("%2e%2e", "/auth/factors/%252e%252e"),
            ("..", "/auth/factors"),
            (".", "/auth/factors"),
        ] {
            let url = address.at("auth/factors", [segment]);
            assert_eq!((url.path(), url.query(), url.fragment()), (wanted, None, None), "{segment}");
        }
    }

    #[test]
    fn takes_http_only() {
        for text in ["", "/auth", "api.workos.com", "ftp://api.workos.com", "mailto:a@example.com", "http://"]
        {
            assert!(Address::parse(text).is_none(), "{text}");
        }
    }
}
