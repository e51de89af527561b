//! Which operation a request is for.

use hyper::Method;
use percent_encoding::percent_decode_str;

use crate::Operation;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// An operation, with the factor's id where it has one.
    Operation(Operation, String),
    /// `OPTIONS`, with what is allowed.
    Options(&'static str),
    /// Another method, with what is allowed.
    WrongMethod(&'static str),
    Unknown,
}

const ENROLL: &str = "POST, OPTIONS";
const FACTOR: &str = "GET, HEAD, DELETE, OPTIONS";
const ANY: &str = "GET, HEAD, POST, DELETE, OPTIONS";

pub(super) fn find(method: &Method, path: &str) -> Route {
    if method == Method::OPTIONS && path == "*" {
        return Route::Options(ANY);
    }
    // The path is taken apart as it was sent, so an encoded slash or dot can't lead anywhere else.
    let Some(id) = path.strip_prefix("/auth/factors/").filter(|id| !id.is_empty() && !id.contains('/'))
    else {
        return Route::Unknown;
    };
    let (operation, allow) = match (id, method) {
        ("enroll", &Method::POST) => (Operation::EnrollFactor, ENROLL),
        ("enroll", &Method::OPTIONS) => return Route::Options(ENROLL),
        ("enroll", _) => return Route::WrongMethod(ENROLL),
        // RFC 9110, section 9.3.2: `HEAD` is `GET` without the body, which hyper leaves out.
        (_, &Method::GET | &Method::HEAD) => (Operation::GetFactor, FACTOR),
        (_, &Method::DELETE) => (Operation::DeleteFactor, FACTOR),
        (_, &Method::OPTIONS) => return Route::Options(FACTOR),
        _ => return Route::WrongMethod(FACTOR),
    };
    let id =
        if allow == ENROLL { String::new() } else { percent_decode_str(id).decode_utf8_lossy().into_owned() };
    Route::Operation(operation, id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_three_operations() {
        assert_eq!(
            find(&Method::POST, "/auth/factors/enroll"),
            Route::Operation(Operation::EnrollFactor, String::new())
        );
        for method in [Method::GET, Method::HEAD] {
            assert_eq!(
                find(&method, "/auth/factors/auth_factor_1"),
                Route::Operation(Operation::GetFactor, "auth_factor_1".to_owned())
            );
        }
        assert_eq!(
            find(&Method::DELETE, "/auth/factors/auth_factor_1"),
            Route::Operation(Operation::DeleteFactor, "auth_factor_1".to_owned())
        );
    }

    #[test]
    fn an_encoded_id_is_decoded_once_and_stays_one_segment() {
        for (path, id) in
            [("auth%5Ffactor_1", "auth_factor_1"), ("%2e%2e", ".."), ("a%2Fb", "a/b"), ("%252e", "%2e")]
        {
            assert_eq!(
                find(&Method::GET, &format!("/auth/factors/{path}")),
                Route::Operation(Operation::GetFactor, id.to_owned())
            );
        }
    }

    #[test]
    fn other_paths_are_unknown() {
        for path in [
            "",
            "/",
            "*",
            "/auth",
            "/auth/factors",
            "/auth/factors/",
            "/auth/factors/a/b",
            "/auth/factors/a/",
            "/auth//factors/a",
            "/AUTH/factors/a",
            "/auth%2Ffactors/a",
            "/auth/factors/../a",
            "/x/auth/factors/a",
        ] {
            assert_eq!(find(&Method::GET, path), Route::Unknown, "{path}");
        }
    }

    #[test]
    fn other_methods_are_wrong_and_options_tells_the_right_ones() {
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE] {
            assert_eq!(find(&method, "/auth/factors/enroll"), Route::WrongMethod(ENROLL));
        }
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::TRACE] {
            assert_eq!(find(&method, "/auth/factors/a"), Route::WrongMethod(FACTOR));
        }
        assert_eq!(find(&Method::OPTIONS, "/auth/factors/enroll"), Route::Options(ENROLL));
        assert_eq!(find(&Method::OPTIONS, "/auth/factors/a"), Route::Options(FACTOR));
        assert_eq!(find(&Method::OPTIONS, "*"), Route::Options(ANY));
    }
}
