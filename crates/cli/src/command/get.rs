//! `get`

use super::written;
use crate::failure::Failure;
use crate::session::Session;
use crate::terminal::describe;

pub(super) async fn run(id: &str, mut session: Session<'_>) -> Result<(), Failure> {
    let reply = session.get(id).await?;
    let console = session.console;
    console.print(&if console.json() { reply.json } else { describe(&reply.factor) });
    written(console)
}
