//! Ports that accept, refuse, or do the one after the other.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::connection;
use super::session::Stage;
use crate::scenario::Listener;

/// A port that is taken but refuses connections, for as long as this lives.
#[derive(Debug)]
pub(super) struct Refusing {
    socket: TcpSocket,
    pub(super) address: SocketAddr,
}

impl Refusing {
    pub(super) fn new() -> io::Result<Self> {
        Self::at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
    }

    fn at(address: SocketAddr) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        // A port with connections that are not quite over could not be taken again otherwise, …
        socket.set_reuseaddr(true)?;
        // … and one that is let go first might be taken by a neighbour before it is taken again.
        #[cfg(unix)]
        socket.set_reuseport(true)?;
        socket.bind(address)?;
        let address = socket.local_addr()?;
        Ok(Self { socket, address })
    }

    pub(super) fn listen(self) -> io::Result<TcpListener> {
        self.socket.listen(1024)
    }
}

/// Asks the accepting loop to refuse connections for a while; answered once it does.
pub(super) type Pause = (Duration, oneshot::Sender<()>);

/// Accepts connections until the task is aborted.
pub(super) async fn accept(
    stage: Arc<Stage>,
    listener: TcpListener,
    at: Listener,
    mut pauses: mpsc::Receiver<Pause>,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    let mut listener = listener;
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // A client that is gone again before it was accepted is no reason to stop.
                if let Ok((tcp, _)) = accepted {
                    connections.spawn(connection::serve(Arc::clone(&stage), tcp, at));
                }
            }
            Some((duration, refusing)) = pauses.recv() => {
                let port = Refusing::at(address)?;
                drop(listener);
                let _ = refusing.send(());
                tokio::time::sleep(duration).await;
                listener = port.listen()?;
            }
            Some(_) = connections.join_next() => {}
        }
    }
}
