//! What of a reply's headers is shown.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use support::{Act, ID, KEY, Server, factor};
use workos_mfa::{CallOptions, Client};

const HEADERS: &str = "x-request-id: req-of-the-caller\r\nx-echo: Bearer sk_test_very_secret_key\r\nlocation: https://x.test/?key=sk_test_very_secret_key\r\n\
     x-correlation-id: shop-12345678\r\nx-id: MZXW6YTBOI2DGNBVGY3TQOJQ";

fn answer(status: &str, body: &str) -> Act {
    Act::Answer(format!("HTTP/1.1 {status}\r\n{HEADERS}\r\ncontent-length: {}\r\n\r\n{body}", body.len()))
}

fn shown(headers: &workos_mfa::ReplyHeaders) -> Vec<&str> {
    ["x-echo", "location", "x-correlation-id", "x-id"].map(|name| headers.get(name).unwrap()).to_vec()
}

const WANTED: [&str; 4] =
    ["Bearer [redacted]", "https://x.test/?key=[redacted]", "shop-12345678", "MZXW6YTBOI2DGNBVGY3TQOJQ"];

#[tokio::test]
async fn the_key_is_not_and_ids_are() {
    let server = Server::start(vec![
        answer("200 OK", &factor()),
        answer("403 Forbidden", r#"{"message":"no shop-12345678 for req-of-the-caller"}"#),
    ])
    .await;
    let client = Client::builder(KEY).base_url(&server.url).build().unwrap();
    let options = CallOptions::new()
        .header("x-request-id", "req-of-the-caller")
        .header("x-correlation-id", "shop-12345678");

    let metadata = client.get_factor_with(ID, &options).await.unwrap().metadata;
    assert_eq!(shown(&metadata.headers), WANTED);
    assert_eq!(metadata.request_id.as_deref(), Some("req-of-the-caller"));

    let error = client.get_factor_with(ID, &options).await.unwrap_err();
    assert_eq!(shown(error.headers()), WANTED);
    assert_eq!(error.request_id(), Some("req-of-the-caller"));
    assert_eq!(error.message(), "no [redacted] for req-of-the-caller");
    assert_eq!(server.requests(), 2);
}
