//! What a request without a body is on the wire. The client watches whether it is written, and the server must not notice.

#![allow(clippy::unwrap_used, reason = "code of tests")]

mod support;

use support::{ID, KEY, answer, factor};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use workos_mfa::Client;

/// Answers one request, and returns all that came before and after the answer until the client closed the connection.
async fn all_that_comes(reply: String) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut text = Vec::new();
        while !text.ends_with(b"\r\n\r\n") {
            assert!(stream.read_buf(&mut text).await.unwrap() > 0, "{}", String::from_utf8_lossy(&text));
        }
        stream.write_all(reply.as_bytes()).await.unwrap();
        stream.read_to_end(&mut text).await.unwrap();
        String::from_utf8(text).unwrap()
    });
    (url, server)
}

fn client(url: &str) -> Client {
    Client::builder(KEY).base_url(url).user_agent_suffix("wire/1").build().unwrap()
}

/// The request line, and the names of the headers in the order of the alphabet. There must be nothing after the head.
fn head(text: &str) -> (String, Vec<String>) {
    let (head, rest) = text.split_once("\r\n\r\n").unwrap();
    assert_eq!(rest, "", "there is something after the head");
    let mut lines = head.split("\r\n").map(str::to_owned);
    let request = lines.next().unwrap();
    let mut names: Vec<_> = lines.map(|line| line.split_once(": ").unwrap().0.to_owned()).collect();
    names.sort();
    (request, names)
}

const HEADERS: [&str; 4] = ["accept", "authorization", "host", "user-agent"];

#[tokio::test]
async fn a_reading_has_no_body_and_no_header_about_one() {
    let (url, server) = all_that_comes(answer("200 OK", &factor())).await;
    client(&url).get_factor(ID).await.unwrap();
    let (request, names) = head(&server.await.unwrap());
    assert_eq!(request, format!("GET /auth/factors/{ID} HTTP/1.1"));
    assert_eq!(names, HEADERS);
}

#[tokio::test]
async fn a_deletion_has_no_body_and_no_header_about_one() {
    let (url, server) = all_that_comes("HTTP/1.1 204 No Content\r\n\r\n".to_owned()).await;
    client(&url).delete_factor(ID).await.unwrap();
    let (request, names) = head(&server.await.unwrap());
    assert_eq!(request, format!("DELETE /auth/factors/{ID} HTTP/1.1"));
    assert_eq!(names, HEADERS);
}
