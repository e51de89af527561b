//! `scripted-server --scenarios DIR --port 0`: plays the scenarios for runners in other languages.

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use workos_mfa_conformance::scenario;
use workos_mfa_conformance::server::{Control, ScriptedServer};

/// Plays the conformance scenarios on this machine. Prints one line of JSON with the control API's URL when it is ready, and runs until it
/// is stopped.
#[derive(Debug, Parser)]
struct Arguments {
    /// The folder of scenario files.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/conformance"))]
    scenarios: PathBuf,
    /// The control API's port; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let server = ScriptedServer::new(scenario::load(&arguments.scenarios)?)?;
    let control = Control::listen(server, arguments.port).await?;
    #[expect(clippy::print_stdout, reason = "this line is how a runner finds the server")]
    {
        println!("{}", serde_json::json!({ "url": control.url() }));
    }
    std::future::pending().await
}
