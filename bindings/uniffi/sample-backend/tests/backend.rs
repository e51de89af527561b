//! The backend between a client as an app has it and an emulator in place of WorkOS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use workos_mfa::{CallOptions, Client, EnrollFactor, ErrorKind, Outcome};
use workos_mfa_emulator::{Emulator, Fault, Operation};
use workos_mfa_sample_backend::{Account, Backend, serve};

const ALAN: &str = "user_01E4ZCR3C56J083X43JQXF3JK5";
const GRACE: &str = "user_01F4ZCR3C56J083X43JQXF3JK6";

struct World {
    emulator: Emulator,
    backend: String,
}

impl World {
    async fn new(token_lifetime: Duration) -> Self {
        Self::with(token_lifetime, Duration::from_secs(20)).await
    }

    async fn with(token_lifetime: Duration, timeout: Duration) -> Self {
        let emulator = Emulator::start().await.unwrap();
        let workos = Client::builder(emulator.api_key()).base_url(emulator.url()).timeout(timeout);
        let workos = workos.build().unwrap();
        let accounts = [("alan", "correct horse", ALAN), ("grace", "battery staple", GRACE)];
        let accounts = accounts.map(|(user, password, workos_user_id)| Account {
            user: user.to_owned(),
            password: password.to_owned(),
            workos_user_id: workos_user_id.to_owned(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let backend = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve(listener, Backend::new(workos, accounts, token_lifetime)));
        Self { emulator, backend }
    }

    /// A plain request, and the whole of the answer.
    async fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        let host = self.backend.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).await.unwrap();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    async fn log_in(&self, user: &str, password: &str) -> Option<String> {
        let body = serde_json::json!({ "user": user, "password": password }).to_string();
        let answer = self.ask("POST", "/session", "content-type: application/json\r\n", &body).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(!answer.contains(self.emulator.api_key()));
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        head.starts_with("HTTP/1.1 200").then(|| body["token"].as_str().unwrap().to_owned())
    }

    /// A client as an app has it.
    async fn app(&self, user: &str, password: &str) -> Client {
        let token = self.log_in(user, password).await.unwrap();
        self.app_with(token)
    }

    fn app_with(&self, token: String) -> Client {
        let provider = move || {
            let token = token.clone();
            async { Ok(token) }
        };
        Client::builder_with_token_provider(provider).base_url(&self.backend).build().unwrap()
    }
}

const LONG: Duration = Duration::from_secs(300);

#[tokio::test]
async fn an_app_enrols_reads_and_deletes_through_it() {
    let world = World::new(LONG).await;
    let app = world.app("alan", "correct horse").await;
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
    let world = World::new(LONG).await;
    let app = world.app("alan", "correct horse").await;
    let factor = app.enroll_factor(EnrollFactor::generic_otp().user_id(GRACE)).await.unwrap();
    assert_eq!(factor.user_id.as_deref(), Some(ALAN));
}

#[tokio::test]
async fn another_users_factor_is_answered_like_one_that_never_was() {
    let world = World::new(LONG).await;
    let alan = world.app("alan", "correct horse").await;
    let grace = world.app("grace", "battery staple").await;
    let factor = alan.enroll_factor(EnrollFactor::generic_otp()).await.unwrap();
    let theirs = grace.get_factor(&factor.id).await.unwrap_err();
    let nobodys = grace.get_factor("auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ").await.unwrap_err();
    assert_eq!((theirs.kind(), theirs.message()), (ErrorKind::NotFound, nobodys.message()));
    assert_eq!(grace.delete_factor(&factor.id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(world.emulator.factors().len(), 1);
    assert_eq!(world.emulator.requests(Operation::GetFactor), 0);
}

#[tokio::test]
async fn without_a_valid_token_nothing_reaches_workos() {
    let world = World::new(Duration::ZERO).await;
    let expired = world.app("alan", "correct horse").await;
    let unknown = world.app_with("made-up".to_owned());
    // The key itself is no token here either.
    let key = world.app_with(world.emulator.api_key().to_owned());
    for app in [expired, unknown, key] {
        let error = app.enroll_factor(EnrollFactor::generic_otp()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication);
    }
    assert_eq!(world.emulator.requests(Operation::EnrollFactor), 0);
    for (user, password) in [("alan", "wrong"), ("nobody", "correct horse"), ("", "")] {
        assert_eq!(world.log_in(user, password).await, None);
    }
}

#[tokio::test]
async fn an_enrolment_that_may_have_arrived_is_not_repeated_by_anybody() {
    let world = World::new(LONG).await;
    let app = world.app("alan", "correct horse").await;
    world.emulator.inject(Operation::EnrollFactor, Fault::reset_after_reading(), 1);
    let error = app.enroll_factor(EnrollFactor::generic_otp()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Server, Outcome::Unknown));
    assert_eq!(world.emulator.requests(Operation::EnrollFactor), 1);
    assert!(!format!("{error}{error:?}{:?}", error.body()).contains(world.emulator.api_key()));
}

#[tokio::test]
async fn what_is_no_request_of_the_api_is_refused() {
    let world = World::new(LONG).await;
    let token = world.log_in("alan", "correct horse").await.unwrap();
    let headers = format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n");
    let large = format!("{{\"type\": \"{}\"}}", "a".repeat(20_000));
    for (method, path, body, status) in [
        ("GET", "/", "", "404"),
        ("GET", "/auth/factors/../../organizations/org_1", "", "404"),
        ("PUT", "/auth/factors/enroll", "{}", "405"),
        ("POST", "/auth/factors/auth_factor_1", "{}", "405"),
        ("POST", "/auth/factors/enroll", "{", "400"),
        ("POST", "/auth/factors/enroll", "{\"type\": \"pigeon\"}", "422"),
        ("POST", "/auth/factors/enroll", &large, "413"),
    ] {
        let answer = world.ask(method, path, &headers, body).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{method} {path}: {answer}");
        assert!(answer.contains("\"message\""), "{answer}");
    }
    let text = world.ask("POST", "/session", "content-type: text/plain\r\n", "{}").await;
    assert!(text.starts_with("HTTP/1.1 415"), "{text}");
}

#[tokio::test]
async fn what_an_earlier_attempt_may_have_done_is_not_denied() {
    let world = World::new(LONG).await;
    let app = world.app("alan", "correct horse").await;
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
    let world = World::new(LONG).await;
    let app = world.app("alan", "correct horse").await;
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
    let mut world = World::with(LONG, Duration::from_millis(300)).await;
    let app = world.app("alan", "correct horse").await;
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
    let world = World::new(LONG).await;
    let token = world.log_in("alan", "correct horse").await.unwrap();
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
