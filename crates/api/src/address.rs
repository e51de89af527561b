//! Where the endpoints are.

use std::sync::Arc;

use reqwest::Url;

/// The base URL, parsed once: parsing it for each request would cost more than anything else of the client's own work.
#[derive(Clone, Debug)]
pub struct Address(Arc<Url>);

impl Address {
    /// `None` if the text is not an absolute http or https URL.
    #[must_use]
    pub fn parse(base_url: &str) -> Option<Self> {
        let url = Url::parse(base_url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        Some(Self(Arc::new(url)))
    }

    /// The address without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// The URL of an endpoint. A segment that holds a slash or the like is encoded, so none can lead to another endpoint; `.`
    /// and `..` are left out.
    pub(crate) fn at<const N: usize>(&self, segments: [&str; N]) -> Url {
        let mut url = Url::clone(&self.0);
        // Every http URL has segments.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }
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
            assert_eq!(address.at(["auth", "factors", "a"]).as_str(), wanted);
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
            let url = address.at(["auth", "factors", segment]);
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
