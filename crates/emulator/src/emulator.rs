//! A running emulator.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use tokio::task::JoinHandle;

use crate::{Builder, Fault, Operation, StartError, StoredFactor, blocking, state::State};

/// A running emulator. Dropping it closes the port and every connection, and forgets the factors.
///
/// All of its methods may be called from any thread while requests are being served.
#[must_use = "the emulator stops when it is dropped"]
pub struct Emulator {
    state: Arc<State>,
    url: String,
    server: JoinHandle<()>,
}

impl Emulator {
    /// Starts an emulator on a free port of this machine, on the tokio runtime that this is awaited on.
    ///
    /// # Errors
    /// [`StartError`] if no port is free or there is no tokio runtime.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Starts an emulator on a free port of this machine, on a thread of its own.
    ///
    /// # Errors
    /// [`StartError`] if no port is free or the thread can't be started.
    pub fn start_on_thread() -> Result<blocking::Emulator, StartError> {
        Self::builder().start_on_thread()
    }

    /// Sets up an emulator with a certain port, host or keys.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn new(state: Arc<State>, address: SocketAddr, server: JoinHandle<()>) -> Self {
        Self { state, url: url_of(address), server }
    }

    /// The base URL for a client, such as `http://127.0.0.1:4100`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The first key that passes.
    #[must_use]
    pub fn api_key(&self) -> &str {
        self.state.api_key()
    }

    /// Lets the next `times` requests of an operation go wrong. Further calls queue up behind this one.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), workos_mfa_emulator::StartError> {
    /// use workos_mfa_emulator::{Emulator, Fault, Operation};
    ///
    /// let emulator = Emulator::start().await?;
    /// emulator.inject(Operation::EnrollFactor, Fault::status(503).header("retry-after", "1"), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn inject(&self, operation: Operation, fault: Fault, times: usize) {
        self.state.inject(operation, fault, times);
    }

    /// How many requests of an operation have arrived, refused and faulty ones included.
    #[must_use]
    pub fn requests(&self, operation: Operation) -> usize {
        self.state.requests(operation)
    }

    /// How many requests have arrived in all, also for paths and methods that do not exist.
    #[must_use]
    pub fn total_requests(&self) -> usize {
        self.state.total_requests()
    }

    /// The factors that exist now, the oldest first.
    #[must_use]
    pub fn factors(&self) -> Vec<StoredFactor> {
        self.state.factors()
    }

    /// Forgets the factors, the faults that are still to come and the counts. The port and the keys stay.
    pub fn reset(&self) {
        self.state.reset();
    }

    /// Stops the emulator, and returns when the port is closed. Dropping it does the same, but does not wait.
    pub async fn stop(mut self) {
        self.server.abort();
        // An error says that the task was cancelled, which is what was asked for.
        let _ = (&mut self.server).await;
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Shows where it is and what it holds, but neither keys nor secrets.
impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("url", &self.url)
            .field("factors", &self.factors())
            .finish_non_exhaustive()
    }
}

/// An emulator that listens on every address is reached at the loopback one.
fn url_of(address: SocketAddr) -> String {
    let reachable = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(reachable, address.port()))
}

#[cfg(test)]
mod tests {
    use super::url_of;

    #[test]
    fn the_url_can_be_connected_to() {
        for (address, url) in [
            ("127.0.0.1:4100", "http://127.0.0.1:4100"),
            ("0.0.0.0:1", "http://127.0.0.1:1"),
            ("[::]:1", "http://[::1]:1"),
            ("192.0.2.1:80", "http://192.0.2.1:80"),
        ] {
            assert_eq!(url_of(address.parse().unwrap()), url);
        }
    }
}
