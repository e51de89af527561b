//! As much of HTTP/1.1 as two ends need that know each other: a head, and a body as long as `content-length` says.

use std::io::{Error, ErrorKind, Result};

use tokio::io::{AsyncRead, AsyncReadExt as _};

const MOST_HEAD: usize = 16 * 1024;

/// Reads one message after the other from a connection.
pub(crate) struct Messages {
    read: Vec<u8>,
}

impl Messages {
    pub(crate) fn new() -> Self {
        Self { read: Vec::with_capacity(16 * 1024) }
    }

    /// Waits for the next message and gives back its first line. `None` if the other end has closed the connection.
    pub(crate) async fn next(&mut self, stream: &mut (impl AsyncRead + Unpin)) -> Result<Option<String>> {
        let head_ends = loop {
            if let Some(at) = self.read.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            if self.read.len() > MOST_HEAD {
                return Err(Error::new(ErrorKind::InvalidData, "the head is too long"));
            }
            if stream.read_buf(&mut self.read).await? == 0 {
                return if self.read.is_empty() { Ok(None) } else { Err(ErrorKind::UnexpectedEof.into()) };
            }
        };
        let head = self.read.get(..head_ends).unwrap_or_default();
        let head = std::str::from_utf8(head).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
        let first_line = head.lines().next().unwrap_or_default().to_owned();
        let ends = head_ends + content_length(head);
        while self.read.len() < ends {
            if stream.read_buf(&mut self.read).await? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        self.read.drain(..ends);
        Ok(Some(first_line))
    }
}

fn content_length(head: &str) -> usize {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;
    use tokio::net::{TcpListener, TcpStream};

    use super::Messages;

    #[tokio::test]
    async fn tells_messages_apart_that_arrive_together_or_in_pieces() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut sender = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut receiver, _) = listener.accept().await.unwrap();
        sender
            .write_all(b"GET /a HTTP/1.1\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 4\r\n\r\nab")
            .await
            .unwrap();
        let mut messages = Messages::new();
        assert_eq!(messages.next(&mut receiver).await.unwrap().as_deref(), Some("GET /a HTTP/1.1"));
        sender.write_all(b"cd").await.unwrap();
        assert_eq!(messages.next(&mut receiver).await.unwrap().as_deref(), Some("POST /b HTTP/1.1"));
        drop(sender);
        assert_eq!(messages.next(&mut receiver).await.unwrap(), None);
    }
}
