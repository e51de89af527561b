//! A server that closes all its idle connections when it is told to.
#![allow(dead_code, reason = "each test binary uses some of it")]

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{self, pki_types::PrivatePkcs8KeyDer};
use tokio_rustls::server::TlsStream;

use crate::support::{ID, answer, enrolled, factor, read_request};

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Fin,
    Reset,
    TlsNotify,
    TlsFin,
    TlsReset,
    Http2Fin,
    Http2Goaway,
}

pub(crate) const ENDS: [End; 7] =
    [End::Fin, End::Reset, End::TlsNotify, End::TlsFin, End::TlsReset, End::Http2Fin, End::Http2Goaway];

impl End {
    fn is_tls(self) -> bool {
        !matches!(self, Self::Fin | Self::Reset)
    }

    fn is_http2(self) -> bool {
        matches!(self, Self::Http2Fin | Self::Http2Goaway)
    }
}

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) url: String,
    /// The certificate; empty without TLS.
    pub(crate) pem: String,
    end: End,
    posts: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
    closing: watch::Sender<u64>,
    open: watch::Sender<usize>,
}

impl Server {
    pub(crate) async fn start(end: End) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (config, pem) = certificate(end.is_http2());
        let scheme = if end.is_tls() { "https" } else { "http" };
        let server = Self {
            url: format!("{scheme}://localhost:{port}"),
            pem: if end.is_tls() { pem } else { String::new() },
            end,
            posts: Arc::default(),
            connections: Arc::default(),
            closing: watch::channel(0).0,
            open: watch::channel(0).0,
        };
        let shared = server.clone();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.open.send_modify(|open| *open += 1);
                shared.connections.fetch_add(1, Ordering::SeqCst);
                let (shared, acceptor, closing) =
                    (shared.clone(), acceptor.clone(), shared.closing.subscribe());
                tokio::spawn(async move {
                    shared.serve(stream, acceptor, closing).await;
                    shared.open.send_modify(|open| *open -= 1);
                });
            }
        });
        server
    }

    pub(crate) fn posts(&self) -> usize {
        self.posts.load(Ordering::SeqCst)
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Closes all connections, and returns when that is done.
    pub(crate) async fn close_all(&self) {
        let mut open = self.open.subscribe();
        loop {
            self.closing.send_modify(|number| *number += 1);
            // One that was made just now, and not accepted yet, has missed that.
            let closed = open.wait_for(|open| *open == 0);
            if tokio::time::timeout(Duration::from_millis(100), closed).await.is_ok() {
                return;
            }
        }
    }

    async fn serve(&self, stream: TcpStream, acceptor: TlsAcceptor, mut closing: watch::Receiver<u64>) {
        stream.set_nodelay(true).unwrap();
        if !self.end.is_tls() {
            if let Some(stream) = self.converse(stream, closing).await
                && self.end == End::Reset
            {
                stream.set_zero_linger().unwrap();
            }
            return;
        }
        // The client may be stopped in the middle of this.
        let Some(stream) = until(&mut closing, acceptor.accept(stream)).await.and_then(Result::ok) else {
            return;
        };
        if self.end.is_http2() {
            self.converse_http2(stream, closing).await;
            return;
        }
        let Some(mut stream) = self.converse(stream, closing).await else { return };
        match self.end {
            End::TlsNotify => stream.shutdown().await.unwrap(),
            End::TlsReset => stream.get_ref().0.set_zero_linger().unwrap(),
            _ => {}
        }
    }

    /// Gives the stream back when it is to be closed; `None` if the client was first.
    async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        mut stream: S,
        mut closing: watch::Receiver<u64>,
    ) -> Option<S> {
        loop {
            tokio::select! {
                biased;
                request = read_request(&mut stream) => {
                    let request = request?;
                    let mut line = request.split_whitespace();
                    let reply = self.reply(line.next() == Some("POST"), line.next().unwrap_or_default());
                    stream.write_all(answer("200 OK", &reply).as_bytes()).await.ok()?;
                }
                _ = closing.changed() => return Some(stream),
            }
        }
    }

    async fn converse_http2(&self, stream: TlsStream<TcpStream>, mut closing: watch::Receiver<u64>) {
        let handshake = until(&mut closing, h2::server::handshake(stream)).await;
        let Some(Ok(mut connection)) = handshake else { return };
        loop {
            tokio::select! {
                biased;
                request = connection.accept() => {
                    let Some(Ok((request, mut respond))) = request else { return };
                    let reply = self.reply(request.method() == http::Method::POST, request.uri().path());
                    let head = http::Response::builder().status(200).body(()).unwrap();
                    let mut body = respond.send_response(head, false).unwrap();
                    body.send_data(bytes::Bytes::from(reply), true).unwrap();
                }
                _ = closing.changed() => break,
            }
        }
        if self.end == End::Http2Goaway {
            connection.abrupt_shutdown(h2::Reason::NO_ERROR);
            // Waits for the client in vain: one poll writes it.
            let _ = poll_fn(|context| Poll::Ready(connection.poll_closed(context).is_ready())).await;
        }
    }

    /// The factor that was asked for.
    fn reply(&self, is_post: bool, path: &str) -> String {
        if is_post {
            self.posts.fetch_add(1, Ordering::SeqCst);
            enrolled()
        } else {
            factor().replace(ID, path.rsplit('/').next().unwrap_or_default())
        }
    }
}

/// `None` if the connections are to be closed before that is done.
async fn until<T>(closing: &mut watch::Receiver<u64>, done: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        done = done => Some(done),
        _ = closing.changed() => None,
    }
}

fn certificate(http2: bool) -> (rustls::ServerConfig, String) {
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
    config.alpn_protocols = vec![if http2 { b"h2".to_vec() } else { b"http/1.1".to_vec() }];
    (config, cert.pem())
}
