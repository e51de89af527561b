//! Without async: shows a factor, or deletes it.
//!
//! `WORKOS_API_KEY=sk_… cargo run --features blocking --example blocking -- auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ [delete]`

#![allow(clippy::print_stdout, reason = "a program for a terminal")]

use workos_mfa::blocking::Client;
use workos_mfa::{CallOptions, Error, ErrorKind};

/// What there is to say of the factor.
pub(crate) fn show(client: &Client, id: &str) -> Result<String, Error> {
    match client.get_factor_with(id, &CallOptions::new().max_retries(1)) {
        Ok(response) => {
            let left = response.metadata.headers.get("x-ratelimit-remaining").unwrap_or("an unknown number");
            Ok(format!(
                "{} is of type {}; {left} calls are left",
                response.value.id, response.value.factor_type
            ))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(format!("there is no factor {id}")),
        Err(error) => Err(error),
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let id = arguments.next().ok_or("usage: blocking ID [delete]")?;
    let client = Client::from_env()?;
    println!("{}", show(&client, &id)?);
    if arguments.next().as_deref() == Some("delete") {
        client.delete_factor(&id)?;
        println!("deleted");
    }
    Ok(())
}
