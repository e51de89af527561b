//! An app's calls, and how they end.

use std::time::Duration;

use workos_mfa::{CallOptions, EnrollFactor, ErrorKind, Outcome};
use workos_mfa_emulator::{Emulator, Fault, Operation};

use crate::world::{ALAN, GRACE, World};

#[tokio::test]
async fn an_app_enrols_reads_and_deletes_through_it() {
    let world = World::new().start().await;
    let app = world.app(ALAN);
    let enrolled = app.enroll_factor(EnrollFactor::totp("Foo Corp", "alan@example.com")).await.unwrap();
    assert!(!enrolled.totp.unwrap().secret.expose().is_empty());
    assert_eq!(app.get_factor(&enrolled.id).await.unwrap().id, enrolled.id);
    app.delete_factor(&enrolled.id).await.unwrap();
    let error = app.get_factor(&enrolled.id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(world.emulator.factors().is_empty());
}

#[tokio::test]
async fn a_factor_belongs_to_who_is_logged_in_whatever_the_app_says() {
    let world = World::new().start().await;
    let app = world.app(ALAN);
    let factor = app.enroll_factor(EnrollFactor::generic_otp().user_id(GRACE)).await.unwrap();
    assert_eq!(factor.user_id.as_deref(), Some(ALAN));
}

#[tokio::test]
async fn another_users_factor_is_answered_like_one_that_never_was() {
    let world = World::new().start().await;
    let alan = world.app(ALAN);
    let grace = world.app(GRACE);
    let factor = alan.enroll_factor(EnrollFactor::generic_otp()).await.unwrap();
    let theirs = grace.get_factor(&factor.id).await.unwrap_err();
    let nobodys = grace.get_factor("auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ").await.unwrap_err();
    assert_eq!((theirs.kind(), theirs.message()), (ErrorKind::NotFound, nobodys.message()));
    assert_eq!(grace.delete_factor(&factor.id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(world.emulator.factors().len(), 1);
    let bodies = [factor.id.as_str(), "auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ"]
        .map(|id| format!("/auth/factors/{id}"));
    let token = world.token(GRACE);
    let [theirs, nobodys] =
        [world.call("GET", &bodies[0], &token, "").await, world.call("GET", &bodies[1], &token, "").await];
    assert_eq!((theirs.status, theirs.headers, theirs.body), (nobodys.status, nobodys.headers, nobodys.body));
    assert_eq!(world.emulator.requests(Operation::DeleteFactor), 0);
}

#[tokio::test]
async fn an_enrolment_that_may_have_arrived_is_not_repeated_by_anybody() {
    let world = World::new().start().await;
    let app = world.app(ALAN);
    world.emulator.inject(Operation::EnrollFactor, Fault::reset_after_reading(), 1);
    let error = app.enroll_factor(EnrollFactor::generic_otp()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Server, Outcome::Unknown));
    assert_eq!(world.emulator.requests(Operation::EnrollFactor), 1);
    assert!(!format!("{error}{error:?}{:?}", error.body()).contains(world.emulator.api_key()));
}

#[tokio::test]
async fn the_id_of_a_factor_whose_secret_was_lost_reaches_the_app() {
    let world = World::new().start().await;
    let app = world.app(ALAN);
    for lost in [r#""totp":null"#, r#""totp":{"issuer":"Foo"}"#] {
        let enrolled = app.enroll_factor(EnrollFactor::totp("Foo", "alan")).await.unwrap();
        let id = enrolled.id.as_str();
        let body = format!(
            r#"{{"object":"authentication_factor","id":"{id}","type":"totp","created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:00.000Z",{lost}}}"#
        );
        let before = world.emulator.requests(Operation::EnrollFactor);
        world.emulator.inject(Operation::EnrollFactor, Fault::status(201).body(body), 1);
        let error = app.enroll_factor(EnrollFactor::totp("Foo", "alan")).await.unwrap_err();
        assert_eq!((error.outcome(), error.factor_id()), (Outcome::Applied, Some(id)), "{error}");
        assert_eq!(world.emulator.requests(Operation::EnrollFactor), before + 1);
        // What the app should do then.
        app.delete_factor(error.factor_id().unwrap()).await.unwrap();
    }
    assert!(world.emulator.factors().is_empty());
}

#[tokio::test]
async fn what_is_no_request_of_the_api_is_refused() {
    let world = World::new().start().await;
    let token = world.token(ALAN);
    let headers = format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n");
    let large = format!("{{\"type\": \"{}\"}}", "a".repeat(20_000));
    for (method, path, body, status) in [
        ("GET", "/", "", 404),
        ("GET", "/auth/factors/../../organizations/org_1", "", 404),
        ("PUT", "/auth/factors/enroll", "{}", 405),
        ("POST", "/auth/factors/auth_factor_1", "{}", 405),
        ("POST", "/auth/factors/enroll", "{", 400),
        ("POST", "/auth/factors/enroll", "{\"type\": \"pigeon\"}", 422),
        ("POST", "/auth/factors/enroll", &large, 413),
    ] {
        let answer = world.ask(method, path, &headers, body).await;
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        assert!(answer.json()["message"].is_string(), "{answer:?}");
    }
    let headers = headers.replace("application/json", "text/plain");
    assert_eq!(world.ask("POST", "/auth/factors/enroll", &headers, "{}").await.status, 415);
}

#[tokio::test]
async fn what_an_earlier_attempt_may_have_done_is_not_denied() {
    let world = World::new().start().await;
    let app = world.app(ALAN);
    let factor = app.enroll_factor(EnrollFactor::generic_otp()).await.unwrap();
    world.emulator.inject(Operation::DeleteFactor, Fault::reset_after_reading(), 1);
    // A day is more than either client waits.
    let busy = Fault::status(429).header("retry-after", "86400");
    world.emulator.inject(Operation::DeleteFactor, busy, 1);
    let error = app.delete_factor_with(&factor.id, &CallOptions::new().max_retries(0)).await.unwrap_err();
    assert_eq!((error.outcome(), error.status()), (Outcome::Unknown, Some(502)), "{error}");
}

#[tokio::test]
async fn the_app_is_told_how_a_call_ended_and_no_more() {
    let world = World::new().start().await;
    let app = world.app(ALAN);
    let key = world.emulator.api_key();
    let body = format!(
        r#"{{"message":"INSIDE: Bearer {key}","code":"taken","secret":"JBSWY3DPEHPK3PXP","errors":[{{"field":"type"}}]}}"#
    );
    for (status, told, code, outcome) in [
        (200, 502, "outcome_unknown", Outcome::Unknown),
        (500, 502, "outcome_unknown", Outcome::Unknown),
        // This is about the backend's key: a 401 would make the app log its user out.
        (401, 502, "refused", Outcome::Unknown),
        (403, 502, "refused", Outcome::Unknown),
        (422, 422, "taken", Outcome::Rejected),
    ] {
        let fault = Fault::status(status).body(body.as_str()).header("x-request-id", "req_1");
        world.emulator.inject(Operation::EnrollFactor, fault, 1);
        let error = app.enroll_factor(EnrollFactor::generic_otp()).await.unwrap_err();
        assert_eq!((error.status(), error.code(), error.outcome()), (Some(told), Some(code), outcome));
        assert_eq!(error.request_id(), Some("req_1"));
        assert_eq!(error.message().contains("INSIDE"), told == 422, "{error}");
        assert_eq!(error.field_errors().len(), usize::from(told == 422), "{error}");
        let shown = format!("{error} {error:?} {:?}", error.body());
        assert!(!shown.contains(key) && !shown.contains("JBSWY3DPEHPK3PXP"), "{shown}");
    }
    assert_eq!(world.emulator.requests(Operation::EnrollFactor), 5);
}

#[tokio::test]
async fn too_late_and_out_of_reach_are_told_apart() {
    let mut world = World::new().timeout(Duration::from_millis(300)).start().await;
    let app = world.app(ALAN);
    world.emulator.inject(Operation::EnrollFactor, Fault::hang(), 1);
    let error = app.enroll_factor(EnrollFactor::generic_otp()).await.unwrap_err();
    assert_eq!((error.status(), error.outcome()), (Some(504), Outcome::Unknown), "{error}");
    assert_eq!(world.emulator.requests(Operation::EnrollFactor), 1);

    let elsewhere = Emulator::start().await.unwrap();
    std::mem::replace(&mut world.emulator, elsewhere).stop().await;
    let error = app.enroll_factor(EnrollFactor::generic_otp()).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(503), Some("unavailable")), "{error}");
}

#[tokio::test]
async fn an_enrolment_is_finished_when_the_app_hangs_up() {
    let world = World::new().start().await;
    let token = world.token(ALAN);
    let app = world.app_with(token.clone());
    world.emulator.inject(Operation::EnrollFactor, Fault::delay(Duration::from_millis(300)), 1);
    let enrolment = tokio::spawn(async move { app.enroll_factor(EnrollFactor::generic_otp()).await });
    until(async || world.emulator.requests(Operation::EnrollFactor) == 1).await;
    enrolment.abort();
    assert!(enrolment.await.unwrap_err().is_cancelled());
    until(async || world.emulator.factors().len() == 1).await;
    let id = world.emulator.factors().remove(0).id;
    let app = world.app_with(token);
    until(async || app.get_factor(&id).await.is_ok()).await;
}

/// Lets the others go on until it is so.
async fn until(is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap();
}
