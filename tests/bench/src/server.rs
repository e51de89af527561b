//! The other end of every call: answers from memory, in a process of its own.

use std::rc::Rc;

use anyhow::Result;
use data_encoding::BASE64;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};

use crate::raw_http::Messages;
use crate::subprocess;

pub(crate) const FACTOR_ID: &str = "auth_factor_01JQ7Z8K5Y3V9W2X4T6R8P0N1M";

/// The PNG of a QR code is some kilobytes: this many characters of base64.
const QR_CODE_BYTES: usize = 6 * 1024;

/// The three replies, whole.
struct Replies {
    enroll: Vec<u8>,
    get: Vec<u8>,
    delete: Vec<u8>,
}

/// Serves until standard input is closed.
pub(crate) fn run() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        subprocess::live_as_long_as_parent();
        subprocess::say(&url)?;
        let replies = Rc::new(Replies::new());
        loop {
            let (stream, _) = listener.accept().await?;
            tokio::task::spawn_local(serve(stream, Rc::clone(&replies)));
        }
    })
}

async fn serve(mut stream: TcpStream, replies: Rc<Replies>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut messages = Messages::new();
    while let Some(first_line) = messages.next(&mut stream).await? {
        stream.write_all(replies.to(&first_line)).await?;
    }
    Ok(())
}

impl Replies {
    fn new() -> Self {
        let qr_code = format!("data:image/png;base64,{}", BASE64.encode(&noise(QR_CODE_BYTES)));
        let enrolled = serde_json::json!({
            "issuer": "Foo Corp",
            "user": "alan.turing@example.com",
            "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            "qr_code": qr_code,
            "uri": "otpauth://totp/Foo%20Corp:alan.turing%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Foo%20Corp",
        });
        let read = serde_json::json!({ "issuer": "Foo Corp", "user": "alan.turing@example.com" });
        Self {
            enroll: reply("201 Created", &factor(&enrolled)),
            get: reply("200 OK", &factor(&read)),
            delete: reply("204 No Content", ""),
        }
    }

    fn to(&self, first_line: &str) -> &[u8] {
        match first_line.split(' ').next() {
            Some("POST") => &self.enroll,
            Some("DELETE") => &self.delete,
            _ => &self.get,
        }
    }
}

fn factor(totp: &serde_json::Value) -> String {
    serde_json::json!({
        "object": "authentication_factor",
        "id": FACTOR_ID,
        "type": "totp",
        "user_id": "user_01JQ7Z8K5Y3V9W2X4T6R8P0N1M",
        "totp": totp,
        "created_at": "2026-11-01T12:34:56.789Z",
        "updated_at": "2026-11-01T12:34:56.789Z",
    })
    .to_string()
}

/// With about the headers that such a reply has behind the usual load balancer.
fn reply(status: &str, body: &str) -> Vec<u8> {
    let about_body = if body.is_empty() {
        String::new()
    } else {
        format!("content-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n", body.len())
    };
    format!(
        "HTTP/1.1 {status}\r\ndate: Sun, 01 Nov 2026 12:34:56 GMT\r\n{about_body}\
         x-request-id: 7b1e4f0a-51c3-4f7e-9d0b-3b6f2f7a9c11\r\ncache-control: no-store\r\n\
         strict-transport-security: max-age=15552000; includeSubDomains\r\nvary: Origin, Accept-Encoding\r\n\
         x-content-type-options: nosniff\r\n\r\n{body}"
    )
    .into_bytes()
}

/// A linear congruential generator (Knuth, MMIX): the same bytes in every run.
fn noise(length: usize) -> Vec<u8> {
    let mut state: u64 = 1;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    })
    .take(length)
    .collect()
}
