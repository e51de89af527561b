//! The backend between a client as an app has it and an emulator in place of WorkOS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use workos_mfa::{Client, EnrollFactor, ErrorKind, Outcome};
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
        let emulator = Emulator::start().await.unwrap();
        let workos = Client::builder(emulator.api_key()).base_url(emulator.url()).build().unwrap();
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
