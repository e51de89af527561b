//! Requests that are refused, in the vendor's shapes.

use serde_json::json;
use workos_mfa_emulator::{Emulator, Operation};

use crate::http::{Connection, ENROLL, Response, call, enroll, factor_path};

const MEBIBYTE: usize = 1024 * 1024;

/// The field and code of each error.
fn field_errors(response: &Response) -> Vec<(String, String)> {
    let body = response.json();
    let errors = body["errors"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    errors.map(|error| (text(&error["field"]), text(&error["code"]))).collect()
}

#[tokio::test]
async fn only_the_listed_keys_pass() {
    let emulator = Emulator::builder().api_key("sk_one").api_key("sk_two").start().await.unwrap();
    for (authorization, status) in [
        ("authorization: Bearer sk_one\r\n", 404),
        ("authorization: Bearer sk_two\r\n", 404),
        ("Authorization: bearer  sk_two\r\n", 404),
        ("", 401),
        ("authorization: Bearer\r\n", 401),
        ("authorization: Bearer \r\n", 401),
        ("authorization: Bearer sk_test_default\r\n", 401),
        ("authorization: Bearer sk_on\r\n", 401),
        ("authorization: Bearer sk_one2\r\n", 401),
        ("authorization: Basic sk_one\r\n", 401),
        ("x-api-key: sk_one\r\n", 401),
    ] {
        for (method, path) in [("GET", "/auth/factors/x"), ("DELETE", "/auth/factors/x"), ("POST", ENROLL)] {
            let mut connection = Connection::to(&emulator).await;
            connection
                .send(format!(
                    "{method} {path} HTTP/1.1\r\nhost: x\r\n{authorization}content-length: 0\r\n\r\n"
                ))
                .await;
            let response = connection.receive(method).await.unwrap();
            let expected = if path == ENROLL && status == 404 { 400 } else { status };
            assert_eq!(response.status, expected, "{method} {authorization}");
            if status == 401 {
                assert_eq!(response.json(), json!({"message": "Unauthorized"}));
            }
        }
    }
    assert!(emulator.factors().is_empty());
}

#[tokio::test]
async fn an_unknown_factor_is_named_in_the_404() {
    let emulator = Emulator::start().await.unwrap();
    for method in ["GET", "DELETE"] {
        let response = call(&emulator, method, "/auth/factors/auth_factor_01", "").await;
        assert_eq!(response.status, 404);
        let message = "Authentication factor not found: 'auth_factor_01'.";
        assert_eq!(response.json(), json!({"message": message, "code": "entity_not_found"}));
    }
}

#[tokio::test]
async fn a_path_leads_nowhere_but_where_it_says() {
    let emulator = Emulator::start().await.unwrap();
    let id = enroll(&emulator, json!({"type": "generic_otp"})).await.id();
    for path in [
        "/",
        "/auth/factors",
        "/auth/factors/",
        &format!("/auth/factors/{id}/"),
        &format!("/auth/factors/x/../{id}"),
        &format!("/auth//factors/{id}"),
        &format!("/auth%2Ffactors%2F{id}"),
        &format!("/auth/factors/..%2Ffactors%2F{id}"),
        &format!("/auth/factors/{id}%00"),
        "/auth/factors/%2e%2e",
        "/auth/factors/..",
        "/auth/factors/%ff%fe",
    ] {
        for method in ["GET", "DELETE"] {
            let response = call(&emulator, method, path, "").await;
            assert_eq!(response.status, 404, "{path}");
            assert!(response.json()["message"].as_str().unwrap().to_lowercase().contains("not found"));
        }
    }
    assert_eq!(emulator.factors().len(), 1);
    for path in [format!("{}?x=y", factor_path(&id)), factor_path(&id.replacen('_', "%5F", 1))] {
        assert_eq!(call(&emulator, "GET", &path, "").await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let emulator = Emulator::start().await.unwrap();
    for (method, path, allow) in [
        ("GET", ENROLL, "POST, OPTIONS"),
        ("DELETE", ENROLL, "POST, OPTIONS"),
        ("POST", "/auth/factors/x", "GET, HEAD, DELETE, OPTIONS"),
        ("PUT", "/auth/factors/x", "GET, HEAD, DELETE, OPTIONS"),
        ("BREW", "/auth/factors/x", "GET, HEAD, DELETE, OPTIONS"),
    ] {
        let response = call(&emulator, method, path, "").await;
        assert_eq!((response.status, response.header("allow")), (405, Some(allow)), "{method} {path}");
        assert_eq!(response.json(), json!({"message": "Method Not Allowed", "code": "method_not_allowed"}));
    }
    assert_eq!(emulator.total_requests(), 5);
    assert!(Operation::ALL.iter().all(|operation| emulator.requests(*operation) == 0));
}

#[tokio::test]
async fn head_and_options_are_answered() {
    let emulator = Emulator::start().await.unwrap();
    let id = enroll(&emulator, json!({"type": "generic_otp"})).await.id();
    let mut connection = Connection::to(&emulator).await;
    let get = connection.call("GET", &factor_path(&id), "").await.unwrap();
    let head = connection.call("HEAD", &factor_path(&id), "").await.unwrap();
    assert_eq!((head.status, head.header("content-length")), (200, get.header("content-length")));
    assert_eq!(connection.call("HEAD", "/auth/factors/none", "").await.unwrap().status, 404);
    for path in [ENROLL, "/auth/factors/x", "*"] {
        let options = connection.call("OPTIONS", path, "").await.unwrap();
        assert_eq!((options.status, options.body.len()), (204, 0));
        assert!(options.header("allow").unwrap().contains("OPTIONS"));
    }
}

#[tokio::test]
async fn what_is_not_a_json_object_is_a_bad_request() {
    let emulator = Emulator::start().await.unwrap();
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 9] = [
        b"",
        b"{",
        b"type=totp",
        b"{'type':'totp'}",
        b"[]",
        b"\"totp\"",
        b"{\"type\":\"\xff\"}",
        b"{} {}",
        deep.as_bytes(),
    ];
    for body in bodies {
        let response = call(&emulator, "POST", ENROLL, body).await;
        assert_eq!(
            (response.status, &response.json()["code"]),
            (400, &json!("invalid_json")),
            "{}",
            response.text()
        );
    }
    assert!(emulator.factors().is_empty());
}

#[tokio::test]
async fn every_missing_or_wrong_field_is_named() {
    let emulator = Emulator::start().await.unwrap();
    let long = "x".repeat(3000);
    for (body, errors) in [
        (json!({}), vec![("type", "required")]),
        (json!({"type": "webauthn"}), vec![("type", "invalid_type")]),
        (json!({"type": "totp"}), vec![("totp_issuer", "required"), ("totp_user", "required")]),
        (
            json!({"type": "sms", "phone_number": "555", "user_id": 1}),
            vec![("phone_number", "invalid_phone_number"), ("user_id", "must_be_string")],
        ),
        (
            json!({"type": "totp", "totp_issuer": "a\u{7}", "totp_user": "b"}),
            vec![("totp_issuer", "invalid_characters")],
        ),
        (json!({"type": "totp", "totp_issuer": long, "totp_user": "b"}), vec![("totp_issuer", "too_long")]),
        (json!({"type": "totp", "totp_issuer": "b", "totp_user": long}), vec![("totp_user", "too_long")]),
    ] {
        let response = enroll(&emulator, body.clone()).await;
        assert_eq!(response.status, 422, "{body}");
        let answer = response.json();
        assert_eq!(
            (&answer["message"], &answer["code"]),
            (&json!("Validation failed"), &json!("unprocessable_entity"))
        );
        let expected: Vec<_> =
            errors.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect();
        assert_eq!(field_errors(&response), expected, "{body}");
        for error in answer["errors"].as_array().unwrap() {
            assert!(
                error["message"].as_str().unwrap().starts_with(error["field"].as_str().unwrap()),
                "{error}"
            );
        }
    }
    assert!(emulator.factors().is_empty());
}

#[tokio::test]
async fn a_body_over_one_mebibyte_is_refused_before_it_has_come() {
    let emulator = Emulator::start().await.unwrap();
    let head = |rest: &str| {
        format!(
            "POST {ENROLL} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk_test_default\r\n{rest}\r\n\r\n"
        )
    };
    // Not a byte of it is sent; the answer comes all the same.
    let mut connection = Connection::to(&emulator).await;
    connection.send(head(&format!("content-length: {}", MEBIBYTE + 1))).await;
    let response = connection.receive("POST").await.unwrap();
    assert_eq!((response.status, &response.json()["code"]), (413, &json!("request_too_large")));
    assert!(response.header("x-request-id").unwrap().starts_with("req_"));

    // With no length to go by, it is refused when there is too much of it.
    let mut connection = Connection::to(&emulator).await;
    connection.send(head("transfer-encoding: chunked")).await;
    connection.send(format!("{:x}\r\n{}\r\n", MEBIBYTE + 1, " ".repeat(MEBIBYTE + 1))).await;
    assert_eq!(connection.receive("POST").await.unwrap().status, 413);

    // A client that sends it all before it reads gets to read the answer.
    let response = call(&emulator, "POST", ENROLL, " ".repeat(8 * MEBIBYTE)).await;
    assert_eq!(response.status, 413);

    // Exactly one mebibyte is fine.
    let body = json!({"type": "generic_otp"}).to_string();
    let padded = format!("{body}{}", " ".repeat(MEBIBYTE - body.len()));
    assert_eq!(call(&emulator, "POST", ENROLL, padded).await.status, 201);
}

#[tokio::test]
async fn a_client_that_asks_first_is_told_to_continue_or_not() {
    let emulator = Emulator::start().await.unwrap();
    let body = json!({"type": "generic_otp"}).to_string();
    let head = |length: usize| {
        format!(
            "POST {ENROLL} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk_test_default\r\nexpect: 100-continue\r\n\
             content-length: {length}\r\n\r\n"
        )
    };
    let mut connection = Connection::to(&emulator).await;
    connection.send(head(body.len())).await;
    assert_eq!(connection.receive("POST").await.unwrap().status, 100);
    connection.send(body).await;
    assert_eq!(connection.receive("POST").await.unwrap().status, 201);

    let mut connection = Connection::to(&emulator).await;
    connection.send(head(MEBIBYTE + 1)).await;
    assert_eq!(connection.receive("POST").await.unwrap().status, 413);
}

#[tokio::test]
async fn a_connection_serves_many_requests_whatever_comes_of_them() {
    let emulator = Emulator::start().await.unwrap();
    let mut connection = Connection::to(&emulator).await;
    for (method, path, body, status) in [
        ("POST", ENROLL, "{\"type\":\"generic_otp\"}", 201),
        ("POST", ENROLL, "{\"type\":", 400),
        ("POST", ENROLL, "{}", 422),
        ("PUT", ENROLL, "{}", 405),
        ("GET", "/auth/factors/x", "", 404),
        ("POST", "/nowhere", "{}", 404),
        ("POST", ENROLL, "{\"type\":\"generic_otp\"}", 201),
    ] {
        let response = connection.call(method, path, body).await.unwrap();
        assert_eq!(response.status, status, "{method} {path} {body}");
    }
    assert_eq!(emulator.total_requests(), 7);
}

#[tokio::test]
async fn every_response_has_a_request_id_of_its_own() {
    let emulator = Emulator::start().await.unwrap();
    let mut ids = std::collections::HashSet::new();
    for (method, path) in
        [("GET", "/"), ("PUT", ENROLL), ("POST", ENROLL), ("GET", "/auth/factors/x"), ("OPTIONS", ENROLL)]
    {
        let response = call(&emulator, method, path, "").await;
        let id = response.header("x-request-id").unwrap();
        assert!(id.starts_with("req_") && id.len() == 30, "{id}");
        assert!(ids.insert(id.to_owned()));
    }
}

#[tokio::test]
async fn what_is_not_http_is_refused_and_harms_no_one() {
    let emulator = Emulator::start().await.unwrap();
    let mut connection = Connection::to(&emulator).await;
    connection.send(b"\x16\x03\x01\x02\x00 hello\r\n\r\n").await;
    assert!(connection.receive_all().await.unwrap().starts_with(b"HTTP/1.1 400"));
    assert_eq!(call(&emulator, "GET", "/", "").await.status, 404);
}
