//! Starting and stopping.

use std::{net::TcpListener, sync::mpsc, thread};

use serde_json::json;
use workos_mfa_emulator::{Emulator, StartError};

use crate::http::{Connection, call, enroll};

fn port(emulator: &Emulator) -> u16 {
    emulator.url().rsplit(':').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn starts_on_a_free_loopback_port_with_the_default_key() {
    let (one, two) = (Emulator::start().await.unwrap(), Emulator::start().await.unwrap());
    assert!(one.url().starts_with("http://127.0.0.1:"));
    assert_ne!(port(&one), port(&two));
    assert_eq!(one.api_key(), "sk_test_default");
    enroll(&one, json!({"type": "generic_otp"})).await;
    assert_eq!((one.factors().len(), two.factors().len()), (1, 0));
}

#[tokio::test]
async fn listens_where_it_is_told() {
    // Between two tries somebody else may take the port.
    let (free, emulator) = loop {
        let free = port(&Emulator::start_on_thread().unwrap());
        if let Ok(emulator) = Emulator::builder().host("localhost").port(free).start().await {
            break (free, emulator);
        }
    };
    assert_eq!(emulator.url(), format!("http://127.0.0.1:{free}"));
    assert_eq!(call(&emulator, "GET", "/", "").await.status, 404);
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error_that_names_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = Emulator::builder().port(port).start().await.unwrap_err();
    assert!(matches!(error, StartError::Bind { address, .. } if address.port() == port));
    assert!(error.to_string().contains(&port.to_string()));
    assert!(matches!(Emulator::builder().port(port).start_on_thread(), Err(StartError::Bind { .. })));
}

#[tokio::test]
async fn other_machines_need_permission() {
    let error = Emulator::builder().host("0.0.0.0").start().await.unwrap_err();
    assert!(matches!(error, StartError::RemoteHost { .. }));
    let emulator = Emulator::builder().host("0.0.0.0").allow_remote(true).start().await.unwrap();
    assert!(emulator.url().starts_with("http://127.0.0.1:"));
    assert_eq!(call(&emulator, "GET", "/", "").await.status, 404);
}

#[test]
fn without_a_runtime_there_is_an_error_that_says_what_to_do() {
    let mut start = Box::pin(Emulator::start());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = start.as_mut().poll(&mut context) else { panic!("it started") };
    assert!(matches!(error, StartError::NoRuntime));
    assert!(error.to_string().contains("start_on_thread"));
}

#[tokio::test]
async fn stopping_frees_the_port_and_ends_the_connections() {
    let emulator = Emulator::start().await.unwrap();
    let address = emulator.url().strip_prefix("http://").unwrap().to_owned();
    let mut connection = Connection::to(&emulator).await;
    assert_eq!(connection.call("GET", "/", "").await.unwrap().status, 404);
    emulator.stop().await;
    assert!(std::net::TcpStream::connect(&address).is_err());
    assert!(connection.receive("GET").await.is_err());
}

#[tokio::test]
async fn dropping_ends_the_connections_too() {
    let emulator = Emulator::start().await.unwrap();
    let mut connection = Connection::to(&emulator).await;
    assert_eq!(connection.call("GET", "/", "").await.unwrap().status, 404);
    drop(emulator);
    assert!(connection.receive("GET").await.is_err());
}

#[test]
fn on_a_thread_it_serves_code_that_is_not_async_and_is_gone_when_it_is_dropped() {
    let emulator = Emulator::builder().api_key("sk_mine").start_on_thread().unwrap();
    let address = emulator.url().strip_prefix("http://").unwrap().to_owned();
    let url = emulator.url().to_owned();
    let client = workos_mfa::Client::builder(emulator.api_key()).base_url(url).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let factor =
        runtime.block_on(client.enroll_factor(workos_mfa::EnrollFactor::totp("Foo", "alan"))).unwrap();
    assert_eq!(emulator.factors()[0].id, factor.id.as_str());
    drop(emulator);
    assert!(std::net::TcpStream::connect(address).is_err());
}

#[test]
fn it_can_be_used_from_any_thread() {
    let emulator = Emulator::start_on_thread().unwrap();
    let (done, wait) = mpsc::channel();
    let thread = thread::spawn(move || {
        done.send(emulator.factors().len()).unwrap();
        emulator
    });
    assert_eq!(wait.recv().unwrap(), 0);
    drop(thread.join().unwrap());
}
