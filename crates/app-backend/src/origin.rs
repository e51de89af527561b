//! Web pages: none may call this from elsewhere.

use hyper::header::{HOST, HeaderMap, ORIGIN};

/// Whether a request was made by a page of another site. Apps send neither of these headers.
///
/// There is no CORS here either: no response has a header that allows it, and OPTIONS is not answered.
pub(crate) fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(hyper::header::HeaderValue::as_bytes);
    if matches!(site, Some(b"cross-site" | b"same-site")) {
        return true;
    }
    let Some(origin) = headers.get(ORIGIN) else { return false };
    let authority =
        origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    match (authority, host) {
        (Some(authority), Some(host)) => !authority.eq_ignore_ascii_case(host),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderMap, HeaderName, HeaderValue};

    use super::is_foreign;

    #[test]
    fn is_decided_by_what_the_browser_says() {
        for (headers, foreign) in [
            (&[][..], false),
            (&[("origin", "https://app.example")], false),
            (&[("origin", "https://APP.example"), ("sec-fetch-site", "same-origin")], false),
            (&[("origin", "https://evil.example")], true),
            (&[("origin", "https://app.example.evil.example")], true),
            (&[("origin", "https://app.example:8443")], true),
            (&[("origin", "null")], true),
            (&[("origin", "")], true),
            (&[("sec-fetch-site", "cross-site")], true),
            (&[("origin", "https://app.example"), ("sec-fetch-site", "same-site")], true),
        ] {
            let mut map = HeaderMap::new();
            map.insert("host", HeaderValue::from_static("app.example"));
            map.extend(
                headers
                    .iter()
                    .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))),
            );
            assert_eq!(is_foreign(&map), foreign, "{headers:?}");
        }
    }
}
