//! Why an emulator could not be started.

use std::{fmt, io, net::SocketAddr};

/// Why an emulator could not be started.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The host is neither an IP address nor `localhost`.
    InvalidHost {
        /// The host as it was given.
        host: String,
    },
    /// The host can be reached by other machines, and [`allow_remote`](crate::Builder::allow_remote) was not set.
    RemoteHost {
        /// The host as it was given.
        host: String,
    },
    /// An API key is empty or holds characters that a header can't carry. The key itself is not repeated here.
    InvalidApiKey,
    /// The address could not be bound: most often the port is taken.
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// [`start`](crate::Builder::start) was called outside of a tokio runtime.
    NoRuntime,
    /// The thread or its runtime could not be started.
    Thread {
        /// What the system says.
        source: io::Error,
    },
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidHost { host } => {
                write!(f, "`{host}` is not a host: use an IP address or `localhost`")
            }
            Self::RemoteHost { host } => write!(
                f,
                "`{host}` can be reached by other machines, and the emulator hands out secrets; allow remote hosts if you mean it"
            ),
            Self::InvalidApiKey => {
                f.write_str("an API key must not be empty and may hold printable ASCII only")
            }
            Self::Bind { address, source } => write!(f, "cannot listen on {address}: {source}"),
            Self::NoRuntime => f.write_str(
                "there is no tokio runtime here: call `start` inside of one, or use `start_on_thread`",
            ),
            Self::Thread { source } => write!(f, "cannot start the emulator's thread: {source}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Bind { source, .. } | Self::Thread { source } => Some(source),
            Self::InvalidHost { .. } | Self::RemoteHost { .. } | Self::InvalidApiKey | Self::NoRuntime => {
                None
            }
        }
    }
}
