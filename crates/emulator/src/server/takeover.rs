//! What is done to a connection without hyper.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::api::{Raw, Then};

/// As much of a request that was refused half-way is read, and thrown away, so that the client comes to reading the response.
const LAST_BYTES: usize = 16 * 1024 * 1024;
const LAST_SECONDS: Duration = Duration::from_secs(5);

/// Writes the bytes and does what is asked for. Gives the connection back if it can go on.
pub(super) async fn perform(mut stream: TcpStream, raw: &Raw) -> Option<TcpStream> {
    // If the client is not there any more, there is no one to be sorry for.
    if stream.write_all(&raw.bytes).await.is_err() {
        return None;
    }
    match raw.then {
        Then::KeepAlive => return Some(stream),
        Then::Close => {
            let _ = stream.shutdown().await;
        }
        Then::LetFinish => {
            let _ = stream.shutdown().await;
            let _ = timeout(LAST_SECONDS, discard(&mut stream, LAST_BYTES)).await;
        }
        // With this, closing drops what is unsent and sends a reset.
        Then::Reset => {
            let _ = stream.set_zero_linger();
        }
        Then::Hold => discard(&mut stream, usize::MAX).await,
    }
    None
}

/// Reads until the client closes the connection or this is enough.
async fn discard(stream: &mut TcpStream, mut most: usize) {
    let mut buffer = vec![0; 16 * 1024];
    while most > 0 {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(read) => most = most.saturating_sub(read),
        }
    }
}
