//! The backend as a program: see its README.

#![forbid(unsafe_code)]

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use tokio::net::TcpListener;
use workos_mfa::ClientBuilder;
use workos_mfa_app_backend::{Backend, Jwks, RecentLogin, Verifier, serve};

/// Less than the 30 s that an app's client gives an attempt, so that it hears how the call ended.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The backend between an app and WorkOS. `WORKOS_API_KEY` holds the secret key, `WORKOS_BASE_URL` says where WorkOS is if not at
/// its own address
#[derive(Parser)]
struct Arguments {
    /// The port on this machine to listen on; 0 picks a free one
    #[arg(long, default_value_t = 4200)]
    port: u16,
    /// The client that tokens must be for: `client_…`, or a resource indicator
    #[arg(long, env = "WORKOS_CLIENT_ID")]
    client_id: String,
    /// The JWKS document, a file or an address; AuthKit's for the client, if not given
    #[arg(long, env = "APP_BACKEND_JWKS")]
    jwks: Option<String>,
    /// Who may issue tokens, can be given more than once; AuthKit for the client, if not given
    #[arg(long, env = "APP_BACKEND_ISSUER", value_delimiter = ' ')]
    issuer: Vec<String>,
    /// Takes tokens that don't say which client they are for. Only where the keys are this client's alone
    #[arg(long)]
    audience_optional: bool,
    /// In seconds: who has logged in longer ago, by the token's `auth_time`, has to do it again before factors are added or removed
    #[arg(long)]
    max_login_age: Option<u64>,
    /// How many proxies in front of this one add to X-Forwarded-For
    #[arg(long, default_value_t = 0)]
    trusted_proxies: usize,
}

impl Arguments {
    fn verifier(&self) -> anyhow::Result<Verifier> {
        let id = &self.client_id;
        let jwks = self.jwks.clone().unwrap_or_else(|| format!("https://api.workos.com/sso/jwks/{id}"));
        let issuers = match self.issuer.as_slice() {
            [] => vec![format!("https://api.workos.com/user_management/{id}")],
            issuers => issuers.to_vec(),
        };
        let verifier = Verifier::new(Jwks::at(&jwks)?, issuers, id)?;
        Ok(verifier.audience_optional(self.audience_optional))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let workos = ClientBuilder::from_env()?.timeout(TIMEOUT).build()?;
    let backend = Backend::new(workos, arguments.verifier()?).trusted_proxies(arguments.trusted_proxies);
    let backend = match arguments.max_login_age {
        Some(seconds) => backend.step_up(RecentLogin::within(Duration::from_secs(seconds))),
        None => backend,
    };
    let port = arguments.port;
    // Loopback only: tokens and secrets must not go through a network in the clear. TLS is your ingress's job.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.with_context(|| {
        format!("can't listen on port {port}; choose another --port, or 0 for a free one")
    })?;
    // A reader that goes away has what it wanted.
    let _ = writeln!(std::io::stdout(), "URL: http://{}", listener.local_addr()?);
    serve(listener, backend).await;
    Ok(())
}
