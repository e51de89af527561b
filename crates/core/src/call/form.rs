//! Whose reply it is: the API's own, or that of something in between.

use http::HeaderMap;
use http::header::{CONTENT_TYPE, DATE};
use workos_mfa_api::{Answer, is_json};

use crate::error::{ErrorBody, Redactor};
use crate::json::Json;
use crate::models::Timestamp;

/// Whether a body has the API's own form: it is JSON, or the beginning of the object that every reply with a body is.
pub(super) fn is_own(body: &[u8]) -> bool {
    trimmed(body).starts_with(b"{") || is_json(body)
}

/// Whether an error reply is one of the API's own: a whole object that says what went wrong in one of the shapes that it uses.
pub(super) fn is_own_error(body: &[u8]) -> bool {
    if Json::read_whole(body).is_none() {
        return false;
    }
    let ErrorBody { message, code, field_errors } = ErrorBody::read(body, &Redactor::new(""));
    message.is_some() || code.is_some() || !field_errors.is_empty()
}

/// Whether a reply is a page. Where there is a body, it decides; else what is announced does.
pub(super) fn is_html(answer: &Answer) -> bool {
    let body = trimmed(&answer.body);
    // 204 has no content to be of any type (RFC 9110, 15.3.5).
    let announced = answer.status != http::StatusCode::NO_CONTENT && announces_html(&answer.headers);
    body.starts_with(b"<") || (announced && !is_json(body))
}

/// Without the white space and the byte order mark that some programs begin a text with.
fn trimmed(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii()
}

fn announces_html(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()?.split(';').next());
    media_type.is_some_and(|media_type| {
        let media_type = media_type.trim();
        ["text/html", "application/xhtml+xml"].iter().any(|html| media_type.eq_ignore_ascii_case(html))
    })
}

/// When the reply was made: by the server's clock, if its `Date` can be read, else by this machine's.
pub(super) fn time_of(headers: &HeaderMap) -> Timestamp {
    let date = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?.trim()).ok());
    date.and_then(|date| Timestamp::try_from(date).ok()).unwrap_or_else(Timestamp::now)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::header::{CONTENT_TYPE, HeaderValue};
    use http::{HeaderMap, StatusCode};
    use workos_mfa_api::Answer;

    use super::{is_html, is_own, is_own_error};

    fn html(status: u16, content_type: &str, body: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap());
        let status = StatusCode::from_u16(status).unwrap();
        is_html(&Answer { status, headers, body: Bytes::from_static(body.as_bytes()), incomplete: None })
    }

    #[test]
    fn a_page_is_known_by_what_it_is_or_by_what_it_says_it_is() {
        for (content_type, body) in [
            ("text/html", "<html></html>"),
            ("Text/HTML; charset=utf-8", "Welcome"),
            ("text/html", ""),
            ("application/xhtml+xml", ""),
            ("application/json", " \r\n<!DOCTYPE html>"),
            ("application/json", "\u{feff}<html>"),
            ("text/plain", "<p>"),
        ] {
            assert!(html(200, content_type, body), "{content_type} {body}");
        }
    }

    #[test]
    fn json_text_and_nothing_at_all_are_no_page() {
        for (status, content_type, body) in [
            (200, "application/json", r#"{"deleted":true}"#),
            (200, "text/html", r#"{"deleted":true}"#),
            (200, "text/plain", "OK"),
            (200, "application/json", ""),
            (204, "text/html", ""),
        ] {
            assert!(!html(status, content_type, body), "{status} {content_type} {body}");
        }
    }

    #[test]
    fn the_own_form_is_json_or_the_beginning_of_an_object() {
        for body in ["{}", "{", " \n{\"id\":\"auth", "\u{feff}{", "[1]", "null", "\"x\""] {
            assert!(is_own(body.as_bytes()), "{body}");
        }
        for body in ["", " ", "<html>", "OK", "[1", "nul"] {
            assert!(!is_own(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn an_error_of_the_api_says_something() {
        for body in [
            r#"{"message":"m"}"#,
            r#"{"code":"entity_not_found"}"#,
            r#"{"error":"not_found"}"#,
            r#"{"error_description":"d"}"#,
            r#"{"errors":["e"]}"#,
        ] {
            assert!(is_own_error(body.as_bytes()), "{body}");
        }
        for body in ["", "{}", "[]", "null", "<html>404</html>", r#"{"status":404}"#, "not found"] {
            assert!(!is_own_error(body.as_bytes()), "{body}");
        }
    }
}
