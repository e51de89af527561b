//! That the server misbehaves as it is told, seen from a bare socket.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may panic")]

mod common;

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::spawn_blocking;
use workos_mfa_conformance::server::{ScriptedServer, Session};

const REQUEST: &[u8] = b"GET /x HTTP/1.1\r\nhost: x\r\n\r\n";

/// A session in which each of these responds to a request.
fn session(server: &Value, responds: &[Value]) -> Session {
    let call = json!({ "operation": "get_factor", "args": {}, "expect": { "ok": { "result": null, "status": 200, "attempts": 1 } } });
    let exchanges: Vec<Value> =
        responds.iter().map(|respond| json!({ "request": "GET /x", "respond": respond })).collect();
    let scenario =
        json!({ "name": "s", "why": "w", "server": server, "calls": [call], "exchanges": exchanges });
    let suite = common::loads(&json!({ "group": "g", "about": "a", "scenarios": [scenario] })).unwrap();
    ScriptedServer::new(suite).unwrap().start("g", "s").unwrap()
}

fn address(session: &Session) -> String {
    session.started().client.base_url.unwrap().split_once("://").unwrap().1.to_owned()
}

/// What comes back for one request on a connection of its own, and how it ends.
async fn exchange(session: &Session) -> (String, Option<ErrorKind>) {
    let address = address(session);
    spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(REQUEST).unwrap();
        read(&mut stream)
    })
    .await
    .unwrap()
}

fn read(stream: &mut TcpStream) -> (String, Option<ErrorKind>) {
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let mut bytes = Vec::new();
    let error = stream.read_to_end(&mut bytes).err().map(|error| error.kind());
    (String::from_utf8_lossy(&bytes).into_owned(), error)
}

fn open(error: Option<ErrorKind>) -> bool {
    // Both are a read timeout, on one system or another.
    matches!(error, Some(ErrorKind::WouldBlock | ErrorKind::TimedOut))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_framed_as_told() {
    for (answer, expected) in [
        (
            json!({"status": 200, "json": {"a": 1}}),
            "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: 7\r\n\r\n{\"a\":1}",
        ),
        (json!({"status": 204}), "HTTP/1.1 204 No Content\r\n\r\n"),
        (
            json!({"status": 200, "text": "abcde", "framing": "chunked", "drip": {"bytes": 2, "every": 0.01}}),
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n1\r\ne\r\n0\r\n\r\n",
        ),
        (json!({"status": 200, "hex": "ff00"}), "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n\u{fffd}\0"),
        (
            json!({"status": 299, "text": "a", "content_length": 9}),
            "HTTP/1.1 299 \r\ncontent-length: 9\r\n\r\na",
        ),
        (
            json!({"status": 200, "text": "a", "informational": [103, 100]}),
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",
        ),
        (
            json!({"status": 200, "headers": {"a": ["1", "2"], "b": {"text": "x", "times": 3}}}),
            "HTTP/1.1 200 OK\r\na: 1\r\na: 2\r\nb: xxx\r\ncontent-length: 0\r\n\r\n",
        ),
    ] {
        let session = session(&json!({}), &[json!({ "answer": answer })]);
        let (text, end) = exchange(&session).await;
        assert_eq!(text, expected, "{answer}");
        assert!(open(end), "{answer}: {end:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_ends_as_told() {
    for (answer, ending, closed) in [
        (json!({"status": 200, "text": "abc", "then": "close"}), "connection: close\r\n\r\nabc", true),
        (
            json!({"status": 200, "text": "abc", "then": "close_unannounced"}),
            "content-length: 3\r\n\r\nabc",
            true,
        ),
        (json!({"status": 200, "text": "abc", "framing": "close"}), "HTTP/1.1 200 OK\r\n\r\nabc", true),
        (
            json!({"status": 200, "text": "abc", "http10": true}),
            "HTTP/1.0 200 OK\r\ncontent-length: 3\r\n\r\nabc",
            true,
        ),
        (
            json!({"status": 200, "text": "abc", "cut": {"after": 2, "end": "close"}}),
            "content-length: 3\r\n\r\nab",
            true,
        ),
        (
            json!({"status": 200, "text": "abc", "cut": {"after": 0, "end": "stall"}}),
            "content-length: 3\r\n\r\n",
            false,
        ),
    ] {
        let session = session(&json!({}), &[json!({ "answer": answer })]);
        let (text, end) = exchange(&session).await;
        assert!(text.ends_with(ending), "{answer}: {text:?}");
        assert_eq!(end.is_none(), closed, "{answer}: {end:?}");
        assert_eq!(open(end), !closed, "{answer}: {end:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_is_a_reset_and_a_close_is_none() {
    for (respond, text, reset) in [
        (json!({"reset": "before_reading"}), "", true),
        (json!({"reset": "after_reading"}), "", true),
        (json!("close"), "", false),
        (json!({"raw": {"text": "SSH-2.0\r\n"}}), "SSH-2.0\r\n", false),
        (json!({"raw": {"text": "SSH-2.0\r\n", "end": "reset"}}), "SSH-2.0\r\n", true),
        (
            json!({"answer": {"status": 200, "text": "abc", "cut": {"after": 1, "end": "reset"}}}),
            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\na",
            true,
        ),
    ] {
        let session = session(&json!({}), std::slice::from_ref(&respond));
        let (got, end) = exchange(&session).await;
        assert_eq!(got, text, "{respond}");
        assert_eq!(end, reset.then_some(ErrorKind::ConnectionReset), "{respond}");
        let seen = session.finish().await.seen;
        assert_eq!((seen.requests.len(), seen.connections), (1, 1), "{respond}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_reset_or_refused_as_told() {
    let answer = json!({"answer": {"status": 200}});
    let resetting = session(&json!({"reset_connections": 1}), std::slice::from_ref(&answer));
    let address_of_it = address(&resetting);
    let first = spawn_blocking(move || {
        let mut stream = TcpStream::connect(address_of_it).unwrap();
        // The reset may come before or after this.
        let written = stream.write_all(REQUEST).err().map(|error| error.kind());
        written.or(read(&mut stream).1)
    });
    assert!(matches!(first.await.unwrap(), Some(ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)));
    assert!(exchange(&resetting).await.0.starts_with("HTTP/1.1 200"));

    let refusing = session(&json!({"listen": "refuse"}), &[]);
    assert_eq!(TcpStream::connect(address(&refusing)).unwrap_err().kind(), ErrorKind::ConnectionRefused);

    let silent = session(&json!({"listen": "silent"}), &[]);
    let (text, end) = exchange(&silent).await;
    assert!(text.is_empty() && open(end));

    let silent_once = session(&json!({"silent_connections": 1}), std::slice::from_ref(&answer));
    let (text, end) = exchange(&silent_once).await;
    assert!(text.is_empty() && open(end));
    assert!(exchange(&silent_once).await.0.starts_with("HTTP/1.1 200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_refuses_for_a_while_and_then_listens_again() {
    let session = session(
        &json!({}),
        &[
            json!({"answer": {"status": 200, "then": "close", "refuse_for": 0.3}}),
            json!({"answer": {"status": 201}}),
        ],
    );
    assert!(exchange(&session).await.0.starts_with("HTTP/1.1 200"));
    let address = address(&session);
    assert_eq!(TcpStream::connect(&address).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    let until = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(&address).is_err() {
        assert!(Instant::now() < until, "it never listens again");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(exchange(&session).await.0.starts_with("HTTP/1.1 201"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_does_is_recorded() {
    let session = session(
        &json!({}),
        &[json!("stall"), json!({"answer": {"status": 200}}), json!({"answer": {"status": 200}})],
    );
    let stalled = address(&session);
    spawn_blocking(move || {
        let mut stream = TcpStream::connect(stalled).unwrap();
        stream.write_all(REQUEST).unwrap();
        assert!(open(read(&mut stream).1));
    })
    .await
    .unwrap();
    let both = address(&session);
    spawn_blocking(move || {
        let mut stream = TcpStream::connect(both).unwrap();
        stream.write_all(REQUEST).unwrap();
        stream.write_all(b"POST /y HTTP/1.1\r\nX-A: 1\r\ncontent-length: 2\r\n\r\nhi").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let (text, _) = read(&mut stream);
        assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 2, "{text}");
    })
    .await
    .unwrap();
    let seen = session.finish().await.seen;
    assert_eq!(seen.connections, 2);
    let connections: Vec<u32> = seen.requests.iter().map(|request| request.connection).collect();
    assert_eq!(connections, [1, 2, 2]);
    assert!(seen.requests[0].client_closed.is_some() && seen.requests[1].client_closed.is_none());
    let last = seen.requests[2].content.as_ref().unwrap();
    assert_eq!(
        (last.method.as_str(), last.target.as_str(), last.body.as_slice()),
        ("POST", "/y", &b"hi"[..])
    );
    assert_eq!(last.header("x-a").collect::<Vec<_>>(), ["1"]);
}
