//! What the server answers.

use data_encoding::BASE64;
use http::{Method, Response, StatusCode};

pub(crate) const FACTOR_ID: &str = "auth_factor_01JQ7Z8K5Y3V9W2X4T6R8P0N1M";

/// The PNG of a QR code is some kilobytes: this many characters of base64.
const QR_CODE_BYTES: usize = 6 * 1024;

/// About what such a reply has behind the usual load balancer.
const HEADERS: [(&str, &str); 6] = [
    ("date", "Sun, 01 Nov 2026 12:34:56 GMT"),
    ("x-request-id", "7b1e4f0a-51c3-4f7e-9d0b-3b6f2f7a9c11"),
    ("cache-control", "no-store"),
    ("strict-transport-security", "max-age=15552000; includeSubDomains"),
    ("vary", "Origin, Accept-Encoding"),
    ("x-content-type-options", "nosniff"),
];

/// The three replies.
pub(super) struct Replies {
    enroll: Reply,
    get: Reply,
    delete: Reply,
}

/// One reply, ready in both forms.
pub(super) struct Reply {
    /// HTTP/1.1, as it goes over the wire.
    pub(super) text: Vec<u8>,
    pub(super) head: Response<()>,
    pub(super) body: bytes::Bytes,
}

impl Replies {
    pub(super) fn new() -> http::Result<Self> {
        let qr_code = format!("data:image/png;base64,{}", BASE64.encode(&noise(QR_CODE_BYTES)));
        let enrolled = serde_json::json!({
            "issuer": "Foo Corp",
            "user": "alan.turing@example.com",
            "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            "qr_code": qr_code,
            "uri": "otpauth://totp/Foo%20Corp:alan.turing%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Foo%20Corp",
        });
        let read = serde_json::json!({ "issuer": "Foo Corp", "user": "alan.turing@example.com" });
        Ok(Self {
            enroll: Reply::new(StatusCode::CREATED, factor(&enrolled))?,
            get: Reply::new(StatusCode::OK, factor(&read))?,
            delete: Reply::new(StatusCode::NO_CONTENT, String::new())?,
        })
    }

    pub(super) fn to(&self, method: &str) -> &Reply {
        if method == Method::POST.as_str() {
            &self.enroll
        } else if method == Method::DELETE.as_str() {
            &self.delete
        } else {
            &self.get
        }
    }
}

impl Reply {
    fn new(status: StatusCode, body: String) -> http::Result<Self> {
        let length = body.len().to_string();
        let about_body: &[(&str, &str)] =
            &[("content-type", "application/json; charset=utf-8"), ("content-length", &length)];
        let headers = HEADERS.iter().chain(about_body.iter().filter(|_| !body.is_empty()));

        let mut text = format!("HTTP/1.1 {status}\r\n");
        let mut head = Response::builder().status(status);
        for (name, value) in headers {
            text.extend([name, ": ", value, "\r\n"]);
            head = head.header(*name, *value);
        }
        text.extend(["\r\n", &body]);
        Ok(Self { text: text.into_bytes(), head: head.body(())?, body: body.into() })
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
