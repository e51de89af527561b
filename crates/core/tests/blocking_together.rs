//! Threads that call at the same time: one of them carries out the calls of the others.
#![cfg(feature = "blocking")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use support::{Act, ID, Server, answer, factor};
use tokio::sync::Notify;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use workos_mfa::{Client, Error, Factor, TokenFuture, TokenProvider};

/// The first call waits for its token until the second asks for one, so that they are under way together.
struct Meeting {
    asked: AtomicUsize,
    first_waits: mpsc::SyncSender<()>,
    second_asked: Notify,
    second_panics: bool,
}

impl TokenProvider for Meeting {
    fn token(&self, _: workos_mfa::TokenRequest) -> TokenFuture<'_> {
        Box::pin(async {
            if self.asked.fetch_add(1, Ordering::SeqCst) == 0 {
                self.first_waits.send(()).unwrap();
                self.second_asked.notified().await;
            } else {
                self.second_asked.notify_one();
                assert!(!self.second_panics, "no token today");
            }
            Ok("token".to_owned())
        })
    }
}

/// One meeting at a time: `tracing` asks only the thread that comes to a span first whether anybody wants it, and remembers that for
/// all of them, so the calls of a test without a subscriber must not come between those of one with it.
static MEETINGS: Mutex<()> = Mutex::new(());

/// What comes of two calls, the second of which is made within `around`.
fn meet(
    second_panics: bool,
    around: impl FnOnce(&dyn Fn() -> Result<Factor, Error>) -> Result<Factor, Error> + Send,
) -> [std::thread::Result<Result<Factor, Error>>; 2] {
    let _alone = MEETINGS.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let replies = (0..2).map(|_| Act::Answer(answer("200 OK", &factor()))).collect();
    let server = runtime.block_on(Server::start(replies));
    let (first_waits, waiting) = mpsc::sync_channel(1);
    let provider =
        Meeting { asked: AtomicUsize::new(0), first_waits, second_asked: Notify::new(), second_panics };
    let client =
        Client::builder_with_token_provider(provider).base_url(&server.url).build_blocking().unwrap();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| client.get_factor(ID));
        waiting.recv().unwrap();
        let second = scope.spawn(|| around(&|| client.get_factor(ID)));
        [first.join(), second.join()]
    })
}

#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<&'static str>>>);

impl Subscriber for Spans {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.0.lock().unwrap().push(span.metadata().name());
        Id::from_u64(1)
    }
    fn event(&self, _: &Event<'_>) {}
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[test]
fn the_subscriber_of_the_calling_thread_sees_its_call() {
    let spans = Spans::default();
    let subscriber = spans.clone();
    let results = meet(false, |call| tracing::subscriber::with_default(subscriber, call));
    for result in results {
        assert_eq!(result.unwrap().unwrap().id.as_str(), ID);
    }
    assert_eq!(spans.0.lock().unwrap().iter().filter(|name| **name == "call").count(), 1);
}

#[test]
fn a_panic_reaches_the_thread_whose_call_it_is_and_no_other() {
    let [first, second] = meet(true, |call| call());
    assert_eq!(first.unwrap().unwrap().id.as_str(), ID);
    assert_eq!(*second.unwrap_err().downcast::<&str>().unwrap(), "no token today");
}
