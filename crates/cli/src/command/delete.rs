//! `delete`

use super::written;
use crate::failure::Failure;
use crate::session::Session;

pub(super) async fn run(id: &str, mut session: Session<'_>) -> Result<(), Failure> {
    session.delete(id).await?;
    // The API answers with no body, so there is no JSON to print.
    session.console.say(&format!("Deleted {id}."));
    written(session.console)
}
