//! The server: connections, and their limits.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};

use crate::reply::Reply;
use crate::{Backend, api};

/// For a request's head, and so also for how long a connection may be idle.
const HEADER_TIME: Duration = Duration::from_secs(30);

/// Serves apps for as long as it is awaited: plain HTTP. TLS, and a limit to how many connections there are, is your ingress's job.
pub async fn serve(listener: TcpListener, backend: Backend) {
    let backend = Arc::new(backend);
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                tokio::spawn(connection(stream, peer.ip(), Arc::clone(&backend)));
            }
            // Out of file descriptors, most likely. Others will be closed; until then there is no use in spinning.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn connection(stream: TcpStream, peer: IpAddr, backend: Arc<Backend>) {
    // Without it a small response may wait for the app's acknowledgement. If it fails, it is only slower.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| {
        // A task of its own: if the app hangs up, an enrolment that has begun is finished all the same.
        let task = tokio::spawn(api::answer(Arc::clone(&backend), request, peer));
        async { Ok::<_, Infallible>(task.await.unwrap_or_else(|_| Reply::broken()).into()) }
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
    // An error is about an app that went away or that broke the protocol. hyper has said what there is to say.
    let _ = server.serve_connection(TokioIo::new(stream), service).await;
}
