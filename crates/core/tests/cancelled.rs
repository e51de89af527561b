//! What is known of a call that is given up: its event, and what a binding can ask.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use support::{Act, ID, KEY, Server, answer};
use workos_mfa::driving::CallProgress;
use workos_mfa::{
    AttemptEvent, CallEvent, CallOptions, Client, ClientBuilder, EnrollFactor, ErrorKind, Observer, Outcome,
};

/// The kind and the outcome, and the number of attempts.
type End = (Option<ErrorKind>, Option<Outcome>, u32);

/// How calls ended, and when the first wait begins.
#[derive(Default)]
struct Ends {
    seen: Mutex<Vec<End>>,
    first_wait: tokio::sync::Notify,
}

impl Observer for Ends {
    fn on_attempt(&self, event: &AttemptEvent<'_>) {
        assert!(event.retry_in.is_some(), "{event:?}");
        self.first_wait.notify_one();
    }

    fn on_call(&self, event: &CallEvent<'_>) {
        self.seen.lock().unwrap().push((event.error_kind, event.outcome, event.attempts));
    }
}

/// Begins an enrolment and drops it as soon as `given_up` is ready. Returns the outcome and the attempts that the event, and the
/// progress, then tell; they have to agree.
async fn give_up(builder: ClientBuilder, given_up: impl Future<Output = ()>) -> (Outcome, u32) {
    let (ends, progress) = (Arc::new(Ends::default()), CallProgress::new());
    let client = builder.observer(ends.clone()).build().unwrap();
    let options = CallOptions::new().watched_by(&progress);
    tokio::select! {
        biased;
        result = client.enroll_factor_with(EnrollFactor::generic_otp(), &options) => panic!("it ended: {result:?}"),
        () = given_up => {}
    }
    let error = progress.cancelled();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    let seen = ends.seen.lock().unwrap().clone();
    assert_eq!(seen, [(Some(ErrorKind::Cancelled), Some(error.outcome()), error.attempts())]);
    (error.outcome(), error.attempts())
}

/// Returns when the server has seen so many requests.
async fn seen(server: &Server, requests: usize) {
    while server.requests() < requests {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn while_a_request_is_out_the_effect_is_unknown() {
    let server = Server::start(vec![Act::Stall]).await;
    let builder = Client::builder(KEY).base_url(&server.url);
    assert_eq!(give_up(builder, seen(&server, 1)).await, (Outcome::Unknown, 1));
    server.hung_up().await;
}

#[tokio::test]
async fn before_there_is_a_token_nothing_was_sent() {
    let server = Server::start(Vec::new()).await;
    let asked = Arc::new(tokio::sync::Notify::new());
    let asks = Arc::clone(&asked);
    let provider = move || {
        asks.notify_one();
        std::future::pending()
    };
    let builder = Client::builder_with_token_provider(provider).base_url(&server.url);
    assert_eq!(give_up(builder, asked.notified()).await, (Outcome::NotSent, 1));
    assert_eq!(server.requests(), 0);
}

/// As [`give_up`], in the wait before the first retry.
async fn give_up_in_the_first_wait(builder: ClientBuilder) -> (Outcome, u32) {
    let ends = Arc::new(Ends::default());
    let progress = CallProgress::new();
    let client = builder.observer(ends.clone()).backoff_base(Duration::from_secs(8)).build().unwrap();
    let options = CallOptions::new().watched_by(&progress);
    tokio::select! {
        biased;
        () = ends.first_wait.notified() => {}
        result = client.get_factor_with(ID, &options) => panic!("it ended: {result:?}"),
    }
    let error = progress.cancelled();
    let seen = ends.seen.lock().unwrap().clone();
    assert_eq!(seen, [(Some(ErrorKind::Cancelled), Some(error.outcome()), error.attempts())]);
    (error.outcome(), error.attempts())
}

#[tokio::test]
async fn in_a_wait_the_last_answer_counts() {
    for (status, outcome) in [("429 Too Many Requests", Outcome::Rejected), ("503 Busy", Outcome::Unknown)] {
        let server = Server::start(vec![Act::Answer(answer(status, ""))]).await;
        let builder = Client::builder(KEY).base_url(&server.url);
        assert_eq!(give_up_in_the_first_wait(builder).await, (outcome, 1));
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test]
async fn in_a_wait_for_a_server_that_is_not_there_nothing_was_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(give_up_in_the_first_wait(Client::builder(KEY).base_url(url)).await, (Outcome::NotSent, 1));
}

#[tokio::test]
async fn what_an_earlier_attempt_did_stays_unknown() {
    let server = Server::start(vec![Act::Answer(answer("429 Too Many Requests", "")), Act::Stall]).await;
    let builder = Client::builder(KEY).base_url(&server.url).backoff_base(Duration::ZERO);
    assert_eq!(give_up(builder, seen(&server, 2)).await, (Outcome::Unknown, 2));
}

#[tokio::test]
async fn a_result_that_is_thrown_away_is_not_taken_for_not_sent() {
    let server = Server::start(vec![
        Act::Answer(answer("200 OK", &support::factor())),
        Act::Answer(answer("404 Not Found", "")),
    ])
    .await;
    let client = Client::builder(KEY).base_url(&server.url).build().unwrap();
    for outcome in [Outcome::Unknown, Outcome::Rejected] {
        let progress = CallProgress::new();
        let _ = client.get_factor_with(ID, &CallOptions::new().watched_by(&progress)).await;
        assert_eq!((progress.cancelled().outcome(), progress.cancelled().attempts()), (outcome, 1));
    }
}

#[test]
fn of_a_call_that_has_not_begun_nothing_was_sent() {
    let error = CallProgress::new().cancelled();
    assert_eq!(
        (error.kind(), error.outcome(), error.attempts()),
        (ErrorKind::Cancelled, Outcome::NotSent, 0)
    );
}
