//! An HTTP client that hides nothing.

use std::{io, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use workos_mfa_emulator::Emulator;

pub(crate) const ENROLL: &str = "/auth/factors/enroll";

/// Far longer than anything takes that is not hanging.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether as many bytes came as `content-length` says.
    pub(crate) complete: bool,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn id(&self) -> String {
        self.json()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

pub(crate) struct Connection {
    stream: TcpStream,
    key: String,
    unread: Vec<u8>,
}

impl Connection {
    pub(crate) async fn to(emulator: &Emulator) -> Self {
        let address = emulator.url().strip_prefix("http://").unwrap();
        let stream = TcpStream::connect(address).await.unwrap();
        Self { stream, key: emulator.api_key().to_owned(), unread: Vec::new() }
    }

    /// Sends bytes as they are.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
    }

    /// Sends a request with the key, and reads the response.
    pub(crate) async fn call(
        &mut self,
        method: &str,
        path: &str,
        body: impl AsRef<[u8]>,
    ) -> io::Result<Response> {
        let body = body.as_ref();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n",
            self.key,
            body.len()
        );
        self.send([head.as_bytes(), body].concat()).await;
        self.receive(method).await
    }

    /// Reads one response: to its end, or to where the connection ends.
    pub(crate) async fn receive(&mut self, method: &str) -> io::Result<Response> {
        timeout(PATIENCE, self.receive_patiently(method)).await.expect("no response came")
    }

    async fn receive_patiently(&mut self, method: &str) -> io::Result<Response> {
        let end = loop {
            match self.unread.windows(4).position(|window| window == b"\r\n\r\n") {
                Some(end) => break end,
                None if self.read_more().await? => {}
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        };
        let head: Vec<u8> = self.unread.drain(..end + 4).collect();
        let head = String::from_utf8(head).map_err(io::Error::other)?;
        let mut lines = head.trim_end().split("\r\n");
        let first = lines.next().unwrap();
        let status = first
            .strip_prefix("HTTP/1.1 ")
            .and_then(|rest| rest.split(' ').next())
            .and_then(|code| code.parse().ok());
        let Some(status) = status else { return Err(io::Error::other(format!("not HTTP: {first:?}"))) };
        let headers =
            lines.map(|line| line.split_once(": ").unwrap()).map(|(name, value)| (name.into(), value.into()));
        let mut response = Response { status, headers: headers.collect(), body: Vec::new(), complete: true };
        let length = response.header("content-length").map_or(0, |value| value.parse().unwrap());
        if method != "HEAD" {
            while self.unread.len() < length && self.read_more().await? {}
            response.body = self.unread.drain(..length.min(self.unread.len())).collect();
            response.complete = response.body.len() == length;
        }
        Ok(response)
    }

    /// What comes until the server closes the connection.
    pub(crate) async fn receive_all(&mut self) -> io::Result<Vec<u8>> {
        let read = async {
            while self.read_more().await? {}
            Ok(std::mem::take(&mut self.unread))
        };
        timeout(PATIENCE, read).await.expect("the connection stays open")
    }

    pub(crate) async fn receive_exactly(&mut self, bytes: usize) -> Vec<u8> {
        let read = async { while self.unread.len() < bytes && self.read_more().await.unwrap() {} };
        timeout(PATIENCE, read).await.expect("the bytes do not come");
        self.unread.drain(..bytes).collect()
    }

    async fn read_more(&mut self) -> io::Result<bool> {
        Ok(self.stream.read_buf(&mut self.unread).await? > 0)
    }

    /// Whether nothing comes: neither a byte nor the end. Looks once, after all that is due has been read.
    pub(crate) fn is_silent(&self) -> bool {
        self.unread.is_empty()
            && matches!(self.stream.try_read(&mut [0]), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }
}

/// One request on a connection of its own.
pub(crate) async fn call(emulator: &Emulator, method: &str, path: &str, body: impl AsRef<[u8]>) -> Response {
    Connection::to(emulator).await.call(method, path, body).await.unwrap()
}

pub(crate) async fn enroll(emulator: &Emulator, body: Value) -> Response {
    call(emulator, "POST", ENROLL, body.to_string()).await
}

pub(crate) fn factor_path(id: &str) -> String {
    format!("/auth/factors/{id}")
}
