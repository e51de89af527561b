//! The other end of every call: answers from memory, in a process of its own.

mod http2;
mod replies;
mod tls;

use std::rc::Rc;

use anyhow::{Context as _, Result};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::protocol::Protocol;
use crate::raw_http::Messages;
use crate::subprocess::{self, Subprocess};
use replies::Replies;
use tls::Identity;

pub(crate) use replies::FACTOR_ID;

/// How a client reaches the server.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Address {
    /// Where the server is.
    #[arg(long)]
    pub(crate) url: String,
    /// The certificate it shows, as PEM text.
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) certificate: Option<String>,
}

/// Starts a server, with these further arguments.
pub(crate) fn start(arguments: &[&str], protocol: Protocol) -> Result<(Subprocess, Address)> {
    let name = crate::compare::name(&protocol);
    let mut server = Subprocess::start(&[arguments, &["serve", "--protocol", &name]].concat())?;
    let url = server.receive()?;
    let certificate = match protocol {
        Protocol::Plain => None,
        Protocol::Tls | Protocol::H2 => Some(serde_json::from_str(&server.receive()?)?),
    };
    Ok((server, Address { url, certificate }))
}

impl Address {
    /// For the command line of a client.
    pub(crate) fn arguments(&self) -> Vec<&str> {
        let mut arguments = vec!["--url", self.url.as_str()];
        if let Some(certificate) = &self.certificate {
            arguments.extend(["--certificate", certificate]);
        }
        arguments
    }
}

/// Serves until standard input is closed.
pub(crate) fn run(protocol: Protocol) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        subprocess::live_as_long_as_parent();
        let identity = match protocol {
            Protocol::Plain => {
                subprocess::say(&format!("http://{address}"))?;
                None
            }
            Protocol::Tls | Protocol::H2 => {
                let identity = Identity::new(protocol)?;
                subprocess::say(&format!("https://{address}"))?;
                subprocess::say(&serde_json::to_string(&identity.pem)?)?;
                Some(identity)
            }
        };
        let replies = Rc::new(Replies::new()?);
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let acceptor = identity.as_ref().map(|identity| identity.acceptor.clone());
            let replies = Rc::clone(&replies);
            tokio::task::spawn_local(async move {
                let Some(acceptor) = acceptor else { return serve(stream, &replies).await };
                let stream = acceptor.accept(stream).await?;
                match protocol {
                    Protocol::H2 => http2::serve(stream, replies).await,
                    Protocol::Plain | Protocol::Tls => serve(stream, &replies).await,
                }
            });
        }
    })
}

/// HTTP/1.1.
async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, replies: &Replies) -> Result<()> {
    let mut messages = Messages::new();
    while let Some(first_line) = messages.next(&mut stream).await? {
        let method = first_line.split(' ').next().context("an empty line")?;
        stream.write_all(&replies.to(method).text).await?;
        // TLS keeps what the socket does not take at once.
        stream.flush().await?;
    }
    Ok(())
}
