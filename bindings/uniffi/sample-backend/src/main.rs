//! The sample backend as a program: see its README.

#![forbid(unsafe_code)]

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use tokio::net::TcpListener;
use workos_mfa::ClientBuilder;
use workos_mfa_sample_backend::{Account, Backend, serve};

/// Less than the 30 s that an app's client gives an attempt, so that it hears how the call ended.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Short, because nobody can take a token back. The app logs in again, or your own login refreshes it.
const TOKEN_LIFETIME: Duration = Duration::from_secs(300);

/// The backend between an app and WorkOS. `WORKOS_API_KEY` holds the secret key, `WORKOS_BASE_URL` says where WorkOS is if not at
/// its own address
#[derive(Parser)]
struct Arguments {
    /// The port on this machine to listen on; 0 picks a free one
    #[arg(long, default_value_t = 4200)]
    port: u16,
    /// Who may log in
    #[arg(long, env = "SAMPLE_USER", default_value = "alan@example.com")]
    user: String,
    /// With which password. Use the variable for one that matters: other programs can read the command line
    #[arg(long, env = "SAMPLE_PASSWORD", hide_env_values = true, default_value = "correct horse")]
    password: String,
    /// The WorkOS user to enrol factors for
    #[arg(long, env = "SAMPLE_WORKOS_USER_ID", default_value = "user_01E4ZCR3C56J083X43JQXF3JK5")]
    workos_user_id: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let Arguments { port, user, password, workos_user_id } = Arguments::parse();
    let workos = ClientBuilder::from_env()?.timeout(TIMEOUT).build()?;
    let backend = Backend::new(workos, [Account { user, password, workos_user_id }], TOKEN_LIFETIME);
    // Loopback only: passwords, tokens and secrets must not go through a network in the clear. TLS is your ingress's job.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.with_context(|| {
        format!("can't listen on port {port}; choose another --port, or 0 for a free one")
    })?;
    // A reader that goes away has what it wanted.
    let _ = writeln!(std::io::stdout(), "URL: http://{}", listener.local_addr()?);
    serve(listener, backend).await;
    Ok(())
}
