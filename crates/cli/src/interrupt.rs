//! Ctrl-C and its like.

use crate::failure::Failure;

/// Listens from its making on, so that no interrupt ends the program in the middle of something that has to be cleaned up.
pub(crate) struct Interrupt {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
    #[cfg(windows)]
    ctrl_c: tokio::signal::windows::CtrlC,
}

impl Interrupt {
    pub(crate) fn listen() -> Result<Self, Failure> {
        Self::try_listen()
            .map_err(|problem| Failure::config("signals", format!("can't listen for Ctrl-C: {problem}")))
    }

    #[cfg(unix)]
    fn try_listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { signals: [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?] })
    }

    #[cfg(windows)]
    fn try_listen() -> std::io::Result<Self> {
        Ok(Self { ctrl_c: tokio::signal::windows::ctrl_c()? })
    }

    /// The next interrupt: SIGINT or SIGTERM.
    #[cfg(unix)]
    pub(crate) async fn received(&mut self) {
        let [interrupt, terminate] = &mut self.signals;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }

    /// The next Ctrl-C.
    #[cfg(windows)]
    pub(crate) async fn received(&mut self) {
        self.ctrl_c.recv().await;
    }
}
