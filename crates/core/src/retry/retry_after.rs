//! `Retry-After` (RFC 9110, 10.2.3).

use std::time::{Duration, SystemTime};

use http::header::{DATE, HeaderMap, RETRY_AFTER};

/// Beyond this a number is taken for nonsense, and for this long.
const MOST: Duration = Duration::from_secs(365 * 24 * 3600);

/// How long the server asks to wait, in either of the two forms; `None` if it does not ask, or not in a readable form.
///
/// A date is compared with the server's own `Date`, if it sent one: clocks differ, and phones' differ most.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        // A number too large to parse is still a wish to wait very long.
        return Some(text.parse().map_or(MOST, Duration::from_secs).min(MOST));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let server_now = headers
        .get(DATE)
        .and_then(|date| httpdate::parse_http_date(date.to_str().ok()?.trim()).ok())
        .unwrap_or(now);
    Some(date.duration_since(server_now).unwrap_or_default().min(MOST))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use http::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};
    use proptest::prelude::*;

    use super::{MOST, retry_after};

    // Sun, 06 Nov 1994 08:49:37 GMT
    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(784_111_777)
    }

    fn read(retry: &str, date: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(retry).unwrap());
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_str(date).unwrap());
        }
        retry_after(&headers, now())
    }

    #[test]
    fn reads_seconds() {
        assert_eq!(read("3", None), Some(Duration::from_secs(3)));
        assert_eq!(read(" 0 ", None), Some(Duration::ZERO));
        assert_eq!(read("99999999999999999999999", None), Some(MOST));
    }

    #[test]
    fn reads_dates_by_the_servers_clock() {
        assert_eq!(read("Sun, 06 Nov 1994 08:49:47 GMT", None), Some(Duration::from_secs(10)));
        assert_eq!(read("Sun, 06 Nov 1994 08:49:27 GMT", None), Some(Duration::ZERO));
        assert_eq!(
            read("Mon, 07 Nov 1994 00:00:05 GMT", Some("Mon, 07 Nov 1994 00:00:00 GMT")),
            Some(Duration::from_secs(5))
        );
        assert_eq!(read("Sun, 06 Nov 1994 08:49:47 GMT", Some("nonsense")), Some(Duration::from_secs(10)));
    }

    #[test]
    fn anything_else_is_no_wish() {
        for text in ["", "-1", "1.5", "soon", "3s", "1e3"] {
            assert_eq!(read(text, None), None, "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now()), None);
    }

    proptest! {
        #[test]
        fn never_panics_and_stays_bounded(text in "[ -~]{0,40}") {
            if let Some(wait) = read(&text, None) {
                prop_assert!(wait <= MOST);
            }
        }

        #[test]
        fn every_number_of_seconds_is_read(seconds in 0_u64..31_536_000) {
            prop_assert_eq!(read(&seconds.to_string(), None), Some(Duration::from_secs(seconds)));
        }
    }
}
