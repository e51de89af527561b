//! Runtimes that run only while somebody waits for a call: what they owe the connections before and after. For bindings; not part of the API.

use tokio::task::yield_now;

pub use crate::call::CallProgress;

/// Before a call: hears what has happened since the last one.
///
/// Nobody drove the runtime between two calls, so a connection that the server closed meanwhile still looks open, and an enrolment
/// written to it would end `unknown`. The first yield hears what the sockets have to say, the second lets the connections act on it.
pub async fn catch_up() {
    yield_now().await;
    yield_now().await;
}

/// After a call that failed or was given up: its connection's task has to run to notice that nobody wants the answer, to say goodbye
/// (TLS) and to close. Nobody else may drive the runtime for a long time.
pub async fn settle() {
    for _ in 0..16 {
        yield_now().await;
    }
}
