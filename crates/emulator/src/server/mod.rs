//! The server: connections, and what is done to them.

mod connection;
mod takeover;

use std::{sync::Arc, time::Duration};

use tokio::{net::TcpListener, task::JoinSet};

use crate::state::State;

/// Accepts connections until it is dropped, which closes them all.
pub(crate) async fn accept(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection::serve(stream, Arc::clone(&state)));
            }
            // Out of file descriptors, most likely. Others will be closed; until then there is no use in spinning.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        // Forget those that have ended.
        while connections.try_join_next().is_some() {}
    }
}
