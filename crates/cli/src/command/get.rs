//! `get`

use super::written;
use crate::failure::Failure;
use crate::session::Session;
use crate::terminal::describe;

pub(super) async fn run(id: &str, mut session: Session<'_>) -> Result<(), Failure> {
    let factor = session.get(id).await?;
    let console = session.console;
    console.print(&if console.json() { factor.to_json() } else { describe(&factor) });
    written(console)
}
