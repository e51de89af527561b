//! Faults: each is what it says, and ends when it should.

use std::{io, time::Duration};

use serde_json::json;
use tokio::time::Instant;
use workos_mfa_emulator::{Emulator, Fault, Operation};

use crate::http::{Connection, ENROLL, call, enroll, factor_path};

const APP: &str = r#"{"type":"totp","totp_issuer":"Foo","totp_user":"alan"}"#;

async fn started_with(fault: Fault) -> (Emulator, Connection) {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject(Operation::EnrollFactor, fault, 1);
    let connection = Connection::to(&emulator).await;
    (emulator, connection)
}

#[tokio::test]
async fn a_status_comes_as_often_as_it_was_injected_on_a_connection_that_lives_on() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject(Operation::EnrollFactor, Fault::status(503).header("Retry-After", "1"), 2);
    let mut connection = Connection::to(&emulator).await;
    for _ in 0..2 {
        let response = connection.call("POST", ENROLL, APP).await.unwrap();
        assert_eq!((response.status, response.header("retry-after")), (503, Some("1")));
        assert_eq!(response.json(), json!({"message": "Service Unavailable"}));
        assert!(response.header("x-request-id").unwrap().starts_with("req_"));
    }
    assert!(emulator.factors().is_empty());
    assert_eq!(connection.call("POST", ENROLL, APP).await.unwrap().status, 201);
    assert_eq!((emulator.requests(Operation::EnrollFactor), emulator.factors().len()), (3, 1));
}

#[tokio::test]
async fn faults_queue_up_and_do_not_touch_other_operations() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject(Operation::GetFactor, Fault::status(500), 1);
    emulator.inject(Operation::GetFactor, Fault::status(429), 1);
    let id = enroll(&emulator, json!({"type": "generic_otp"})).await.id();
    let path = factor_path(&id);
    let mut connection = Connection::to(&emulator).await;
    for status in [500, 429, 200] {
        assert_eq!(connection.call("GET", &path, "").await.unwrap().status, status);
    }
    assert_eq!(connection.call("DELETE", &path, "").await.unwrap().status, 204);
}

#[tokio::test]
async fn headers_and_bodies_are_sent_as_they_are_given() {
    let html = "<html>Bad Gateway</html>";
    let fault =
        Fault::status(502).header("content-type", "text/html").header("X-Request-Id", "mine").body(html);
    let (_emulator, mut connection) = started_with(fault).await;
    let response = connection.call("POST", ENROLL, APP).await.unwrap();
    assert_eq!((response.status, response.text().as_str()), (502, html));
    assert_eq!(response.header("content-type"), Some("text/html"));
    assert_eq!(response.header("x-request-id"), Some("mine"));

    let (_emulator, mut connection) = started_with(Fault::status(500).body("")).await;
    let response = connection.call("POST", ENROLL, APP).await.unwrap();
    assert_eq!((response.status, response.body.len(), response.header("content-type")), (500, 0, None));
    assert_eq!(response.header("content-length"), Some("0"));

    // A status that does not exist, and a length that is a lie.
    let (_emulator, mut connection) =
        started_with(Fault::status(799).header("Content-Length", "3").body("abcdef")).await;
    let response = connection.call("POST", ENROLL, APP).await.unwrap();
    assert_eq!((response.status, response.text().as_str()), (799, "abc"));
}

#[tokio::test]
async fn a_status_without_a_body_has_none_and_no_length() {
    for status in [204, 304] {
        let (_emulator, mut connection) = started_with(Fault::status(status)).await;
        let response = connection.call("POST", ENROLL, APP).await.unwrap();
        assert_eq!((response.status, response.header("content-length")), (status, None));
        assert_eq!(connection.call("POST", ENROLL, APP).await.unwrap().status, 201);
    }
}

#[tokio::test]
async fn a_status_can_hide_that_the_operation_was_carried_out() {
    let (emulator, mut connection) = started_with(Fault::status(500).takes_effect(true)).await;
    assert_eq!(connection.call("POST", ENROLL, APP).await.unwrap().status, 500);
    assert_eq!(emulator.factors().len(), 1);
}

#[tokio::test]
async fn a_delay_gives_the_ordinary_reply_late() {
    let wait = Duration::from_millis(60);
    let (emulator, mut connection) = started_with(Fault::delay(wait)).await;
    let start = Instant::now();
    let response = connection.call("POST", ENROLL, APP).await.unwrap();
    assert!(start.elapsed() >= wait);
    assert_eq!(response.id(), emulator.factors()[0].id);

    let (_emulator, mut connection) = started_with(Fault::status(503).delayed(wait)).await;
    let start = Instant::now();
    assert_eq!(connection.call("POST", ENROLL, APP).await.unwrap().status, 503);
    assert!(start.elapsed() >= wait);
}

#[tokio::test]
async fn a_delayed_reply_can_have_other_headers_and_another_body() {
    let fault = Fault::delay(Duration::ZERO).header("x-extra", "1").body("{\"id\":5}");
    let (emulator, mut connection) = started_with(fault).await;
    let response = connection.call("POST", ENROLL, APP).await.unwrap();
    assert_eq!(
        (response.status, response.header("x-extra"), response.text().as_str()),
        (201, Some("1"), "{\"id\":5}")
    );
    assert_eq!(emulator.factors().len(), 1);
    assert_eq!(connection.call("POST", ENROLL, APP).await.unwrap().status, 201);
}

#[tokio::test]
async fn a_reset_before_reading_does_not_wait_for_the_body_and_changes_nothing() {
    let (emulator, mut connection) = started_with(Fault::reset_before_reading()).await;
    // The body never comes.
    let head = "POST /auth/factors/enroll HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk_test_default\r\ncontent-length: 9\r\n\r\n";
    connection.send(head).await;
    let error = connection.receive("POST").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    assert_eq!((emulator.requests(Operation::EnrollFactor), emulator.factors().len()), (1, 0));
}

#[tokio::test]
async fn a_reset_after_reading_leaves_a_factor_behind() {
    let (emulator, mut connection) = started_with(Fault::reset_after_reading()).await;
    let error = connection.call("POST", ENROLL, APP).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(emulator.factors().len(), 1);

    let (emulator, mut connection) = started_with(Fault::reset_after_reading().takes_effect(false)).await;
    assert_eq!(
        connection.call("POST", ENROLL, APP).await.unwrap_err().kind(),
        io::ErrorKind::ConnectionReset
    );
    assert!(emulator.factors().is_empty());
}

#[tokio::test]
async fn a_reset_of_a_delete_that_took_effect_is_followed_by_a_404() {
    let emulator = Emulator::start().await.unwrap();
    let id = enroll(&emulator, json!({"type": "generic_otp"})).await.id();
    emulator.inject(Operation::DeleteFactor, Fault::reset_after_reading(), 1);
    let mut connection = Connection::to(&emulator).await;
    let error = connection.call("DELETE", &factor_path(&id), "").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(call(&emulator, "DELETE", &factor_path(&id), "").await.status, 404);
}

#[tokio::test]
async fn a_cut_body_has_a_whole_head_and_ends_early() {
    let (emulator, mut connection) = started_with(Fault::cut_body(90)).await;
    let response = connection.call("POST", ENROLL, APP).await.unwrap();
    assert_eq!((response.status, response.body.len(), response.complete), (201, 90, false));
    let id = &emulator.factors()[0].id;
    assert!(response.text().contains(id.as_str()), "the id comes early: {}", response.text());
    assert!(connection.receive_all().await.unwrap().is_empty());

    // However much is asked for, the last byte is missing.
    let (_emulator, mut connection) = started_with(Fault::cut_body(usize::MAX)).await;
    let response = connection.call("POST", ENROLL, APP).await.unwrap();
    let length: usize = response.header("content-length").unwrap().parse().unwrap();
    assert_eq!(response.body.len(), length - 1);
}

#[tokio::test]
async fn a_reply_without_a_body_promises_a_byte_that_never_comes() {
    let emulator = Emulator::start().await.unwrap();
    let id = enroll(&emulator, json!({"type": "generic_otp"})).await.id();
    emulator.inject(Operation::DeleteFactor, Fault::cut_body(0), 1);
    let response = call(&emulator, "DELETE", &factor_path(&id), "").await;
    assert_eq!(
        (response.status, response.header("content-length"), response.complete),
        (200, Some("1"), false)
    );
    assert!(emulator.factors().is_empty());
}

#[tokio::test]
async fn a_stalled_body_leaves_the_connection_open() {
    let (emulator, mut connection) = started_with(Fault::stall_body(10)).await;
    connection.send(format!(
        "POST {ENROLL} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk_test_default\r\ncontent-length: {}\r\n\r\n{APP}",
        APP.len()
    ))
    .await;
    let head = connection.receive("HEAD").await.unwrap();
    assert_eq!(head.status, 201);
    assert_eq!(connection.receive_exactly(10).await, b"{\"object\":");
    assert!(connection.is_silent());
    // Another client is served meanwhile.
    assert_eq!(call(&emulator, "POST", ENROLL, APP).await.status, 201);
    assert!(connection.is_silent());
    assert_eq!(emulator.factors().len(), 2);
}

#[tokio::test]
async fn a_hanging_request_is_carried_out_and_never_answered() {
    let (emulator, mut connection) = started_with(Fault::hang()).await;
    connection.send(format!(
        "POST {ENROLL} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk_test_default\r\ncontent-length: {}\r\n\r\n{APP}",
        APP.len()
    ))
    .await;
    while emulator.factors().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(call(&emulator, "POST", ENROLL, APP).await.status, 201);
    assert!(connection.is_silent());
    // It ends with the emulator.
    emulator.stop().await;
    assert!(connection.receive_all().await.map_or(true, |bytes| bytes.is_empty()));
}

#[tokio::test]
async fn garbage_is_not_http() {
    let (emulator, mut connection) = started_with(Fault::garbage()).await;
    let error = connection.call("POST", ENROLL, APP).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::Other, "{error}");
    assert_eq!(emulator.factors().len(), 1);

    let (_emulator, mut connection) = started_with(Fault::garbage().body("HTTP/9.9 what?\r\n\r\n")).await;
    connection.send("POST /auth/factors/enroll HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(connection.receive_all().await.unwrap(), b"HTTP/9.9 what?\r\n\r\n");
}

#[tokio::test]
async fn a_fault_comes_before_the_key_is_looked_at_and_ends_a_connection_that_wants_to_end() {
    let (_emulator, mut connection) = started_with(Fault::status(503)).await;
    connection
        .send(
            "POST /auth/factors/enroll HTTP/1.1\r\nhost: x\r\nConnection: Close\r\ncontent-length: 0\r\n\r\n",
        )
        .await;
    let all = connection.receive_all().await.unwrap();
    assert!(all.starts_with(b"HTTP/1.1 503 Service Unavailable\r\n"));
}

#[tokio::test]
async fn reset_drops_the_faults_that_are_still_to_come() {
    let (emulator, mut connection) = started_with(Fault::status(503)).await;
    emulator.reset();
    assert_eq!(connection.call("POST", ENROLL, APP).await.unwrap().status, 201);
}

#[test]
fn debug_does_not_repeat_the_body() {
    let shown = format!("{:?}", Fault::status(201).body("HIDDEN"));
    assert!(
        shown.contains("body_bytes: Some(6)") && !shown.contains("HIDDEN") && !shown.contains("72, 73"),
        "{shown}"
    );
}
