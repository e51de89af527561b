//! Observers see what happens, and no secrets.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::sync::{Arc, Mutex};

use support::{KEY, Server, holds_no_secret, refused_then_enrolled};
use workos_mfa::{AttemptEvent, CallEvent, Client, EnrollFactor, Observer, StartEvent};

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

#[tokio::test]
async fn all_events_of_a_call_have_its_number() {
    let server = Server::start([refused_then_enrolled(), refused_then_enrolled()].concat()).await;
    let numbers = Arc::new(Numbers::default());
    let client = Client::builder(KEY).base_url(&server.url).observer(numbers.clone()).build().unwrap();
    for _ in 0..2 {
        client.enroll_factor(EnrollFactor::totp("Foo", "alan")).await.unwrap();
    }
    let seen = numbers.0.lock().unwrap();
    let names: Vec<_> = seen.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["start", "attempt", "attempt", "call", "start", "attempt", "attempt", "call"]);
    let (first, second) = seen.split_at(4);
    assert!(first.iter().all(|(_, id)| *id == first[0].1 && *id > 0));
    assert!(second.iter().all(|(_, id)| *id == second[0].1));
    assert_ne!(first[0].1, second[0].1);
}

#[derive(Default)]
struct Numbers(Mutex<Vec<(&'static str, u64)>>);

impl Observer for Numbers {
    fn on_start(&self, event: &StartEvent<'_>) {
        assert_eq!(event.operation, "enroll_factor");
        self.0.lock().unwrap().push(("start", event.call_id));
    }

    fn on_attempt(&self, event: &AttemptEvent<'_>) {
        self.0.lock().unwrap().push(("attempt", event.call_id));
    }

    fn on_call(&self, event: &CallEvent<'_>) {
        self.0.lock().unwrap().push(("call", event.call_id));
    }
}

struct Broken;

impl Observer for Broken {
    fn on_start(&self, _: &StartEvent<'_>) {
        panic!("a bug at the start");
    }

    fn on_attempt(&self, _: &AttemptEvent<'_>) {
        panic!("a bug at an attempt");
    }

    fn on_call(&self, _: &CallEvent<'_>) {
        panic!("a bug at the end");
    }
}

#[tokio::test]
async fn an_observer_that_panics_loses_no_result() {
    let server = Server::start(refused_then_enrolled()).await;
    let client = Client::builder(KEY).base_url(&server.url).observer(Arc::new(Broken)).build().unwrap();
    let factor = client.enroll_factor(EnrollFactor::totp("Foo", "alan")).await.unwrap();
    assert_eq!(factor.totp.unwrap().secret.expose(), support::SECRET);
    assert_eq!(server.requests(), 2);
}
