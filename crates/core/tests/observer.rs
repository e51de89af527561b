//! Observers see what happens, and no secrets.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::sync::{Arc, Mutex};

use support::{KEY, Server, holds_no_secret, refused_then_enrolled};
use workos_mfa::{AttemptEvent, CallEvent, Client, EnrollFactor, Observer};

#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn add(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }
}

impl Observer for Log {
    fn on_attempt(&self, event: &AttemptEvent<'_>) {
        self.add(format!(
            "attempt {} {:?} {:?} {:?}",
            event.attempt,
            event.status,
            event.error_kind,
            event.retry_in.is_some()
        ));
        self.add(format!("{event:?}"));
    }

    fn on_call(&self, event: &CallEvent<'_>) {
        self.add(format!("call {} {:?} {:?}", event.attempts, event.status, event.error_kind));
        self.add(format!("{event:?}"));
    }
}

#[tokio::test]
async fn an_observer_sees_every_attempt_and_the_call() {
    let server = Server::start(refused_then_enrolled()).await;
    let log = Arc::new(Log::default());
    let client = Client::builder(KEY).base_url(&server.url).observer(log.clone()).build().unwrap();
    client.enroll_factor(EnrollFactor::totp("Foo", "alan")).await.unwrap();
    let lines = log.lines();
    let told: Vec<&String> = lines.iter().filter(|line| line.starts_with(['a', 'c'])).collect();
    assert_eq!(
        told,
        [
            "attempt 1 Some(429) Some(RateLimited) true",
            "attempt 2 Some(201) None false",
            "call 2 Some(201) None"
        ]
    );
    assert!(lines.iter().any(|line| line.contains("enroll_factor") && line.contains("req_1")), "{lines:?}");
    holds_no_secret(&lines);
}
