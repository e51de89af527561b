//! How many enrolments a second the emulator manages, each with a new secret and its QR code.
//!
//! `cargo run --release -p workos-mfa-emulator --example throughput`
//!
//! The first figure is the work alone: secret, address and image, on one thread. The others go through HTTP on kept-alive
//! connections, with a client that does as little as it can, in this same process: it takes its share of the processors.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use data_encoding::BASE32_NOPAD;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use workos_mfa::{Secret, otpauth::KeyUri, qr};
use workos_mfa_emulator::Emulator;

const BODY: &str = r#"{"type":"totp","totp_issuer":"Foo Corp","totp_user":"alan.turing@example.com"}"#;
const TIME: Duration = Duration::from_secs(3);

#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("work alone, 1 thread: {:>6.0} enrolments/s", work_alone()?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    for connections in [1, 8, 64] {
        let rate = runtime.block_on(over_http(connections))?;
        println!("HTTP, {connections:>2} connections: {rate:>6.0} enrolments/s");
    }
    Ok(())
}

fn work_alone() -> Result<f64, qr::QrError> {
    let start = Instant::now();
    let mut key = [0_u8; 20];
    let mut done = 0_u32;
    while start.elapsed() < TIME {
        done += 1;
        key[..4].copy_from_slice(&done.to_be_bytes());
        let secret = Secret::from(BASE32_NOPAD.encode(&key));
        let uri = KeyUri::new("Foo Corp", "alan.turing@example.com", secret).to_uri();
        black_box(qr::data_url(uri.expose())?);
    }
    Ok(f64::from(done) / start.elapsed().as_secs_f64())
}

async fn over_http(connections: usize) -> Result<f64, Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let request = format!(
        "POST /auth/factors/enroll HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n{BODY}",
        emulator.api_key(),
        BODY.len()
    );
    let address = emulator.url().trim_start_matches("http://");
    let start = Instant::now();
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..connections {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        clients.spawn(enroll_until(stream, request.clone(), start + TIME));
    }
    while let Some(client) = clients.join_next().await {
        client??;
    }
    Ok(emulator.factors().len() as f64 / start.elapsed().as_secs_f64())
}

async fn enroll_until(mut stream: TcpStream, request: String, end: Instant) -> std::io::Result<()> {
    let mut response = Vec::with_capacity(8192);
    while Instant::now() < end {
        stream.write_all(request.as_bytes()).await?;
        response.clear();
        // A factor ends with the time it was updated; nothing else in the response does.
        while !response.ends_with(b"Z\"}") {
            if stream.read_buf(&mut response).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
    Ok(())
}
