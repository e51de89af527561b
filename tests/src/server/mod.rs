//! The scripted server: plays scenarios on sockets of their own and judges what it saw.

mod answer;
mod connection;
mod control;
mod listener;
mod request;
mod seen;
mod session;
mod template;
mod tls;

pub use control::Control;
pub use seen::{RequestContent, Seen, SeenRequest};
pub use session::{Finished, Session, Started, StartedCall};

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};

use crate::scenario::Suite;

/// The server's common part: the scenarios and the certificates. Every session has sockets of its own.
#[derive(Debug, Clone)]
pub struct ScriptedServer {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    suite: Suite,
    tls: tls::Authority,
    sessions: AtomicU64,
}

impl ScriptedServer {
    /// A server for these scenarios. Makes its certificates; nothing listens yet.
    pub fn new(suite: Suite) -> Result<Self> {
        let tls = tls::Authority::new().context("can't make certificates")?;
        Ok(Self { shared: Arc::new(Shared { suite, tls, sessions: AtomicU64::new(0) }) })
    }

    /// The scenarios.
    pub fn suite(&self) -> &Suite {
        &self.shared.suite
    }

    /// Starts a fresh session of one scenario. Must be called within a tokio runtime.
    pub fn start(&self, group: &str, name: &str) -> Result<Session> {
        let scenario = self
            .shared
            .suite
            .find(group, name)
            .with_context(|| format!("there is no scenario {group}/{name}"))?;
        let number = self.shared.sessions.fetch_add(1, Ordering::Relaxed) + 1;
        Session::start(number, scenario, &self.shared.tls)
    }
}

/// The bytes of pairs of hexadecimal digits; `None` if it is something else.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    pairs
        .remainder()
        .is_empty()
        .then(|| pairs.map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}
