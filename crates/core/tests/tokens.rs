//! Token providers: what the server sees of their tokens, and how often they are asked.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::error::Error as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use support::{Act, ID, Server, answer, factor};
use tokio::sync::Notify;
use workos_mfa::{
    CachedTokens, CallOptions, Client, EnrollFactor, ErrorKind, FreshToken, Outcome, TokenFuture,
    TokenProvider, TokenRequest,
};

/// A server that takes this token only, and a list of the tokens that it saw.
async fn server(valid: &'static str) -> (Server, Arc<Mutex<Vec<String>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let tokens = Arc::clone(&seen);
    let server = Server::answering(move |_, request| {
        let token = request.split("Bearer ").nth(1).unwrap().lines().next().unwrap().to_owned();
        let known = token == valid;
        tokens.lock().unwrap().push(token);
        match (known, request.starts_with("POST")) {
            (false, _) => Act::Answer(answer("401 Unauthorized", r#"{"message":"expired"}"#)),
            (true, true) => Act::Answer(answer("201 Created", &support::enrolled())),
            (true, false) => Act::Answer(answer("200 OK", &factor())),
        }
    })
    .await;
    (server, seen)
}

/// Gives these tokens, and notes what it was asked for.
#[derive(Clone)]
struct Scripted {
    tokens: Vec<&'static str>,
    asked: Arc<Mutex<Vec<Option<String>>>>,
}

impl Scripted {
    fn new(tokens: &[&'static str]) -> Self {
        Self { tokens: tokens.to_vec(), asked: Arc::default() }
    }

    fn asked(&self) -> Vec<Option<String>> {
        self.asked.lock().unwrap().clone()
    }
}

impl TokenProvider for Scripted {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        assert_eq!(request.refused(), request.refused_token().is_some());
        let mut asked = self.asked.lock().unwrap();
        asked.push(request.refused_token().map(|token| token.expose().to_owned()));
        let token = self.tokens.get(asked.len() - 1).copied();
        Box::pin(async move { token.map(str::to_owned).ok_or_else(|| "no more tokens".into()) })
    }
}

fn client(server: &Server, provider: impl TokenProvider) -> Client {
    Client::builder_with_token_provider(provider)
        .base_url(&server.url)
        .max_retries(0)
        .backoff_base(Duration::from_millis(1))
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_without_a_retry_being_spent() {
    let (server, seen) = server("new").await;
    let provider = Scripted::new(&["old", "new"]);
    let options = CallOptions::new();
    let factor = EnrollFactor::totp("Foo", "alan");
    let reply = client(&server, provider.clone()).enroll_factor_with(factor, &options).await.unwrap();
    assert_eq!(reply.metadata.attempts, 2);
    assert_eq!(*seen.lock().unwrap(), ["old", "new"]);
    assert_eq!(provider.asked(), [None, Some("old".to_owned())]);
}

#[tokio::test]
async fn the_same_token_is_not_sent_again() {
    let (server, seen) = server("new").await;
    let provider = Scripted::new(&["old", "old"]);
    let error = client(&server, provider.clone()).get_factor(ID).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.attempts()),
        (ErrorKind::Authentication, Outcome::Rejected, 1)
    );
    assert_eq!((error.status(), error.message()), (Some(401), "expired"));
    assert_eq!(seen.lock().unwrap().len(), 1);
    assert_eq!(provider.asked().len(), 2);
}

#[tokio::test]
async fn a_second_refusal_ends_the_call() {
    let (server, seen) = server("new").await;
    let provider = Scripted::new(&["old", "older", "new"]);
    let error = client(&server, provider.clone()).get_factor(ID).await.unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(401), 2));
    assert_eq!(*seen.lock().unwrap(), ["old", "older"]);
    assert_eq!(provider.asked().len(), 2);
}

#[tokio::test]
async fn a_provider_that_fails_then_leaves_the_401_and_is_its_cause() {
    let (server, _) = server("new").await;
    let error = client(&server, Scripted::new(&["old"])).get_factor(ID).await.unwrap_err();
    assert_eq!((error.status(), error.message(), error.attempts()), (Some(401), "expired", 1));
    let cause = error.source().unwrap();
    assert_eq!(cause.source().unwrap().to_string(), "no more tokens");
}

#[tokio::test]
async fn twenty_calls_at_once_ask_once_and_once_more_when_it_is_refused() {
    let (server, seen) = server("new").await;
    let fetches = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&fetches);
    let tokens = CachedTokens::new(move || {
        let token = if counted.fetch_add(1, Ordering::SeqCst) == 0 { "old" } else { "new" };
        async move { Ok(FreshToken::new(token).expires_in(Duration::from_secs(300))) }
    });
    let client = client(&server, tokens);
    let calls: tokio::task::JoinSet<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            async move { client.get_factor(ID).await.map(drop) }
        })
        .collect();
    for result in calls.join_all().await {
        result.unwrap();
    }
    client.get_factor(ID).await.unwrap();
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
    let seen = seen.lock().unwrap();
    assert_eq!(seen.iter().filter(|token| *token == "new").count(), 21);
    assert!(seen.iter().filter(|token| *token == "old").count() <= 20);
}

#[tokio::test]
async fn a_fetch_outlives_the_call_that_began_it() {
    let (server, seen) = server("new").await;
    let (fetches, answer) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let (counted, answered) = (Arc::clone(&fetches), Arc::clone(&answer));
    let client = client(
        &server,
        CachedTokens::new(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let answered = Arc::clone(&answered);
            async move {
                answered.notified().await;
                Ok(FreshToken::new("new"))
            }
        }),
    );
    let call = |client: Client| tokio::spawn(async move { client.get_factor(ID).await.map(drop) });
    let first = call(client.clone());
    until(|| fetches.load(Ordering::SeqCst) == 1).await;
    let short = CallOptions::new().timeout(Duration::from_millis(50));
    let late = client.get_factor_with(ID, &short).await.unwrap_err();
    assert_eq!(
        (late.kind(), late.outcome()),
        (ErrorKind::Timeout, Outcome::NotSent),
        "its own deadline holds"
    );
    let second = call(client.clone());
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    answer.notify_one();
    second.await.unwrap().unwrap();
    assert_eq!(fetches.load(Ordering::SeqCst), 1);
    assert_eq!(*seen.lock().unwrap(), ["new"]);
}

#[tokio::test]
async fn a_failed_fetch_is_not_kept() {
    let (server, seen) = server("new").await;
    let fetches = AtomicUsize::new(0);
    let tokens = CachedTokens::new(move || {
        let first = fetches.fetch_add(1, Ordering::SeqCst) == 0;
        async move { if first { Err("the backend is down".into()) } else { Ok(FreshToken::new("new")) } }
    });
    let client = client(&server, tokens);
    let error = client.get_factor(ID).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Authentication, Outcome::NotSent));
    assert_eq!(error.source().unwrap().to_string(), "the backend is down");
    client.get_factor(ID).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), ["new"]);
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_fetches_once_too() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (server, seen) = runtime.block_on(server("new"));
    let fetches = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&fetches);
    let tokens = CachedTokens::new(move || {
        let token = if counted.fetch_add(1, Ordering::SeqCst) == 0 { "old" } else { "new" };
        async move { Ok(FreshToken::new(token)) }
    });
    let client = Client::builder_with_token_provider(tokens).base_url(&server.url).build_blocking().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| client.get_factor(ID).unwrap());
        }
    });
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
    assert_eq!(seen.lock().unwrap().iter().filter(|token| *token == "new").count(), 8);
}

async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::task::yield_now().await;
    }
}
