//! Asking for a token without calling Ruby: the call notes that it wants one, whoever waits for the call sees it, gets the token in
//! Ruby, and hands it over.
//!
//! So no Ruby code runs on a thread of Rust's, and the language's own means of giving up (`Timeout`, `Thread#kill`, Ctrl-C) work.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use workos_mfa::{TokenFuture, TokenProvider, TokenRequest};

tokio::task_local! {
    /// That of the call that is running.
    static QUESTION: Arc<Question>;
}

type Answer = Result<String, String>;

/// Whether a call wants a token.
#[derive(Default)]
pub(super) struct Question(Mutex<Asked>);

#[derive(Default)]
struct Asked {
    waiting: Option<oneshot::Sender<Answer>>,
    seen: bool,
    refused: bool,
}

impl Question {
    /// Whether a token is wanted; for each that is wanted, true just once.
    pub(super) fn is_new(&self) -> bool {
        let mut asked = self.lock();
        asked.waiting.is_some() && !std::mem::replace(&mut asked.seen, true)
    }

    /// Whether the server has just refused the last token.
    pub(super) fn is_for_another(&self) -> bool {
        self.lock().refused
    }

    /// If nobody waits for it any more, this does nothing.
    pub(super) fn answer(&self, answer: Answer) {
        if let Some(waiting) = self.lock().waiting.take() {
            // Whoever waited may have given up in this moment.
            let _ = waiting.send(answer);
        }
    }

    fn ask(&self, request: &TokenRequest) -> oneshot::Receiver<Answer> {
        let (waiting, answer) = oneshot::channel();
        *self.lock() = Asked { waiting: Some(waiting), seen: false, refused: request.refused() };
        answer
    }

    fn lock(&self) -> MutexGuard<'_, Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The call, with its question.
pub(super) fn scope<F: Future>(question: Arc<Question>, call: F) -> impl Future<Output = F::Output> {
    QUESTION.scope(question, call)
}

/// Lets the call that wants a token ask for it.
pub(super) struct AskTheCaller;

impl TokenProvider for AskTheCaller {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        Box::pin(async move {
            let answer = QUESTION.try_with(|question| question.ask(&request))?;
            Ok(answer.await??)
        })
    }
}
