//! A server on this machine that answers what a test tells it to.
#![allow(dead_code, reason = "each test binary uses some of it")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "code of tests")]

pub(crate) mod tls;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const ID: &str = "auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ";
pub(crate) const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
pub(crate) const KEY: &str = "sk_test_very_secret_key";

pub(crate) fn factor() -> String {
    format!(
        r#"{{"object":"authentication_factor","id":"{ID}","type":"totp","totp":{{"issuer":"Foo","user":"alan"}},"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:00.000Z"}}"#
    )
}

pub(crate) fn enrolled() -> String {
    factor().replace(
        r#""user":"alan""#,
        &format!(
            r#""user":"alan","secret":"{SECRET}","qr_code":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==","uri":"otpauth://totp/Foo:alan?secret={SECRET}&issuer=Foo""#
        ),
    )
}

pub(crate) fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nx-request-id: req_1\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// Two answers to an enrolment: the first one says to try again.
pub(crate) fn refused_then_enrolled() -> Vec<Act> {
    vec![
        Act::Answer(answer("429 Too Many Requests", r#"{"message":"slow down"}"#)),
        Act::Answer(answer("201 Created", &enrolled())),
    ]
}

pub(crate) fn holds_no_secret(lines: &[String]) {
    for line in lines {
        for secret in [SECRET, KEY, "otpauth", "base64"] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}

/// What the server does with a request.
#[derive(Clone)]
pub(crate) enum Act {
    /// Answers, and keeps the connection open.
    Answer(String),
    /// Answers, and closes the idle connection when it is told to.
    AnswerAndClose(String),
    /// Answers nothing until the client hangs up.
    Stall,
    /// Closes without an answer.
    Close,
}

type Decide = dyn Fn(usize, &str) -> Act + Send + Sync;

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) url: String,
    requests: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
    hung_up: Arc<tokio::sync::Notify>,
    close: Arc<tokio::sync::Notify>,
    closed: Arc<tokio::sync::Notify>,
}

impl Server {
    /// Plays the acts in order, one for each request, on whatever connections the client makes.
    pub(crate) async fn start(acts: Vec<Act>) -> Self {
        Self::answering(move |number, _| acts.get(number).cloned().unwrap_or(Act::Close)).await
    }

    /// Does what this says about each request: its number, from 0, and its text.
    pub(crate) async fn answering(act: impl Fn(usize, &str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            requests: Arc::default(),
            connections: Arc::default(),
            hung_up: Arc::default(),
            close: Arc::default(),
            closed: Arc::default(),
        };
        let (shared, act): (_, Arc<Decide>) = (server.clone(), Arc::new(act));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(shared.clone().converse(stream, Arc::clone(&act)));
            }
        });
        server
    }

    async fn converse(self, mut stream: TcpStream, act: Arc<Decide>) {
        while let Some(request) = read_request(&mut stream).await {
            let number = self.requests.fetch_add(1, Ordering::SeqCst);
            match act(number, &request) {
                Act::Answer(text) => stream.write_all(text.as_bytes()).await.unwrap(),
                Act::AnswerAndClose(text) => {
                    stream.write_all(text.as_bytes()).await.unwrap();
                    self.close.notified().await;
                    drop(stream);
                    self.closed.notify_one();
                    return;
                }
                Act::Stall => {
                    let _ = stream.read(&mut [0; 64]).await;
                    self.hung_up.notify_one();
                    return;
                }
                Act::Close => return,
            }
        }
    }

    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Returns when the client has hung up on a stalled request.
    pub(crate) async fn hung_up(&self) {
        self.hung_up.notified().await;
    }

    /// Closes the idle connection, and returns when that is done.
    pub(crate) async fn close_idle(&self) {
        self.close.notify_one();
        self.closed.notified().await;
    }
}

pub(crate) async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut text = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = stream.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        text.extend_from_slice(&chunk[..read]);
        let shown = String::from_utf8_lossy(&text);
        if let Some((head, body)) = shown.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok()
                })
                .unwrap_or(0);
            if body.len() >= length {
                return Some(shown.into_owned());
            }
        }
    }
}
