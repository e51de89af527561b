//! HTTP/2, by the library that is below hyper.

use std::rc::Rc;

use anyhow::Result;
use bytes::Bytes;
use h2::RecvStream;
use h2::server::SendResponse;
use http::Request;
use tokio::io::{AsyncRead, AsyncWrite};

use super::replies::Replies;

pub(super) async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, replies: Rc<Replies>) -> Result<()> {
    let mut connection = h2::server::handshake(stream).await?;
    while let Some(accepted) = connection.accept().await {
        let (request, response) = accepted?;
        if request.body().is_end_stream() {
            answer(&request, response, &replies)?;
            continue;
        }
        let replies = Rc::clone(&replies);
        // The body comes in only if the connection goes on being driven meanwhile.
        tokio::task::spawn_local(async move {
            let mut request = request;
            read_to_end(request.body_mut()).await?;
            answer(&request, response, &replies)
        });
    }
    Ok(())
}

async fn read_to_end(body: &mut RecvStream) -> Result<()> {
    while let Some(chunk) = body.data().await {
        let length = chunk?.len();
        body.flow_control().release_capacity(length)?;
    }
    Ok(())
}

fn answer(request: &Request<RecvStream>, mut response: SendResponse<Bytes>, replies: &Replies) -> Result<()> {
    let reply = replies.to(request.method().as_str());
    let mut body = response.send_response(reply.head.clone(), reply.body.is_empty())?;
    if !reply.body.is_empty() {
        body.send_data(reply.body.clone(), true)?;
    }
    Ok(())
}
