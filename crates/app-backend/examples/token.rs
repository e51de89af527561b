//! Stands in for AuthKit where the backend is tried: writes a JWKS document, and prints a token that is valid for an hour.
//!
//! `cargo run -p workos-mfa-app-backend --example token -- JWKS_FILE ISSUER CLIENT_ID USER_ID`
//!
//! The key it signs with is published with these sources, so the document is for nothing but this machine.

#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, unreachable_pub, dead_code, missing_docs, reason = "a tool for tests")]

#[path = "../tests/support/issuer.rs"]
mod issuer;

use std::io::Write as _;
use std::time::SystemTime;

use anyhow::Context as _;
use serde_json::json;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, issuer, client_id, user_id] = arguments.as_slice() else {
        anyhow::bail!("usage: token JWKS_FILE ISSUER CLIENT_ID USER_ID");
    };
    let key = issuer::Issuer::new("example", include_bytes!("../tests/keys/first.pk8"));
    std::fs::write(file, json!({ "keys": [key.jwk()] }).to_string())
        .with_context(|| format!("can't write {file}"))?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    let token = key.sign(&json!({
        "iss": issuer, "client_id": client_id, "sub": user_id, "sid": "session_01EXAMPLE", "jti": "01EXAMPLE",
        "iat": now, "auth_time": now, "exp": now + 3600,
    }));
    writeln!(std::io::stdout(), "{token}")?;
    Ok(())
}
