//! Token providers that are JavaScript functions.
//!
//! The question goes out in the same mailbox as everything else, under the number of the call that needs the token; the answer comes back
//! under the question's own number.

use std::collections::HashMap;
use std::error::Error;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;
use workos_mfa::{TokenFuture, TokenProvider, TokenRequest};

use crate::calls::CURRENT;
use crate::mailbox::{Kind, Mailbox};

type Answer = Result<String, String>;

/// The questions that JavaScript has not answered yet.
#[derive(Default)]
pub(crate) struct Tokens {
    waiting: Mutex<HashMap<u32, oneshot::Sender<Answer>>>,
    next: AtomicU32,
}

impl Tokens {
    pub(crate) fn answer(&self, question: u32, answer: Answer) {
        let sender = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&question);
        if let Some(sender) = sender {
            // The call may have run out of time meanwhile.
            let _ = sender.send(answer);
        }
    }

    fn ask(self: &Arc<Self>) -> (Question, oneshot::Receiver<Answer>) {
        let (sender, receiver) = oneshot::channel();
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(number, sender);
        (Question { number, tokens: Arc::clone(self) }, receiver)
    }
}

/// A question that is withdrawn when the call no longer waits for it.
struct Question {
    number: u32,
    tokens: Arc<Tokens>,
}

impl Drop for Question {
    fn drop(&mut self) {
        self.tokens.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.number);
    }
}

/// Asks JavaScript.
pub(crate) struct JsTokens {
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) tokens: Arc<Tokens>,
}

impl TokenProvider for JsTokens {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        Box::pin(async move {
            let call = CURRENT.try_with(|call| call.id)?;
            let (question, answer) = self.tokens.ask();
            self.mailbox.post(
                call,
                Kind::TokenWanted,
                &[&question.number.to_string(), if request.refused() { "true" } else { "false" }],
            );
            match answer.await? {
                Ok(token) => Ok(token),
                Err(problem) => Err(Box::<dyn Error + Send + Sync>::from(problem)),
            }
        })
    }
}
