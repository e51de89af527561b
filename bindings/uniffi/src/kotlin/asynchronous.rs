//! Calls that run on the client's own thread, and tell the JVM when they have ended.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use tokio::task::AbortHandle;
use workos_mfa::driving::CallProgress;

use super::reply::{self, Block};
use super::request::Request;
use super::{Parts, lock};
use crate::error::Failure;
use crate::runtime;

/// Is told the ticket of a call that has ended, and what came of it.
pub(super) type Listener = extern "C" fn(ticket: i64, reply: Block);

/// The calls that run, also those of clients that are closed, by client and the ticket that the JVM gave them.
static RUNNING: LazyLock<Mutex<HashMap<(u64, i64), Running>>> = LazyLock::new(Mutex::default);

struct Running {
    task: AbortHandle,
    given_up: bool,
}

pub(super) fn listen(client: u64, listener: Listener) {
    if let Ok(parts) = Parts::of(client) {
        // It is told once, by whoever made the client.
        let _ = parts.listener.set(listener);
    }
}

/// Begins a call. A block if it could not even begin.
pub(super) fn begin(client: u64, ticket: i64, request: Result<Request, Failure>) -> Block {
    try_to_begin(client, ticket, request).err().map_or(Block::NONE, |failure| Block::new(reply::bad(failure)))
}

fn try_to_begin(client: u64, ticket: i64, request: Result<Request, Failure>) -> Result<(), Failure> {
    let (request, parts) = (request?, Parts::of(client)?);
    let told = Told { parts, call: (client, ticket), progress: request.progress() };
    // Held until the call is noted, so that it can't end before.
    let mut calls = lock(&RUNNING);
    let task = runtime::spawn(async move {
        let reply = request.carry_out(told.parts.client.clone()).await;
        told.end(|_| reply.unwrap_or_else(|error| reply::bad(error.into())));
    })?;
    calls.insert((client, ticket), Running { task: task.abort_handle(), given_up: false });
    Ok(())
}

/// Gives a call up and closes its connection. The listener hears no more of it. After its end this does nothing.
pub(super) fn cancel(client: u64, ticket: i64) {
    let call = lock(&RUNNING).remove(&(client, ticket));
    if let Some(call) = call {
        call.task.abort();
    }
}

/// As the other, but the listener hears what is known of the call once it can't send anything any more.
pub(super) fn give_up(client: u64, ticket: i64) {
    let mut calls = lock(&RUNNING);
    let task = calls.get_mut(&(client, ticket)).map(|call| {
        call.given_up = true;
        call.task.clone()
    });
    drop(calls);
    if let Some(task) = task {
        task.abort();
    }
}

/// Tells the JVM of the call's end, unless it wants to hear no more of it. That a bug ended it is told, too: no caller may wait forever.
struct Told {
    parts: Arc<Parts>,
    call: (u64, i64),
    progress: CallProgress,
}

impl Told {
    fn end(&self, reply: impl FnOnce(&Running) -> Vec<u8>) {
        let call = lock(&RUNNING).remove(&self.call);
        if let (Some(call), Some(listener)) = (call, self.parts.listener.get()) {
            listener(self.call.1, Block::new(reply(&call)));
        }
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.end(
            |call| {
                if call.given_up { reply::bad(self.progress.cancelled().into()) } else { reply::broken() }
            },
        );
    }
}
