//! What Rust users rely on: types that can be shared and sent, and futures that can be dropped.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use support::{Act, ID, KEY, Server, answer, factor};
use workos_mfa::{CallOptions, Client, EnrollFactor, Error, ErrorKind, Outcome};

#[test]
fn clients_and_their_futures_can_be_sent_and_shared() {
    fn sendable<T: Send>(_: &T) {}
    fn shareable<T: Send + Sync + Clone + 'static>(_: &T) {}
    let client = Client::new(KEY).unwrap();
    shareable(&client);
    sendable(&client.get_factor(ID));
    sendable(&client.delete_factor(ID));
    sendable(&client.enroll_factor(EnrollFactor::generic_otp()));
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[test]
fn without_a_runtime_a_call_is_an_error_and_not_a_panic() {
    let client = Client::new(KEY).unwrap();
    let Poll::Ready(result) = pin!(client.get_factor(ID)).poll(&mut Context::from_waker(Waker::noop()))
    else {
        panic!("the call waits for a runtime that is not there");
    };
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Config, Outcome::NotSent));
}

#[tokio::test]
async fn dropping_a_call_closes_its_connection() {
    let server = Server::start(vec![Act::Stall]).await;
    let client = Client::builder(KEY).base_url(&server.url).build().unwrap();
    let options = CallOptions::new().timeout(Duration::from_secs(30));
    {
        let call = client.get_factor_with(ID, &options);
        tokio::select! {
            biased;
            result = call => panic!("a stalled call ended: {result:?}"),
            () = until(|| server.requests() == 1) => {}
        }
    }
    server.hung_up().await;
}

#[tokio::test]
async fn clones_share_connections_and_the_retry_budget() {
    let refusal = || Act::Answer(answer("503 Service Unavailable", ""));
    let server =
        Server::start((0..40).map(|_| refusal()).chain([Act::Answer(answer("200 OK", &factor()))]).collect())
            .await;
    let client = Client::builder(KEY).base_url(&server.url).max_retries(2).build().unwrap();
    for _ in 0..5 {
        client.clone().get_factor(ID).await.unwrap_err();
    }
    // Five first attempts and the five retries that the budget holds, where two for each call would have been ten.
    assert_eq!(server.requests(), 10);
    assert_eq!(server.connections(), 1);
}

async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::task::yield_now().await;
    }
}
