//! Where a blocking call is made, and what it leaves behind.
#![cfg(feature = "blocking")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use support::{Act, ID, KEY, Server, answer, factor};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;
use tokio::task::{LocalSet, block_in_place, coop::unconstrained, spawn_blocking};
use workos_mfa::blocking::Client;
use workos_mfa::{Error, ErrorKind, Factor, Outcome};

fn several_threads() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn one_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A server on a runtime of its own.
fn serve(acts: Vec<Act>) -> (Runtime, Server, Client) {
    let runtime = several_threads();
    let server = runtime.block_on(Server::start(acts));
    let client =
        workos_mfa::Client::builder(KEY).base_url(&server.url).max_retries(0).build_blocking().unwrap();
    (runtime, server, client)
}

fn answers(number: usize) -> Vec<Act> {
    vec![Act::Answer(answer("200 OK", &factor())); number]
}

#[test]
fn a_blocking_call_works_wherever_a_thread_may_wait() {
    let (_servers, server, client) = serve(answers(5));
    let call = || client.get_factor(ID).map(|factor| factor.id.to_string());
    for runtime in [several_threads(), one_thread()] {
        let owned = client.clone();
        let got = runtime.block_on(async { spawn_blocking(move || owned.get_factor(ID)).await }).unwrap();
        assert_eq!(got.unwrap().id.as_str(), ID);
        let _entered = runtime.enter();
        assert_eq!(call().unwrap(), ID);
    }
    let owned = client.clone();
    let runtime = several_threads();
    let task = runtime.spawn(async move { block_in_place(|| owned.get_factor(ID)) });
    assert_eq!(runtime.block_on(task).unwrap().unwrap().id.as_str(), ID);
    assert_eq!(server.requests(), 5);
}

fn is_refused(result: Result<Factor, Error>) {
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Config, Outcome::NotSent), "{error}");
    assert_eq!(error.field_errors()[0].field.as_deref(), Some("runtime"));
}

#[test]
fn a_blocking_call_in_async_code_is_refused() {
    let (_servers, server, client) = serve(answers(1));
    for runtime in [several_threads(), one_thread()] {
        is_refused(runtime.block_on(async { client.get_factor(ID) }));
        is_refused(runtime.block_on(unconstrained(async { client.get_factor(ID) })));
        is_refused(runtime.block_on(LocalSet::new().run_until(async { client.get_factor(ID) })));
        let owned = client.clone();
        is_refused(runtime.block_on(runtime.spawn(async move { owned.get_factor(ID) })).unwrap());
        let owned = client.clone();
        is_refused(
            runtime.block_on(runtime.spawn(unconstrained(async move { owned.get_factor(ID) }))).unwrap(),
        );
        let (owned, handle) = (client.clone(), runtime.handle().clone());
        let nested = move || handle.block_on(async { owned.get_factor(ID) });
        is_refused(runtime.block_on(async { spawn_blocking(nested).await }).unwrap());
    }
    assert_eq!(server.connections(), 0);
    client.get_factor(ID).unwrap();
}

/// Calls when its thread ends.
struct AtEnd(Client, mpsc::Sender<Result<Factor, Error>>);

impl Drop for AtEnd {
    fn drop(&mut self) {
        self.1.send(self.0.get_factor(ID)).unwrap();
    }
}

thread_local! {
    static AT_END: RefCell<Option<AtEnd>> = const { RefCell::new(None) };
}

#[test]
fn a_call_when_a_thread_ends_works_or_is_an_error_and_takes_no_process_down() {
    let (_servers, server, client) = serve(answers(3));
    let client = &client;
    let (sender, results) = mpsc::channel();
    let at_end = || AT_END.set(Some(AtEnd(client.clone(), sender.clone())));
    let at_end = &at_end;
    std::thread::scope(|scope| {
        // What is needed for waiting is older than the variable, so it is still there.
        scope.spawn(move || {
            client.get_factor(ID).unwrap();
            at_end();
        });
        assert_eq!(results.recv().unwrap().unwrap().id.as_str(), ID);
        // Here it is younger, and gone.
        scope.spawn(move || {
            at_end();
            client.get_factor(ID).unwrap();
        });
        is_refused(results.recv().unwrap());
    });
    assert_eq!(server.requests(), 3);
}

#[test]
fn a_call_when_a_thread_ends_is_an_error_if_it_can_t_wait_for_its_turn() {
    let (asked, first_waits) = mpsc::sync_channel(1);
    let go_on = Arc::new(Notify::new());
    let (waits, calls) = (Arc::clone(&go_on), AtomicUsize::new(0));
    // The first call drives the connections until it is let go on, so that the others have to wait for what it does.
    let provider = move || {
        let first = calls.fetch_add(1, Ordering::SeqCst) == 0;
        let (asked, waits) = (asked.clone(), Arc::clone(&waits));
        async move {
            if first {
                asked.send(())?;
                waits.notified().await;
            }
            Ok("token".to_owned())
        }
    };
    let servers = several_threads();
    let server = servers.block_on(Server::start(answers(2)));
    let client = workos_mfa::Client::builder_with_token_provider(provider)
        .base_url(&server.url)
        .build_blocking()
        .unwrap();
    let (sender, results) = mpsc::channel();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| client.get_factor(ID));
        first_waits.recv().unwrap();
        scope.spawn(|| {
            // Of what tokio keeps for a thread, the first part is older than the variable, and the second younger.
            assert!(tokio::runtime::Handle::try_current().is_err());
            AT_END.set(Some(AtEnd(client.clone(), sender.clone())));
            client.get_factor(ID).unwrap();
        });
        is_refused(results.recv().unwrap());
        go_on.notify_one();
        first.join().unwrap().unwrap();
    });
    assert_eq!(server.requests(), 2);
}

#[test]
fn a_failed_call_closes_its_connection_at_once() {
    let (servers, server, client) = serve(vec![Act::Stall]);
    let options = workos_mfa::CallOptions::new().timeout(Duration::from_millis(300));
    assert_eq!(client.get_factor_with(ID, &options).unwrap_err().kind(), ErrorKind::Timeout);
    // Nobody makes another call, and the client lives on.
    servers.block_on(async {
        let closed = tokio::time::timeout(Duration::from_secs(20), server.hung_up()).await;
        assert!(closed.is_ok(), "it is still open");
    });
    drop(client);
}

#[test]
fn a_slow_token_provider_keeps_no_other_call_waiting() {
    let (asked, slow) = mpsc::sync_channel(1);
    let (go_on, wait) = mpsc::sync_channel::<()>(1);
    let wait = std::sync::Mutex::new(wait);
    let calls = AtomicUsize::new(0);
    let provider = move || {
        // The first call's, in a blocking way: until the second call is over, or for so long that the second call would time out.
        if calls.fetch_add(1, Ordering::SeqCst) == 0 {
            asked.send(()).unwrap();
            let _ = wait.lock().unwrap().recv_timeout(Duration::from_secs(20));
        }
        async { Ok("token".to_owned()) }
    };
    let servers = several_threads();
    let server = servers.block_on(Server::start(answers(2)));
    let client = workos_mfa::Client::builder_with_token_provider(provider)
        .base_url(&server.url)
        .timeout(Duration::from_secs(10))
        .build_blocking()
        .unwrap();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| client.get_factor(ID));
        slow.recv().unwrap();
        let second = client.get_factor(ID);
        go_on.send(()).unwrap();
        assert_eq!(second.unwrap().id.as_str(), ID);
        assert_eq!(first.join().unwrap().unwrap().id.as_str(), ID);
    });
    assert_eq!(server.requests(), 2);
}
