//! The client without async.
#![cfg(feature = "blocking")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use support::{Act, ID, KEY, Server, answer, enrolled, factor};
use workos_mfa::blocking::Client;
use workos_mfa::{EnrollFactor, ErrorKind};

/// A server with a runtime of its own, beside the thread that blocks.
fn serve(acts: Vec<Act>) -> (tokio::runtime::Runtime, Server, Client) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::start(acts));
    let client =
        workos_mfa::Client::builder(KEY).base_url(&server.url).max_retries(0).build_blocking().unwrap();
    (runtime, server, client)
}

#[test]
fn makes_all_three_calls_over_one_connection() {
    let (_runtime, server, client) = serve(vec![
        Act::Answer(answer("201 Created", &enrolled())),
        Act::Answer(answer("200 OK", &factor())),
        Act::Answer(answer("204 No Content", "")),
    ]);
    let id = client.enroll_factor(EnrollFactor::totp("Foo", "alan")).unwrap().id;
    assert_eq!(client.get_factor(&id).unwrap().id, id);
    client.delete_factor(&id).unwrap();
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_connection_that_was_closed_between_two_calls_is_not_written_to() {
    let created = || answer("201 Created", &enrolled());
    let (runtime, server, client) = serve(vec![Act::AnswerAndClose(created()), Act::Answer(created())]);
    client.enroll_factor(EnrollFactor::totp("Foo", "alan")).unwrap();
    runtime.block_on(server.close_idle());
    // Written to the dead connection, this could not be repeated and would end `unknown`.
    client.enroll_factor(EnrollFactor::totp("Foo", "alan")).unwrap();
    assert_eq!((server.requests(), server.connections()), (2, 2));
}

#[test]
fn many_threads_share_a_client() {
    let (_runtime, server, client) =
        serve((0..200).map(|_| Act::Answer(answer("200 OK", &factor()))).collect());
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| (0..10).for_each(|_| assert_eq!(client.get_factor(ID).unwrap().id.as_str(), ID)));
        }
    });
    assert_eq!(server.requests(), 200);
}

#[tokio::test]
async fn a_blocking_call_in_async_code_is_an_error_and_not_a_panic() {
    let client = Client::new(KEY).unwrap();
    assert_eq!(client.get_factor(ID).unwrap_err().kind(), ErrorKind::Config);
    // Dropping a runtime here would panic, too.
    drop(client);
}
