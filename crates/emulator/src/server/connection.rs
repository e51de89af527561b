//! One connection.

use std::{
    convert::Infallible,
    future::{pending, poll_fn},
    pin::Pin,
    sync::Arc,
    task::Poll,
};

use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpStream, sync::mpsc};

use super::takeover;
use crate::{
    api::{self, Answer},
    state::State,
};

/// Serves requests until the client goes away or a fault ends the connection.
pub(super) async fn serve(mut stream: TcpStream, state: Arc<State>) {
    // Without it a small response may wait for the client's acknowledgement. If it fails, it is only slower.
    let _ = stream.set_nodelay(true);
    loop {
        let (orders, mut order) = mpsc::unbounded_channel();
        let service = service_fn(|request: hyper::Request<Incoming>| {
            let (state, orders) = (&state, &orders);
            async move {
                match api::answer(state, request).await {
                    Answer::Plain(response) => Ok::<_, Infallible>(response),
                    // hyper would not do what is asked for, so it is taken off the connection. It waits for that here.
                    Answer::Raw(raw) => {
                        let _ = orders.send(raw);
                        pending().await
                    }
                }
            }
        });
        let mut connection =
            http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
        let taken_over = poll_fn(|context| match Pin::new(&mut connection).poll(context) {
            // The client has gone, or has broken the protocol. hyper has said what there is to say.
            Poll::Ready(_) => Poll::Ready(None),
            Poll::Pending => order.poll_recv(context),
        });
        let Some(raw) = taken_over.await else { return };
        let parts = connection.into_parts();
        let has_more = !parts.read_buf.is_empty();
        match takeover::perform(parts.io.into_inner(), &raw).await {
            // A request that is already half read can't be given back.
            Some(kept) if !has_more => stream = kept,
            _ => return,
        }
    }
}
