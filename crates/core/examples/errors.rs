//! What to do when an enrolment fails: it depends on what is known of its effect.
//!
//! `WORKOS_API_KEY=sk_… cargo run --example errors -- +15555555555`

#![allow(clippy::print_stdout, reason = "a program for a terminal")]

use workos_mfa::{Client, EnrollFactor, Error, ErrorKind, Outcome};

/// What an application would do next, in words.
pub(crate) fn next_step(error: &Error) -> String {
    match (error.kind(), error.outcome()) {
        (ErrorKind::InvalidRequest | ErrorKind::Unprocessable, _) => {
            let fields = error.field_errors().iter().filter_map(|problem| problem.field.as_deref());
            format!("ask the user to correct: {}", fields.collect::<Vec<_>>().join(", "))
        }
        (ErrorKind::Config | ErrorKind::Authentication | ErrorKind::PermissionDenied, _) => {
            "tell whoever runs this program: its key or its configuration is wrong".to_owned()
        }
        (_, Outcome::NotSent | Outcome::Rejected) => match error.retry_after() {
            Some(wait) => format!("try again in {wait:?}; nothing has been enrolled"),
            None => "try again later; nothing has been enrolled".to_owned(),
        },
        (_, Outcome::Applied) => match error.factor_id() {
            Some(id) => format!("the factor exists: it is {id}"),
            None => {
                "the factor exists; find it in the dashboard and delete it before you try again".to_owned()
            }
        },
        // Outcome::Unknown, and whatever may come.
        _ => "the factor may exist: look before you try again, or the user ends up with two".to_owned(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let phone_number = std::env::args().nth(1).ok_or("usage: errors PHONE_NUMBER")?;
    let client = Client::from_env()?;
    match client.enroll_factor(EnrollFactor::sms(phone_number)).await {
        Ok(factor) => println!("enrolled {}", factor.id),
        Err(error) => println!("{error}\n{}", next_step(&error)),
    }
    Ok(())
}
