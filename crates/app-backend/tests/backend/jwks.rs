//! The issuer's keys: when they are read.

use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use workos_mfa_app_backend::{Jwks, Verifier};

use crate::issuer::Issuer;
use crate::world::{ALAN, CLIENT, ISSUER, World, claims, first, second};

/// A server of a JWKS document.
pub struct KeyServer {
    pub url: String,
    document: Arc<Mutex<String>>,
    status: Arc<AtomicU16>,
    reads: Arc<AtomicUsize>,
    gate: Arc<tokio::sync::RwLock<()>>,
}

impl KeyServer {
    pub async fn start(document: Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/sso/jwks/{CLIENT}", listener.local_addr().unwrap());
        let document = Arc::new(Mutex::new(document.to_string()));
        let (status, reads, gate) =
            (Arc::new(AtomicU16::new(200)), Arc::new(AtomicUsize::new(0)), Arc::default());
        let server = Self { url, document, status, reads, gate };
        let (document, status, reads, gate) =
            (server.document.clone(), server.status.clone(), server.reads.clone(), Arc::clone(&server.gate));
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut head = [0; 4096];
                let _ = stream.read(&mut head).await.unwrap();
                reads.fetch_add(1, Ordering::SeqCst);
                let _open = gate.read().await;
                let (body, status) = (document.lock().unwrap().clone(), status.load(Ordering::SeqCst));
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-length: {length}\r\nlocation: /\r\n\r\n"
                );
                let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            }
        });
        server
    }

    pub fn publish(&self, issuers: &[Issuer]) {
        let keys: Vec<Value> = issuers.iter().map(Issuer::jwk).collect();
        *self.document.lock().unwrap() = json!({ "keys": keys }).to_string();
    }

    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }
}

const FACTOR: &str = "/auth/factors/auth_factor_1";

async fn status(world: &World, token: &str) -> u16 {
    world.call("GET", FACTOR, token, "").await.status
}

#[tokio::test]
async fn the_document_is_read_once_for_many_tokens_at_once() {
    let world = Arc::new(World::new().start().await);
    let closed = world.keys.gate.clone().write_owned().await;
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let world = Arc::clone(&world);
            tokio::spawn(async move { status(&world, &world.token(ALAN)).await })
        })
        .collect();
    while world.keys.reads() == 0 {
        tokio::task::yield_now().await;
    }
    drop(closed);
    for call in calls {
        assert_eq!(call.await.unwrap(), 404);
    }
    assert_eq!(status(&world, &world.token(ALAN)).await, 404);
    assert_eq!(world.keys.reads(), 1);
}

#[tokio::test]
async fn a_new_key_is_found_when_a_token_names_it() {
    let world = World::new().between_reads(Duration::ZERO).start().await;
    let next = second().sign(&claims(ALAN));
    assert_eq!(status(&world, &next).await, 401);
    world.keys.publish(&[first(), second()]);
    assert_eq!(status(&world, &next).await, 404);
    assert_eq!(status(&world, &world.token(ALAN)).await, 404);
    assert_eq!(world.keys.reads(), 2);
}

#[tokio::test]
async fn unknown_keys_dont_make_it_read_again_and_again() {
    let world = World::new().start().await;
    assert_eq!(status(&world, &world.token(ALAN)).await, 404);
    for unknown in 0..10 {
        let issuer = Issuer::new(&format!("unknown-{unknown}"), include_bytes!("../keys/second.pk8"));
        assert_eq!(status(&world, &issuer.sign(&claims(ALAN))).await, 401);
    }
    assert_eq!(world.keys.reads(), 1);
}

#[tokio::test]
async fn without_keys_nothing_is_said_about_a_token() {
    let world = World::new().between_reads(Duration::ZERO).start().await;
    // A redirect is not followed either.
    for answer in [500, 404, 302] {
        world.keys.answer(answer);
        let reply = world.call("GET", FACTOR, &world.token(ALAN), "").await;
        assert_eq!((reply.status, reply.json()["code"].as_str()), (503, Some("unavailable")));
    }
    assert_eq!((world.keys.reads(), world.emulator.total_requests()), (3, 0));
    world.keys.answer(200);
    assert_eq!(status(&world, &world.token(ALAN)).await, 404);
    // What was read before serves on.
    world.keys.answer(500);
    assert_eq!(status(&world, &second().sign(&claims(ALAN))).await, 503);
    assert_eq!(status(&world, &world.token(ALAN)).await, 404);
}

#[tokio::test]
async fn a_document_that_is_too_large_is_none() {
    let world = World::new().start().await;
    let mut document = json!({ "keys": [first().jwk()] });
    document["padding"] = "x".repeat(300_000).into();
    *world.keys.document.lock().unwrap() = document.to_string();
    assert_eq!(status(&world, &world.token(ALAN)).await, 503);
}

#[test]
fn the_verifier_wants_to_know_whose_tokens_to_take() {
    let jwks = || Jwks::at("keys.json").unwrap();
    assert!(Verifier::new(jwks(), [ISSUER], CLIENT).is_ok());
    assert!(Verifier::new(jwks(), [ISSUER], "").is_err());
    assert!(Verifier::new(jwks(), [""], CLIENT).is_err());
    assert!(Verifier::new(jwks(), Vec::<String>::new(), CLIENT).is_err());
}
