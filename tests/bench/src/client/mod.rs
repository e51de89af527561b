//! Who makes the calls.

mod core;
mod handwritten;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, bail};
use tokio::runtime::Runtime;

use crate::server::Address;

/// Fits the form of a key, and belongs to nobody.
const API_KEY: &str = "sk_test_a2V5XzAxSlE3WjhLNVkzVjlXMlg0VDZSOFAwTjFN";
const ISSUER: &str = "Foo Corp";
const USER: &str = "alan.turing@example.com";

/// A way to make calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// This repository's client.
    Core,
    /// reqwest and serde, as one would write it by hand.
    Reqwest,
    /// This repository's client, without async.
    CoreBlocking,
    /// reqwest and serde by hand, without async.
    ReqwestBlocking,
}

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Call {
    /// Read a factor.
    Get,
    /// Enrol one.
    Enroll,
    /// Delete it.
    Delete,
}

/// A client whose calls are futures.
trait AsyncClient: Clone + Send + Sync + 'static {
    fn make(&self, call: Call) -> impl Future<Output = Result<()>> + Send;
}

/// A client, ready to make calls.
pub(crate) enum Caller {
    Core(Runtime, core::Async),
    Reqwest(Runtime, handwritten::Async),
    CoreBlocking(core::Blocking),
    ReqwestBlocking(handwritten::Blocking),
}

impl Caller {
    pub(crate) fn new(kind: Kind, address: &Address) -> Result<Self> {
        // On one thread: what threads cost each other is the runtime's affair, and would only water down the comparison.
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build();
        Ok(match kind {
            Kind::Core => Self::Core(runtime()?, core::Async::new(address)?),
            Kind::Reqwest => Self::Reqwest(runtime()?, handwritten::Async::new(address)?),
            Kind::CoreBlocking => Self::CoreBlocking(core::Blocking::new(address)?),
            Kind::ReqwestBlocking => Self::ReqwestBlocking(handwritten::Blocking::new(address)?),
        })
    }

    /// Makes so many calls, so many of them at a time.
    pub(crate) fn make(&self, call: Call, calls: usize, concurrency: usize) -> Result<()> {
        match self {
            Self::Core(runtime, client) => runtime.block_on(in_tasks(calls, concurrency, client, call)),
            Self::Reqwest(runtime, client) => runtime.block_on(in_tasks(calls, concurrency, client, call)),
            Self::CoreBlocking(client) => in_threads(calls, concurrency, || client.make(call)),
            Self::ReqwestBlocking(client) => in_threads(calls, concurrency, || client.make(call)),
        }
    }
}

/// Whether there is one more call to make.
fn take_one(left: &AtomicUsize) -> bool {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
}

async fn in_tasks(calls: usize, concurrency: usize, client: &impl AsyncClient, call: Call) -> Result<()> {
    let left = Arc::new(AtomicUsize::new(calls));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..concurrency {
        let (left, client) = (Arc::clone(&left), client.clone());
        tasks.spawn(async move {
            while take_one(&left) {
                client.make(call).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(())
}

fn in_threads(calls: usize, concurrency: usize, call: impl Fn() -> Result<()> + Sync) -> Result<()> {
    let left = AtomicUsize::new(calls);
    let work = || {
        while take_one(&left) {
            call()?;
        }
        anyhow::Ok(())
    };
    if concurrency == 1 {
        return work();
    }
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..concurrency).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            match thread.join() {
                Ok(done) => done?,
                Err(_) => bail!("a thread panicked"),
            }
        }
        Ok(())
    })
}
