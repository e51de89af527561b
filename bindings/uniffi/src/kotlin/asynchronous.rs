//! Calls that run on the client's own thread, and tell the JVM when they have ended.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use tokio::task::AbortHandle;

use super::reply::{self, Block};
use super::request::Request;
use super::{Parts, lock};
use crate::error::Failure;
use crate::runtime;

/// Is told the ticket of a call that has ended, and what came of it.
pub(super) type Listener = extern "C" fn(ticket: i64, reply: Block);

/// The calls that run, by the tickets that the JVM gave them.
#[derive(Default)]
pub(super) struct Running {
    calls: Mutex<HashMap<i64, AbortHandle>>,
    listener: OnceLock<Listener>,
}

pub(super) fn listen(client: u64, listener: Listener) {
    if let Ok(parts) = Parts::of(client) {
        // It is told once, by whoever made the client.
        let _ = parts.running.listener.set(listener);
    }
}

/// Begins a call. A block if it could not even begin.
pub(super) fn begin(client: u64, ticket: i64, request: Result<Request, Failure>) -> Block {
    try_to_begin(client, ticket, request).err().map_or(Block::NONE, |failure| Block::new(reply::bad(failure)))
}

fn try_to_begin(client: u64, ticket: i64, request: Result<Request, Failure>) -> Result<(), Failure> {
    let (request, parts) = (request?, Parts::of(client)?);
    let told = Told { parts: Arc::clone(&parts), ticket };
    // Held until the call is noted, so that it can't end before.
    let mut calls = lock(&parts.running.calls);
    let task = runtime::spawn(async move {
        let reply = request.carry_out(told.parts.client.clone()).await;
        told.end(reply.unwrap_or_else(|error| reply::bad(error.into())));
    })?;
    calls.insert(ticket, task.abort_handle());
    Ok(())
}

/// Gives a call up and closes its connection. The listener hears no more of it. After its end this does nothing.
pub(super) fn cancel(client: u64, ticket: i64) {
    let Ok(parts) = Parts::of(client) else { return };
    let task = lock(&parts.running.calls).remove(&ticket);
    if let Some(task) = task {
        task.abort();
    }
}

/// Tells the JVM of the call's end, unless the call was given up. That a bug ended it is told, too: nobody must wait forever.
struct Told {
    parts: Arc<Parts>,
    ticket: i64,
}

impl Told {
    fn end(&self, reply: Vec<u8>) {
        let running = &self.parts.running;
        let call = lock(&running.calls).remove(&self.ticket);
        if let (Some(_), Some(listener)) = (call, running.listener.get()) {
            listener(self.ticket, Block::new(reply));
        }
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.end(reply::broken());
    }
}
