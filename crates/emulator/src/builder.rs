//! How an emulator is set up.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use tokio::{net::TcpListener, runtime::Handle};

use crate::{Emulator, StartError, blocking, server, state::State};

/// The key that passes if none is set: the one that the vendor's own emulator has.
const DEFAULT_API_KEY: &str = "sk_test_default";

/// Sets up an [`Emulator`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), workos_mfa_emulator::StartError> {
/// use workos_mfa_emulator::Emulator;
///
/// let emulator = Emulator::builder().api_key("sk_test_one").api_key("sk_test_two").start().await?;
/// assert_eq!(emulator.api_key(), "sk_test_one");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
#[must_use = "the emulator runs once it is started"]
pub struct Builder {
    host: Option<String>,
    port: u16,
    api_keys: Vec<String>,
    allow_remote: bool,
}

impl Builder {
    /// The port to listen on. Without it, or with 0, the system picks a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The IP address to listen on, or `localhost`. Without it, `127.0.0.1`.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    /// A key that passes. Call it again for more of them; without any, it is `sk_test_default`.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_keys.push(key.into());
        self
    }

    /// Whether [`host`](Builder::host) may be an address that other machines can reach. The emulator speaks plain HTTP and
    /// hands out secrets, so it has to be asked for.
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.allow_remote = allow;
        self
    }

    /// Starts the emulator on the tokio runtime that this is awaited on. It accepts connections when this returns.
    ///
    /// # Errors
    /// [`StartError`] if the settings are wrong, the port is taken, or there is no tokio runtime.
    pub async fn start(self) -> Result<Emulator, StartError> {
        let runtime = Handle::try_current().map_err(|_| StartError::NoRuntime)?;
        let address = self.address()?;
        let keys = self.keys()?;
        let failed = |source| StartError::Bind { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let state = Arc::new(State::new(keys));
        let server = runtime.spawn(server::accept(listener, Arc::clone(&state)));
        Ok(Emulator::new(state, address, server))
    }

    /// Starts the emulator on a thread of its own, for tests that are not async and for other languages.
    ///
    /// # Errors
    /// [`StartError`] if the settings are wrong, the port is taken, or the thread can't be started.
    pub fn start_on_thread(self) -> Result<blocking::Emulator, StartError> {
        blocking::Emulator::start_with(self)
    }

    fn address(&self) -> Result<SocketAddr, StartError> {
        let Some(host) = &self.host else { return Ok((Ipv4Addr::LOCALHOST, self.port).into()) };
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        let ip = match bare.parse::<IpAddr>() {
            Ok(ip) => ip,
            Err(_) if bare.eq_ignore_ascii_case("localhost") => Ipv4Addr::LOCALHOST.into(),
            Err(_) => return Err(StartError::InvalidHost { host: host.clone() }),
        };
        if ip.to_canonical().is_loopback() || self.allow_remote {
            Ok((ip, self.port).into())
        } else {
            Err(StartError::RemoteHost { host: host.clone() })
        }
    }

    fn keys(&self) -> Result<Vec<String>, StartError> {
        if self.api_keys.is_empty() {
            return Ok(vec![DEFAULT_API_KEY.to_owned()]);
        }
        let fit = |key: &String| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
        if self.api_keys.iter().all(fit) { Ok(self.api_keys.clone()) } else { Err(StartError::InvalidApiKey) }
    }
}

/// Tells how many keys there are, not which.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, api_keys, allow_remote } = self;
        f.debug_struct("Builder")
            .field("host", host)
            .field("port", port)
            .field("api_keys", &api_keys.len())
            .field("allow_remote", allow_remote)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(builder: &Builder) -> Result<String, String> {
        builder.address().map(|address| address.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn listens_on_loopback_unless_told() {
        let builder = Emulator::builder;
        assert_eq!(address(&builder().port(4100)).unwrap(), "127.0.0.1:4100");
        for (host, expected) in [
            ("localhost", "127.0.0.1:0"),
            ("127.0.0.2", "127.0.0.2:0"),
            ("::1", "[::1]:0"),
            ("[::1]", "[::1]:0"),
            ("::ffff:127.0.0.1", "[::ffff:127.0.0.1]:0"),
        ] {
            assert_eq!(address(&builder().host(host)).unwrap(), expected);
        }
        for host in ["0.0.0.0", "::", "192.0.2.1", "::ffff:192.0.2.1"] {
            assert!(address(&builder().host(host)).unwrap_err().contains("other machines"), "{host}");
            assert!(address(&builder().host(host).allow_remote(true)).is_ok(), "{host}");
        }
        for host in ["", "example.com", "localhost:80", "127.1", "http://127.0.0.1"] {
            assert!(
                address(&builder().host(host).allow_remote(true)).unwrap_err().contains("not a host"),
                "{host}"
            );
        }
    }

    #[test]
    fn keys_that_no_header_can_carry_are_refused_and_not_repeated() {
        for key in ["", "sk_HIDDEN\n", "sk HIDDEN", "sk_HIDDÉN"] {
            let error = Emulator::builder().api_key("sk_good").api_key(key).keys().unwrap_err();
            assert!(matches!(error, StartError::InvalidApiKey));
            assert!(!format!("{error} {error:?}").contains("HIDD"));
        }
        assert_eq!(Emulator::builder().keys().unwrap(), ["sk_test_default"]);
    }

    #[test]
    fn debug_hides_the_keys() {
        let shown = format!("{:?}", Emulator::builder().api_key("sk_HIDDEN"));
        assert!(shown.contains("api_keys: 1") && !shown.contains("HIDDEN"), "{shown}");
    }
}
