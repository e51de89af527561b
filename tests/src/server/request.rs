//! Reading HTTP/1.1 requests, strictly: what a lenient server would let pass is an error here.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

use super::seen::RequestContent;

const MAX_HEAD: usize = 64 * 1024;
const MAX_BODY: usize = 4 * 1024 * 1024;

/// A stream with the bytes that have been read from it but not used.
#[derive(Debug)]
pub(super) struct Incoming<S> {
    pub(super) stream: S,
    buffer: Vec<u8>,
}

/// Why a request can't be had.
#[derive(Debug)]
pub(super) enum ReadError {
    /// The connection ended, between two requests or within one.
    Gone,
    /// Something that is not an HTTP/1.1 request.
    NotHttp(String),
}

impl From<io::Error> for ReadError {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

impl<S: AsyncRead + Unpin> Incoming<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, buffer: Vec::new() }
    }

    /// Waits until the next request's first byte is there; `Gone` if the client closes instead.
    pub(super) async fn first_byte(&mut self) -> Result<(), ReadError> {
        if self.buffer.is_empty() { self.fill().await } else { Ok(()) }
    }

    async fn fill(&mut self) -> Result<(), ReadError> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ReadError::Gone),
            _ => Ok(()),
        }
    }

    /// Reads one whole request.
    pub(super) async fn request(&mut self) -> Result<RequestContent, ReadError> {
        let end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at;
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(ReadError::NotHttp("a request head of more than 64 KiB".to_owned()));
            }
            self.fill().await?;
        };
        let head: Vec<u8> = self.buffer.drain(..end + 4).take(end).collect();
        let mut content = parse_head(&head).map_err(ReadError::NotHttp)?;
        let length = body_length(&content).map_err(ReadError::NotHttp)?;
        while self.buffer.len() < length {
            self.fill().await?;
        }
        content.body = self.buffer.drain(..length).collect();
        Ok(content)
    }

    /// Waits until the client has closed the connection. Whatever it still says is thrown away.
    pub(super) async fn closed(&mut self) {
        loop {
            self.buffer.clear();
            if self.fill().await.is_err() {
                return;
            }
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn parse_head(head: &[u8]) -> Result<RequestContent, String> {
    let head = std::str::from_utf8(head).map_err(|_| "a request head that is not UTF-8".to_owned())?;
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap_or_default();
    let words: Vec<&str> = line.split(' ').collect();
    let [method, target, "HTTP/1.1"] = words.as_slice() else {
        return Err(format!("the request line {line:?}"));
    };
    if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(format!("the method {method:?}"));
    }
    if target.is_empty() || !target.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!("the target {target:?}"));
    }
    let headers = lines.map(parse_header).collect::<Result<_, _>>()?;
    Ok(RequestContent {
        method: (*method).to_owned(),
        target: (*target).to_owned(),
        headers,
        body: Vec::new(),
    })
}

fn parse_header(line: &str) -> Result<(String, String), String> {
    let (name, value) = line.split_once(':').ok_or_else(|| format!("the header line {line:?}"))?;
    // RFC 9110, 5.6.2: the characters of a token. A space before the colon is forbidden by RFC 9112, 5.1.
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Err(format!("the header name {name:?}"));
    }
    if value.chars().any(|c| c.is_control() && c != '\t') {
        return Err(format!("a control character in the header {name}"));
    }
    Ok((name.to_ascii_lowercase(), value.trim_matches([' ', '\t']).to_owned()))
}

fn body_length(content: &RequestContent) -> Result<usize, String> {
    if content.header("transfer-encoding").next().is_some() {
        return Err("a transfer-encoding: the body's length is known, so it should be told".to_owned());
    }
    let lengths: Vec<&str> = content.header("content-length").collect();
    match lengths.as_slice() {
        [] => Ok(0),
        [length] if length.bytes().all(|byte| byte.is_ascii_digit()) => length
            .parse()
            .ok()
            .filter(|length| *length <= MAX_BODY)
            .ok_or_else(|| format!("a body of {length} bytes")),
        other => Err(format!("the content-length {other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(text: &str) -> Result<RequestContent, ReadError> {
        Incoming::new(text.as_bytes()).request().await
    }

    #[tokio::test]
    async fn a_request_is_read_to_its_last_byte() {
        let text = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhiGET";
        let mut incoming = Incoming::new(text.as_bytes());
        let content = incoming.request().await.unwrap();
        assert_eq!(content.method, "POST");
        assert_eq!(content.target, "/x");
        assert_eq!(
            content.headers,
            [("host".to_owned(), "a".to_owned()), ("content-length".to_owned(), "2".to_owned())]
        );
        assert_eq!(content.body, b"hi");
        assert_eq!(incoming.buffer, b"GET");
    }

    #[tokio::test]
    async fn what_is_not_http_1_1_is_refused() {
        for text in [
            "GET /x HTTP/1.0\r\n\r\n",
            "GET  /x HTTP/1.1\r\n\r\n",
            "get /x HTTP/1.1\r\n\r\n",
            "GET /é HTTP/1.1\r\n\r\n",
            "GET /x HTTP/1.1\r\nHost : a\r\n\r\n",
            "GET /x HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
            "GET /x HTTP/1.1\r\nX: a\nY: b\r\n\r\n",
            "POST /x HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
            "POST /x HTTP/1.1\r\nContent-Length: +1\r\n\r\na",
            "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ] {
            assert!(matches!(read(text).await, Err(ReadError::NotHttp(_))), "{text:?}");
        }
        assert!(matches!(read("GET /x HTTP/1.1\r\nHost: a\r\n").await, Err(ReadError::Gone)));
    }
}
