//! `tracing` sees what happens, and no secrets. Alone in its file: what is enabled is remembered for the whole process.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use support::{KEY, Server, holds_no_secret, refused_then_enrolled};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use workos_mfa::{Client, EnrollFactor};

/// Collects every field of everything under the client's target, at every level.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<String>>>);

impl Subscriber for Collector {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = format!("span {} {}", span.metadata().target(), span.metadata().name());
        span.record(&mut Fields(&mut line));
        self.0.lock().unwrap().push(line);
        Id::from_u64(1)
    }
    fn event(&self, event: &Event<'_>) {
        let mut line = format!("event {}", event.metadata().target());
        event.record(&mut Fields(&mut line));
        self.0.lock().unwrap().push(line);
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

#[tokio::test]
async fn tracing_has_a_span_for_the_call_and_an_event_for_each_attempt() {
    let server = Server::start(refused_then_enrolled()).await;
    let collector = Collector::default();
    let _guard = tracing::subscriber::set_default(collector.clone());
    let client = Client::builder(KEY).base_url(&server.url).build().unwrap();
    client.enroll_factor(EnrollFactor::totp("Foo", "alan")).await.unwrap();
    let lines = collector.0.lock().unwrap().clone();
    let ours: Vec<&String> = lines.iter().filter(|line| line.contains(" workos_mfa")).collect();
    assert!(ours[0].starts_with("span workos_mfa call operation=\"enroll_factor\""), "{ours:?}");
    assert!(ours[1].contains("attempt=1") && ours[1].contains("status=429"), "{ours:?}");
    assert!(ours[1].contains("retry_in_ms"), "{ours:?}");
    assert!(ours[2].contains("attempt=2") && ours[2].contains("request_id=\"req_1\""), "{ours:?}");
    // Not only our own events: whatever the layers below say is collected, too.
    holds_no_secret(&lines);
}
