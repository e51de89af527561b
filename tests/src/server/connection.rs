//! One connection: the exchanges on it, and how it ends.

use std::sync::Arc;
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::answer::{self, End};
use super::request::{Incoming, ReadError};
use super::session::Stage;
use crate::scenario::{Listener, ResetWhen, Respond};

/// A stream whose socket can be got at, for resetting it.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Sync {
    fn tcp(&self) -> &TcpStream;
}

impl Wire for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Wire for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// Makes the drop of the stream send a reset. If the system refuses, the client sees a proper close, and its scenario says so.
fn reset_on_drop(stream: &impl Wire) {
    let _ = SockRef::from(stream.tcp()).set_linger(Some(Duration::ZERO));
}

/// Serves a connection to its end.
pub(super) async fn serve(stage: Arc<Stage>, tcp: TcpStream, at: Listener) {
    // Portions must leave when they are written.
    let _ = tcp.set_nodelay(true);
    let connection = stage.connected();
    match at {
        Listener::Origin if stage.resets_this_connection() => reset_on_drop(&tcp),
        Listener::Origin if stage.is_silent_on_this_connection() => {
            Incoming::new(tcp).closed().await;
        }
        Listener::Origin => serve_origin(&stage, tcp, connection).await,
        Listener::Proxy => {
            if let Some(tunnelled) = exchanges(&stage, tcp, connection, Listener::Proxy).await {
                serve_origin(&stage, tunnelled, connection).await;
            }
        }
    }
}

async fn serve_origin(stage: &Stage, tcp: TcpStream, connection: u32) {
    let Some(config) = stage.tls.clone() else {
        exchanges(stage, tcp, connection, Listener::Origin).await;
        return;
    };
    match TlsAcceptor::from(config).accept(tcp).await {
        Ok(stream) => {
            exchanges(stage, stream, connection, Listener::Origin).await;
        }
        Err(error) => stage.note(format!("connection {connection}: the TLS handshake failed: {error}")),
    }
}

/// Plays exchanges until the connection ends. Gives the stream back if it has become a tunnel.
async fn exchanges<S: Wire>(stage: &Stage, stream: S, connection: u32, at: Listener) -> Option<S> {
    let mut incoming = Incoming::new(stream);
    while incoming.first_byte().await.is_ok() {
        let (request, exchange) = stage.claim(connection, at);
        let respond = exchange.map(|exchange| &exchange.respond);
        if let Some(Respond::Reset(ResetWhen::BeforeReading)) = respond {
            reset_on_drop(&incoming.stream);
            stage.ended(request);
            return None;
        }
        let head_only = match incoming.request().await {
            Ok(content) => {
                let head_only = content.method == "HEAD";
                stage.read(request, content);
                head_only
            }
            Err(ReadError::Gone) => {
                stage.note(format!("connection {connection}: the client left in the middle of a request"));
                stage.client_closed(request);
                return None;
            }
            Err(ReadError::NotHttp(what)) => {
                stage.protocol_error(format!("connection {connection}: this is not HTTP/1.1: {what}"));
                stage.ended(request);
                return None;
            }
        };
        let out = &mut incoming.stream;
        let sent = match respond {
            Some(Respond::Answer(answer)) => {
                if let Some(seconds) = answer.refuse_for {
                    stage.refuse_for(Duration::from_secs_f64(seconds)).await;
                }
                answer::send(out, answer, head_only).await
            }
            Some(Respond::Raw(raw)) => answer::send_raw(out, raw).await,
            Some(Respond::Reset(_)) => Ok(End::Reset),
            Some(Respond::Close) => Ok(End::Close),
            Some(Respond::Stall) => Ok(End::Stall),
            Some(Respond::Tunnel) => {
                let accepted = out.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await;
                stage.ended(request);
                return accepted.is_ok().then_some(incoming.stream);
            }
            None => out.write_all(NOT_IN_THE_SCRIPT).await.map(|()| End::Close),
        };
        if sent.is_ok() && sent.as_ref().ok() != Some(&End::Stall) {
            stage.ended(request);
        }
        match sent {
            Ok(End::Next) if exchange.is_some_and(|exchange| exchange.client_closes) => {
                incoming.closed().await;
                stage.client_closed(request);
                return None;
            }
            Ok(End::Next) => {}
            Ok(End::Close) => {
                let _ = incoming.stream.shutdown().await;
                // Closing with unread bytes would send a reset, so the client's own close comes first.
                incoming.closed().await;
                return None;
            }
            Ok(End::Reset) => {
                reset_on_drop(&incoming.stream);
                return None;
            }
            Ok(End::Stall) => {
                incoming.closed().await;
                stage.client_closed(request);
                return None;
            }
            Err(_) => {
                stage.client_closed(request);
                return None;
            }
        }
    }
    None
}

const NOT_IN_THE_SCRIPT: &[u8] =
    b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 17\r\nconnection: close\r\n\r\nnot in the script";
