//! The retry budget: a healthy client retries a burst of failures away, a client that mostly fails stops retrying.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use support::{Act, ID, KEY, Server, answer, factor};
use tokio::task::JoinSet;
use workos_mfa::{CallOptions, Client, ClientBuilder, EnrollFactor, Error, ErrorKind, RetryBudget};

fn quick(url: &str) -> ClientBuilder {
    Client::builder(KEY).base_url(url).backoff_base(Duration::from_millis(1))
}

/// The id that a `GET` asks for.
fn id_in(request: &str) -> &str {
    request.split([' ', '/']).find(|part| part.starts_with("auth_factor_")).unwrap()
}

fn found(id: &str) -> Act {
    Act::Answer(answer("200 OK", &factor().replace(ID, id)))
}

fn enrolled() -> Act {
    let factor = factor().replace("totp", "generic_otp");
    let body = factor.replace(r#""generic_otp":{"issuer":"Foo","user":"alan"},"#, "");
    Act::Answer(answer("201 Created", &body))
}

/// Makes this many calls at once and counts those that failed.
async fn together<F>(count: usize, call: impl Fn(usize) -> F) -> usize
where
    F: Future<Output = Result<(), Error>> + Send + 'static,
{
    let calls: JoinSet<_> = (0..count).map(call).collect();
    calls.join_all().await.into_iter().filter(Result::is_err).count()
}

fn get(client: &Client, id: String) -> impl Future<Output = Result<(), Error>> + Send + use<> {
    let client = client.clone();
    async move { client.get_factor(id).await.map(drop) }
}

async fn good_calls(client: &Client, count: usize) {
    // Several that begin at once would make a connection each.
    client.get_factor("auth_factor_good").await.unwrap();
    for _ in 1..count / 50 {
        assert_eq!(together(50, |_| get(client, "auth_factor_good".to_owned())).await, 0);
    }
    assert_eq!(together(49, |_| get(client, "auth_factor_good".to_owned())).await, 0);
}

#[tokio::test]
async fn two_hundred_gets_with_one_503_each_all_succeed() {
    let failed = Mutex::new(HashSet::new());
    let server = Server::answering(move |_, request| {
        let id = id_in(request);
        if id.contains("bad") && failed.lock().unwrap().insert(id.to_owned()) {
            return Act::Answer(answer("503 Service Unavailable", ""));
        }
        found(id)
    })
    .await;
    let client = quick(&server.url).build().unwrap();
    good_calls(&client, 1_000).await;
    assert_eq!(together(200, |number| get(&client, format!("auth_factor_bad_{number}"))).await, 0);
    assert_eq!(server.requests(), 1_000 + 400);
}

#[tokio::test]
async fn fifty_enrolments_with_one_429_each_all_succeed() {
    let failed = Mutex::new(HashSet::new());
    let server = Server::answering(move |_, request| {
        let Some((_, body)) = request.split_once("\r\n\r\n").filter(|(head, _)| head.starts_with("POST"))
        else {
            return found(id_in(request));
        };
        if failed.lock().unwrap().insert(body.to_owned()) {
            return Act::Answer(answer("429 Too Many Requests", ""));
        }
        enrolled()
    })
    .await;
    let client = quick(&server.url).build().unwrap();
    good_calls(&client, 250).await;
    let enroll = |number| {
        let client = client.clone();
        async move {
            let factor = EnrollFactor::generic_otp().user_id(format!("user_{number}"));
            client.enroll_factor(factor).await.map(drop)
        }
    };
    assert_eq!(together(50, enroll).await, 0);
    assert_eq!(server.requests(), 250 + 100);
}

#[tokio::test]
async fn a_hundred_gets_on_one_lost_connection_all_succeed() {
    let (url, pem, requests) = lose_the_first_connection(500, 100).await;
    let client = quick(&url).root_certificate_pem(pem).build().unwrap();
    good_calls(&client, 500).await;
    assert_eq!(together(100, |number| get(&client, format!("auth_factor_{number}"))).await, 0);
    assert_eq!(requests.load(Ordering::SeqCst), 500 + 200);
}

/// An HTTP/2 server that answers so many requests, leaves so many more unanswered, and then drops the connection. On the others it
/// answers everything.
async fn lose_the_first_connection(answered: usize, lost: usize) -> (String, String, Arc<AtomicUsize>) {
    use tokio_rustls::rustls::{self, pki_types::PrivatePkcs8KeyDer};
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![cert.der().clone()],
            PrivatePkcs8KeyDer::from(signing_key.serialize_der()).into(),
        )
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let requests = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, seen) = (acceptor.clone(), Arc::clone(&seen));
            tokio::spawn(async move {
                let stream = acceptor.accept(stream).await.unwrap();
                let mut connection = h2::server::handshake(stream).await.unwrap();
                let mut unanswered = Vec::new();
                while let Some(Ok((request, mut respond))) = connection.accept().await {
                    let number = seen.fetch_add(1, Ordering::SeqCst);
                    if (answered..answered + lost).contains(&number) {
                        unanswered.push(respond);
                        if number + 1 == answered + lost {
                            return;
                        }
                        continue;
                    }
                    let head = http::Response::builder().status(200).body(()).unwrap();
                    let mut body = respond.send_response(head, false).unwrap();
                    let factor = factor().replace(ID, id_in(request.uri().path()));
                    body.send_data(bytes::Bytes::from(factor), true).unwrap();
                }
            });
        }
    });
    (url, cert.pem(), requests)
}

async fn in_an_outage() -> Server {
    Server::answering(|_, _| Act::Answer(answer("503 Service Unavailable", r#"{"message":"down"}"#))).await
}

#[tokio::test]
async fn a_fresh_client_makes_all_the_retries_it_is_set_to() {
    let server = in_an_outage().await;
    let client = quick(&server.url).max_retries(10).build().unwrap();
    assert_eq!(client.get_factor(ID).await.unwrap_err().attempts(), 11);
    let client = quick(&server.url).build().unwrap();
    let error = client.get_factor_with(ID, &CallOptions::new().max_retries(10)).await.unwrap_err();
    assert_eq!((error.attempts(), error.retry_budget_exhausted()), (11, false));
    assert_eq!(server.requests(), 22);
}

#[tokio::test]
async fn an_error_says_when_the_budget_ended_the_retries() {
    let server = in_an_outage().await;
    let client = quick(&server.url).build().unwrap();
    let mut errors = Vec::new();
    for _ in 0..4 {
        errors.push(client.get_factor(ID).await.unwrap_err());
    }
    let ended: Vec<_> =
        errors.iter().map(|error| (error.attempts(), error.retry_budget_exhausted())).collect();
    assert_eq!(ended, [(3, false), (3, false), (2, true), (1, true)]);
    let [first, .., last] = &errors[..] else { panic!("four calls") };
    assert_eq!(first.message(), "down");
    assert!(!first.to_json().contains("retry_budget") && !first.to_string().contains("budget"));
    assert_eq!(last.message(), "down; not tried again: the retry budget is used up");
    assert!(last.to_string().starts_with(last.message()), "{last}");
    assert!(last.to_json().contains(r#""retry_budget_exhausted":true"#), "{}", last.to_json());
    assert!(format!("{last:?}").contains("retry_budget_exhausted: true"));
    assert_eq!(server.requests(), 9);
}

#[tokio::test]
async fn without_a_limit_every_call_is_retried() {
    let server = in_an_outage().await;
    let client = quick(&server.url).retry_budget(RetryBudget::unlimited()).build().unwrap();
    for _ in 0..10 {
        client.get_factor(ID).await.unwrap_err();
    }
    assert_eq!(server.requests(), 30);
}

#[test]
fn what_is_no_budget_and_no_backoff_is_refused_by_name() {
    let option = |builder: ClientBuilder| {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        error.field_errors()[0].field.clone().unwrap()
    };
    for wrong in [f64::NAN, -0.2, f64::NEG_INFINITY] {
        assert_eq!(option(Client::builder(KEY).retry_budget(RetryBudget::per_call(wrong))), "retry_budget");
    }
    assert_eq!(option(Client::builder(KEY).backoff_base(Duration::from_millis(8_001))), "backoff_base");
    assert!(Client::builder(KEY).backoff_base(Duration::ZERO).build().is_ok());
}
