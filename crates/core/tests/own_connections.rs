//! What a client and its twin with connections of its own share.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use support::{Act, ID, KEY, Server, answer, factor};
use workos_mfa::Client;

#[tokio::test]
async fn a_twin_has_connections_of_its_own() {
    let server = Server::start(vec![Act::Answer(answer("200 OK", &factor())); 3]).await;
    let client = Client::builder(KEY).base_url(&server.url).build().unwrap();
    client.get_factor(ID).await.unwrap();
    client.get_factor(ID).await.unwrap();
    assert_eq!(server.connections(), 1);
    client.with_own_connections().unwrap().get_factor(ID).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_twin_shares_the_retry_budget() {
    let server = Server::start(vec![Act::Close; 11]).await;
    let client = Client::builder(KEY).base_url(&server.url).max_retries(1).build().unwrap();
    let twin = client.with_own_connections().unwrap();
    // Five retries are in hand.
    for _ in 0..5 {
        assert_eq!(client.get_factor(ID).await.unwrap_err().attempts(), 2);
    }
    assert_eq!(twin.get_factor(ID).await.unwrap_err().attempts(), 1);
}
