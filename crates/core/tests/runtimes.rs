//! One async client on several runtimes, and on poor ones.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::time::Duration;

use support::{Act, ID, KEY, Server, answer, factor};
use tokio::runtime::{Builder, Runtime};
use workos_mfa::{Client, Error, ErrorKind, Outcome};

fn one_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A server on a runtime of its own.
fn serve() -> (Runtime, Server, Client) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::start(vec![Act::Answer(answer("200 OK", &factor())); 400]));
    let client = Client::builder(KEY)
        .base_url(&server.url)
        .max_retries(0)
        .timeout(Duration::from_secs(10))
        .build()
        .unwrap();
    (runtime, server, client)
}

#[test]
fn each_runtime_has_connections_of_its_own_and_keeps_them() {
    let (_servers, server, client) = serve();
    let (first, second) = (one_thread(), one_thread());
    for _ in 0..3 {
        // Nobody drives the connections of the one while the other calls.
        first.block_on(client.get_factor(ID)).unwrap();
        second.block_on(client.get_factor(ID)).unwrap();
    }
    assert_eq!((server.requests(), server.connections()), (6, 2));
}

#[test]
fn a_client_outlives_many_runtimes() {
    let (_servers, server, client) = serve();
    for _ in 0..300 {
        one_thread().block_on(client.get_factor(ID)).unwrap();
    }
    assert_eq!((server.requests(), server.connections()), (300, 300));
}

fn is_refused(result: Result<workos_mfa::Factor, Error>, missing: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Config, Outcome::NotSent));
    assert_eq!(error.field_errors()[0].field.as_deref(), Some("runtime"));
    assert!(error.message().contains(missing), "{error}");
}

#[test]
fn a_runtime_without_timers_or_sockets_is_an_error_and_not_a_panic() {
    let (_servers, server, client) = serve();
    let bare = Builder::new_current_thread().build().unwrap();
    is_refused(bare.block_on(client.get_factor(ID)), "timers");
    let timers_only = Builder::new_multi_thread().worker_threads(1).enable_time().build().unwrap();
    is_refused(timers_only.block_on(client.get_factor(ID)), "sockets");
    assert_eq!(server.connections(), 0);
    one_thread().block_on(client.get_factor(ID)).unwrap();
}
