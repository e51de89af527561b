//! How many factors the emulator enrols per second, secret and QR code included.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use workos_mfa_emulator::Emulator;

use crate::raw_http::Messages;
use crate::report::{Report, Row, Unit};
use crate::stats::Sample;
use crate::subprocess::{self, Subprocess};

const LEAST_PER_SECOND: f64 = 5_000.0;
const CONNECTIONS: u32 = 16;
const PER_CONNECTION: u32 = 250;
const ROUNDS: usize = 7;

/// Runs an emulator until standard input is closed.
pub(crate) fn run() -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let emulator = Emulator::start().await?;
        subprocess::live_as_long_as_parent();
        subprocess::say(&format!("{} {}", emulator.url(), emulator.api_key()))?;
        std::future::pending().await
    })
}

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let mut emulator = Subprocess::start(&["emulate"])?;
    let said = emulator.receive()?;
    let (url, key) = said.split_once(' ').context("an address and a key")?;
    let address = url.strip_prefix("http://").context("plain HTTP")?;
    let request = request(address, key);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(enroll(address, &request))?;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        runtime.block_on(enroll(address, &request))?;
        rates.push(f64::from(CONNECTIONS * PER_CONNECTION) / started.elapsed().as_secs_f64());
    }
    let rates = Sample::new(rates).context("no rounds")?;
    report.add(Row {
        name: "emulator enrolments".to_owned(),
        value: rates.median(),
        spread: Some(rates.quartiles()),
        unit: Unit::PerSecond,
        at_most: None,
        at_least: Some(LEAST_PER_SECOND),
        note: format!("by HTTP over {CONNECTIONS} connections"),
    });
    Ok(())
}

fn request(address: &str, key: &str) -> Vec<u8> {
    let body = r#"{"type":"totp","totp_issuer":"Foo Corp","totp_user":"alan.turing@example.com"}"#;
    format!(
        "POST /auth/factors/enroll HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

async fn enroll(address: &str, request: &[u8]) -> Result<()> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let request = request.to_vec();
        tasks.spawn(async move {
            let mut messages = Messages::new();
            for _ in 0..PER_CONNECTION {
                stream.write_all(&request).await?;
                let status =
                    messages.next(&mut stream).await?.context("the emulator closed the connection")?;
                ensure!(status.contains(" 201 "), "the emulator answered {status}");
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(())
}
