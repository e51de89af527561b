//! `emulator`

use serde_json::json;
use workos_mfa_emulator::{Emulator, StartError};

use crate::args::EmulatorArgs;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::terminal::{Console, HEADING};

pub(super) async fn run(arguments: &EmulatorArgs, console: &Console) -> Result<(), Failure> {
    // Before it says that it is ready: whoever reads that may stop it at once.
    let mut interrupt = Interrupt::listen()?;
    let emulator = start(arguments).await?;
    let keys = match arguments.api_key.as_slice() {
        [] => vec![emulator.api_key()],
        keys => keys.iter().map(String::as_str).collect(),
    };
    let ready = if console.json() {
        json!({ "url": emulator.url(), "api_key": emulator.api_key(), "api_keys": keys }).to_string()
    } else {
        let mut lines = vec![format!("{HEADING}URL:{HEADING:#} {}", emulator.url())];
        lines.extend(keys.iter().map(|key| format!("{HEADING}API key:{HEADING:#} {key}")));
        lines.join("\n")
    };
    // A reader that goes away has what it wanted; the emulator is for others.
    console.print(&ready);
    if arguments.allow_remote && !console.json() {
        console.note("Other machines may be able to reach this. It is plain HTTP and hands out secrets.");
    }
    interrupt.received().await;
    emulator.stop().await;
    Ok(())
}

async fn start(arguments: &EmulatorArgs) -> Result<Emulator, Failure> {
    let mut builder = Emulator::builder().port(arguments.port).allow_remote(arguments.allow_remote);
    if let Some(host) = &arguments.host {
        builder = builder.host(host);
    }
    for key in &arguments.api_key {
        builder = builder.api_key(key);
    }
    builder.start().await.map_err(|error| {
        let (option, advice) = match &error {
            StartError::RemoteHost { .. } => ("host", " (--allow-remote)"),
            StartError::InvalidHost { .. } => ("host", ""),
            StartError::InvalidApiKey => ("api_key", ""),
            StartError::Bind { .. } => ("port", "; choose another --port, or 0 for a free one"),
            _ => ("emulator", ""),
        };
        Failure::config(option, format!("{error}{advice}"))
    })
}
