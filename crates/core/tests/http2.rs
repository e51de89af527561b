//! What only an HTTP/2 server can say: that it has not processed a request (RFC 9113, 8.7), or that a reply ends before its end.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use support::{ID, KEY, enrolled, factor};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{self, pki_types::PrivatePkcs8KeyDer};
use workos_mfa::{CallOptions, Client, EnrollFactor, ErrorKind, Outcome};

/// What the server does with a request.
#[derive(Clone)]
enum Act {
    /// Ends the stream without an answer.
    Refuse(h2::Reason),
    /// Answers with this body.
    Answer(String),
    /// Answers with a head and this body, and then ends the stream for this reason, without the mark of a body's end.
    Break { content_length: Option<usize>, body: String, reason: h2::Reason },
}

impl Act {
    fn breaks(body: &str, reason: h2::Reason) -> Self {
        Self::Break { content_length: None, body: body.to_owned(), reason }
    }
}

/// A request as it came: the head, and whether that was all.
type Request = (http::request::Parts, bool);

struct Server {
    client: Client,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Plays the acts in order, one for each request.
    async fn start(acts: Vec<Act>) -> Self {
        let rcgen::CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key.into())
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (requests, acts) = (Arc::clone(&seen), Arc::new(acts));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let stream = acceptor.accept(stream).await.unwrap();
                let connection = h2::server::handshake(stream).await.unwrap();
                tokio::spawn(converse(connection, Arc::clone(&requests), Arc::clone(&acts)));
            }
        });
        let client = Client::builder(KEY)
            .base_url(format!("https://localhost:{port}"))
            .root_certificate_pem(cert.pem())
            .build()
            .unwrap();
        Self { client, seen }
    }

    fn requests(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

async fn converse(
    mut connection: h2::server::Connection<tokio_rustls::server::TlsStream<tokio::net::TcpStream>, Bytes>,
    seen: Arc<Mutex<Vec<Request>>>,
    acts: Arc<Vec<Act>>,
) {
    let mut ping = connection.ping_pong();
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let (head, body) = request.into_parts();
        let status = if head.method == http::Method::POST { 201 } else { 200 };
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push((head, body.is_end_stream()));
            seen.len() - 1
        };
        drop(body);
        let reply = http::Response::builder().status(status);
        match acts[number].clone() {
            Act::Refuse(reason) => respond.send_reset(reason),
            Act::Answer(text) => {
                let mut body = respond.send_response(reply.body(()).unwrap(), false).unwrap();
                body.send_data(Bytes::from(text), true).unwrap();
            }
            Act::Break { content_length, body: text, reason } => {
                let reply = match content_length {
                    Some(length) => reply.header("content-length", length),
                    None => reply,
                };
                let mut body = respond.send_response(reply.body(()).unwrap(), false).unwrap();
                if !text.is_empty() {
                    body.send_data(Bytes::from(text), false).unwrap();
                }
                // A reset throws away what is still to be sent. The answer to a ping comes when all of that is.
                let mut ping = ping.take().unwrap();
                tokio::spawn(async move {
                    ping.ping(h2::Ping::opaque()).await.unwrap();
                    body.send_reset(reason);
                });
            }
        }
    }
}

async fn enroll(act: Act) -> (Result<u32, workos_mfa::Error>, usize) {
    let server = Server::start(vec![act, Act::Answer(enrolled())]).await;
    let factor = EnrollFactor::totp("Foo", "alan");
    let result = server.client.enroll_factor_with(factor, &CallOptions::new()).await;
    (result.map(|response| response.metadata.attempts), server.requests())
}

async fn get(act: Act) -> (Result<u32, workos_mfa::Error>, usize) {
    let server = Server::start(vec![act, Act::Answer(factor())]).await;
    let result = server.client.get_factor_with(ID, &CallOptions::new()).await;
    (result.map(|response| response.metadata.attempts), server.requests())
}

#[tokio::test]
async fn an_enrolment_on_a_refused_stream_is_sent_again() {
    let (result, requests) = enroll(Act::Refuse(h2::Reason::REFUSED_STREAM)).await;
    assert_eq!((result.unwrap(), requests), (2, 2));
}

#[tokio::test]
async fn an_enrolment_on_a_stream_that_failed_otherwise_is_not() {
    let (result, requests) = enroll(Act::Refuse(h2::Reason::INTERNAL_ERROR)).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), requests), (ErrorKind::Transport, Outcome::Unknown, 1));
}

/// Hyper takes both for the end of the body.
const QUIET: [h2::Reason; 2] = [h2::Reason::NO_ERROR, h2::Reason::CANCEL];

#[tokio::test]
async fn a_stream_that_ends_early_without_an_error_is_a_cut_body() {
    for reason in QUIET {
        for body in ["", "{", &factor()[..60]] {
            let (result, requests) = get(Act::breaks(body, reason)).await;
            assert_eq!((result.unwrap(), requests), (2, 2), "{reason:?} {body}");
        }
    }
}

#[tokio::test]
async fn a_deletion_whose_reply_ends_early_is_sent_again() {
    for body in ["", "{\"del", "<htm"] {
        let act = Act::breaks(body, h2::Reason::NO_ERROR);
        let server = Server::start(vec![act, Act::Answer(String::new())]).await;
        let done = server.client.delete_factor_with(ID, &CallOptions::new()).await.unwrap();
        assert_eq!((done.metadata.attempts, server.requests()), (2, 2), "{body}");
    }
}

#[tokio::test]
async fn an_enrolment_whose_reply_ends_early_is_applied_if_it_began() {
    let whole = enrolled();
    let began = whole.find(r#","type""#).unwrap();
    for (body, outcome, id) in [
        (&whole[..began], Outcome::Applied, Some(ID)),
        ("<html>", Outcome::Unknown, None),
        ("", Outcome::Unknown, None),
    ] {
        let (result, requests) = enroll(Act::breaks(body, h2::Reason::NO_ERROR)).await;
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome(), requests), (ErrorKind::Transport, outcome, 1), "{body}");
        assert_eq!((error.status(), error.factor_id()), (Some(201), id), "{body}");
    }
}

#[tokio::test]
async fn a_whole_reply_is_an_answer_whatever_ends_the_stream() {
    let (result, requests) = enroll(Act::breaks(&enrolled(), h2::Reason::NO_ERROR)).await;
    assert_eq!((result.unwrap(), requests), (1, 1));
    // All that was announced has come, too.
    let announced =
        Act::Break { content_length: Some(2), body: "OK".to_owned(), reason: h2::Reason::NO_ERROR };
    let server = Server::start(vec![announced]).await;
    let done = server.client.delete_factor_with(ID, &CallOptions::new()).await.unwrap();
    assert_eq!((done.metadata.attempts, server.requests()), (1, 1));
}

#[tokio::test]
async fn a_request_without_a_body_ends_with_its_head_and_says_nothing_of_a_body() {
    let server = Server::start(vec![Act::Answer(factor()), Act::Answer(String::new())]).await;
    server.client.get_factor(ID).await.unwrap();
    server.client.delete_factor(ID).await.unwrap();
    let seen = server.seen.lock().unwrap();
    for ((head, was_all), method) in seen.iter().zip(["GET", "DELETE"]) {
        assert_eq!((head.method.as_str(), was_all), (method, &true));
        let mut names: Vec<_> = head.headers.keys().map(http::HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "authorization", "user-agent"], "{method}");
    }
    assert_eq!(seen.len(), 2);
}
