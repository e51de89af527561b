//! Enrols a factor for an authenticator app, puts its QR code into a file, and reads the factor.
//!
//! `WORKOS_API_KEY=sk_… cargo run --example enroll -- 'Foo Corp' alan@example.com qr.png`
//!
//! Without an account: `workos-mfa emulator` prints the `WORKOS_BASE_URL` and the key of an emulator.

#![allow(clippy::print_stdout, reason = "a program for a terminal")]

use std::path::Path;

use workos_mfa::{Client, EnrollFactor};

/// Returns the new factor's id, which is what an application keeps.
pub(crate) async fn enroll(
    client: &Client,
    issuer: &str,
    user: &str,
    image: &Path,
) -> Result<String, Box<dyn std::error::Error>> {
    let factor = client.enroll_factor(EnrollFactor::totp(issuer, user)).await?;
    // Debug output shows no secret, so this is fine in a log.
    println!("{factor:?}");

    // The secret comes this once. Show it to its owner, and don't keep it.
    if let Some(totp) = &factor.totp {
        std::fs::write(image, totp.qr_png()?)?;
        println!("scan {} with an authenticator app, and delete the file", image.display());
    }

    let factor = client.get_factor(&factor.id).await?;
    println!("{} has been there since {}", factor.id, factor.created_at);
    Ok(factor.id.to_string())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [issuer, user, image] = arguments.as_slice() else {
        return Err("usage: enroll ISSUER USER IMAGE".into());
    };
    enroll(&Client::from_env()?, issuer, user, Path::new(image)).await?;
    Ok(())
}
