//! Checks on extra headers.

use http::header::{HeaderName, HeaderValue};

/// Headers that the client sets itself, or that would change how a request is framed or where it goes.
const RESERVED: [&str; 14] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// A header that may be added, or what is wrong with it. The value is never quoted: it may be a secret.
pub(crate) fn check_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let parsed = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| format!("{name:?} is not a header name (RFC 9110, 5.1)"))?;
    if RESERVED.contains(&parsed.as_str()) {
        return Err(format!("the header {parsed} is set by the client and can't be replaced"));
    }
    let mut value = HeaderValue::from_str(value).ok().filter(|_| value.is_ascii()).ok_or_else(|| {
        format!("the value of the header {parsed} may hold visible ASCII characters and spaces only")
    })?;
    value.set_sensitive(true);
    Ok((parsed, value))
}

#[cfg(test)]
mod tests {
    use super::check_header;

    #[test]
    fn takes_ordinary_headers_and_marks_them_sensitive() {
        let (name, value) = check_header("X-Trace", "a b").unwrap();
        assert_eq!((name.as_str(), value.to_str().unwrap()), ("x-trace", "a b"));
        assert!(value.is_sensitive());
    }

    #[test]
    fn refuses_injection_and_what_the_client_owns() {
        for (name, value) in [
            ("a b", "x"),
            ("", "x"),
            ("x", "a\nb"),
            ("x", "a\0"),
            ("x", "é"),
            ("Authorization", "x"),
            ("HOST", "x"),
        ] {
            let problem = check_header(name, value).unwrap_err();
            assert!(!problem.contains("a\nb"), "{problem}");
        }
    }
}
