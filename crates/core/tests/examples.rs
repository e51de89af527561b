//! The programs in `examples/` do what they say. Their `main` is left out: it only reads arguments and the environment.

#![allow(clippy::unwrap_used, reason = "code of tests")]
#![allow(clippy::print_stdout, reason = "examples are programs for a terminal")]

mod support;

#[allow(dead_code, reason = "`main`")]
#[path = "../examples/enroll.rs"]
mod enroll;
#[allow(dead_code, reason = "`main`")]
#[path = "../examples/errors.rs"]
mod errors;

#[cfg(feature = "blocking")]
#[allow(dead_code, reason = "`main`")]
#[path = "../examples/blocking.rs"]
mod blocking;

use support::{Act, ID, KEY, SECRET, Server, answer, enrolled, factor};
use workos_mfa::{Client, EnrollFactor};

fn client(server: &Server) -> Client {
    Client::builder(KEY).base_url(&server.url).max_retries(0).build().unwrap()
}

#[tokio::test]
async fn enroll_writes_the_qr_code_and_returns_the_id() {
    let acts =
        vec![Act::Answer(answer("201 Created", &enrolled())), Act::Answer(answer("200 OK", &factor()))];
    let server = Server::start(acts).await;
    let image = std::env::temp_dir().join(format!("workos-mfa-example-{}.png", std::process::id()));
    let id = enroll::enroll(&client(&server), "Foo", "alan", &image).await.unwrap();
    assert_eq!(id, ID);
    assert!(std::fs::read(&image).unwrap().starts_with(b"\x89PNG"));
    std::fs::remove_file(image).unwrap();
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn errors_knows_the_next_step() {
    let half = &enrolled()[..120];
    let acts = vec![
        Act::Answer(answer(
            "422 Unprocessable Entity",
            r#"{"message":"no","errors":[{"field":"phone_number"}]}"#,
        )),
        Act::Answer(answer("401 Unauthorized", "{}")),
        Act::Answer(answer("429 Too Many Requests", "{}")),
        Act::Answer(answer("502 Bad Gateway", "")),
        Act::Answer(answer("201 Created", half)),
    ];
    let server = Server::start(acts).await;
    let client = client(&server);
    for words in ["correct: phone_number", "configuration", "nothing has been enrolled", "may exist", ID] {
        let error = client.enroll_factor(EnrollFactor::sms("+15555555555")).await.unwrap_err();
        let said = errors::next_step(&error);
        assert!(said.contains(words) && !said.contains(SECRET), "{words}: {said} ({error:?})");
    }
    assert_eq!(server.requests(), 5);
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_shows_a_factor() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let found = answer("200 OK", &factor()).replacen("\r\n", "\r\nx-ratelimit-remaining: 7\r\n", 1);
    let server = runtime.block_on(Server::start(vec![
        Act::Answer(found),
        Act::Answer(answer("404 Not Found", r#"{"message":"no such factor","code":"entity_not_found"}"#)),
    ]));
    let client = Client::builder(KEY).base_url(&server.url).build_blocking().unwrap();
    let said = blocking::show(&client, ID).unwrap();
    assert!(said.contains("type totp") && said.contains("7 calls are left"), "{said}");
    assert!(blocking::show(&client, ID).unwrap().contains("there is no factor"));
    assert_eq!(server.requests(), 2);
}
