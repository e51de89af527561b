//! A server that shows the test what arrives, and does what the test wants in the meantime.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread::{self, JoinHandle},
};

/// A server for one request.
pub(crate) struct Server {
    pub(crate) url: String,
    thread: JoinHandle<String>,
}

impl Server {
    /// Answers one request with what `answer` returns for its head.
    pub(crate) fn start(answer: impl FnOnce(&str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let thread = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut read = Vec::new();
            while !complete(&read) {
                let mut buffer = [0; 4096];
                let length = stream.read(&mut buffer).unwrap();
                assert_ne!(length, 0, "the request was cut");
                read.extend_from_slice(&buffer[..length]);
            }
            let request = String::from_utf8(read).unwrap();
            stream.write_all(answer(&request).as_bytes()).unwrap();
            request
        });
        Self { url, thread }
    }

    /// The request that came.
    pub(crate) fn request(self) -> String {
        self.thread.join().unwrap()
    }
}

fn complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.trim().parse().unwrap())
}

pub(crate) fn reply(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
