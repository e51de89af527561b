//! Token providers are asked on the thread that makes the call. One that computes, or waits in a blocking way, would else keep the
//! connections of all other calls waiting, and their deadlines.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot};

use crate::token::{TokenFuture, TokenProvider, TokenRequest};

tokio::task_local! {
    /// Where the thread that makes the call is asked.
    static CALLER: mpsc::UnboundedSender<Question>;
}

type Token = <TokenFuture<'static> as Future>::Output;

struct Question {
    provider: TokenFuture<'static>,
    answer: oneshot::Sender<Token>,
}

/// A provider that is asked by the thread that makes the call.
pub(super) struct OnCaller(pub(super) Arc<dyn TokenProvider>);

impl TokenProvider for OnCaller {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        let provider = Arc::clone(&self.0);
        let provider: TokenFuture<'static> = Box::pin(async move { provider.token(request).await });
        let Ok(caller) = CALLER.try_with(Clone::clone) else { return provider };
        Box::pin(async move {
            let (answer, answered) = oneshot::channel();
            let _ = caller.send(Question { provider, answer });
            // If there is none, the caller's thread has panicked, and this is not polled again.
            answered.await?
        })
    }
}

/// A call whose token provider asks the thread that drives it through the second of these.
pub(super) struct Questions(mpsc::UnboundedReceiver<Question>);

pub(super) fn asking<T>(call: impl Future<Output = T>) -> (impl Future<Output = T>, Questions) {
    let (caller, questions) = mpsc::unbounded_channel();
    (CALLER.scope(caller, call), Questions(questions))
}

enum Step<T> {
    Ended(T),
    Asked(Question),
}

/// Waits for the call, and asks the token provider in between.
pub(super) fn answering<T>(runtime: &Runtime, call: impl Future<Output = T>, mut questions: Questions) -> T {
    let mut call = pin!(call);
    let mut waiting: Option<Question> = None;
    loop {
        let step = runtime.block_on(poll_fn(|context| {
            if let Some(mut question) = waiting.take() {
                waiting = question.poll(context).is_pending().then_some(question);
            }
            if let Poll::Ready(result) = call.as_mut().poll(context) {
                return Poll::Ready(Step::Ended(result));
            }
            match questions.0.poll_recv(context) {
                Poll::Ready(Some(question)) => Poll::Ready(Step::Asked(question)),
                Poll::Ready(None) | Poll::Pending => Poll::Pending,
            }
        }));
        match step {
            Step::Ended(result) => return result,
            Step::Asked(mut question) => {
                // Out here others can drive the connections. What is not ready at once waits above, with them.
                let _entered = runtime.enter();
                let pending = question.poll(&mut Context::from_waker(Waker::noop())).is_pending();
                waiting = pending.then_some(question);
            }
        }
    }
}

impl Question {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let token = std::task::ready!(Pin::new(&mut self.provider).poll(context));
        let (answer, _) = oneshot::channel();
        // The call may have given up waiting.
        let _ = std::mem::replace(&mut self.answer, answer).send(token);
        Poll::Ready(())
    }
}
