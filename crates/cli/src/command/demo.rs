//! `demo`

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use workos_mfa::{EnrollFactor, EnrolledFactor, EnrolledTotp};
use workos_mfa_emulator::{Emulator, totp};

use super::enroll::scannable;
use super::written;
use crate::args::ClientArgs;
use crate::client;
use crate::failure::Failure;
use crate::session::{Reply, Session};
use crate::terminal::{Console, HEADING, describe, line};

pub(super) async fn run(arguments: &ClientArgs, console: &Console) -> Result<(), Failure> {
    // The emulator lives until the end of this function.
    let (_emulator, client) = if client::has_api_key(arguments) {
        let client = client::build(arguments)?;
        console.say(&format!(
            "This runs against {}. The factor that it enrols is deleted at the end.\n",
            client.base_url()
        ));
        (None, client)
    } else if arguments.base_url.is_some() {
        // Whoever names a server does not want the emulator; the client says that it has no key.
        (None, client::build(arguments)?)
    } else {
        let emulator = Emulator::start().await.map_err(|error| {
            Failure::config("emulator", format!("the emulator can't be started: {error}"))
        })?;
        let client = client::build_for_emulator(arguments, emulator.url(), emulator.api_key())?;
        console.say(&format!(
            "There is no API key, so this runs against an emulator inside this program, at {}.\n\
             With WORKOS_API_KEY set it runs against the real API.\n",
            emulator.url()
        ));
        (Some(emulator), client)
    };
    let mut session = Session::new(console, client)?;
    let request = EnrollFactor::totp("WorkOS MFA demo", "alan.turing@example.com");
    let (id, shown) = match session.enroll(request).await {
        Ok(reply) => {
            let shown = show(&reply, &mut session).await;
            (reply.factor.id.to_string(), shown)
        }
        Err(failure) => match failure.factor_id() {
            // Enrolled, but the reply was lost.
            Some(id) => (id.to_owned(), Err(failure)),
            None => return Err(failure),
        },
    };
    let deleted = delete(&id, shown.is_err(), &mut session).await;
    shown.and(deleted)?;
    written(console)
}

/// All that is between the enrolment and the deletion.
async fn show(enrolled: &Reply<EnrolledFactor>, session: &mut Session<'_>) -> Result<(), Failure> {
    let console = session.console;
    let factor = &enrolled.factor;
    step(
        console,
        "1. Enrolled a factor. Its secret comes with this reply and never again.",
        &describe(factor),
        || format!(r#"{{"step":"enroll","factor":{}}}"#, enrolled.json),
    );
    if let Some(totp) = &factor.totp {
        show_code(totp, console)?;
    }
    let read = session.get(factor.id.as_str()).await?;
    step(console, "3. Read the factor back: all but the secret.", &describe(&read.factor), || {
        format!(r#"{{"step":"get","factor":{}}}"#, read.json)
    });
    Ok(())
}

fn show_code(totp: &EnrolledTotp, console: &Console) -> Result<(), Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let code = totp::code(totp.secret.expose(), now)
        .map_err(|error| Failure::decode(format!("the code can't be computed: {error}")))?;
    let seconds = totp::seconds_remaining(now);
    let shown = format!(
        "{}\n\n{}",
        scannable(totp, console, "Widen it and run this again."),
        line("code now", &format!("{code} ({seconds} s left)"))
    );
    step(console, "2. This is what its owner sees, and the code that their app shows.", &shown, || {
        json!({ "step": "code", "code": code, "seconds_left": seconds }).to_string()
    });
    Ok(())
}

async fn delete(id: &str, after_a_failure: bool, session: &mut Session<'_>) -> Result<(), Failure> {
    let console = session.console;
    let result = session.delete(id).await;
    match &result {
        Ok(()) if console.json() => console.print(&json!({ "step": "delete", "id": id }).to_string()),
        // On standard error, next to the failure that it belongs to.
        Ok(()) if after_a_failure => {
            console.note(&format!("The demonstration failed, and {id} was deleted all the same."));
        }
        Ok(()) => {
            console.print(&format!("{HEADING}4. Deleted the factor.{HEADING:#} Nothing is left of it."));
        }
        Err(failure) => {
            if after_a_failure {
                failure.report(console);
            }
            if !console.json() {
                console.note(&format!("{id} could not be deleted; do it with `workos-mfa delete {id}`."));
            }
        }
    }
    result
}

fn step(console: &Console, heading: &str, shown: &str, as_json: impl FnOnce() -> String) {
    if console.json() {
        console.print(&as_json());
    } else {
        console.print(&format!("{HEADING}{heading}{HEADING:#}\n\n{shown}\n"));
    }
}
