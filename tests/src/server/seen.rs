//! What the server saw during a session.

use std::fmt;
use std::time::{Duration, Instant};

use crate::scenario::Listener;

/// Everything that reached the session's sockets.
#[derive(Debug, Clone)]
pub struct Seen {
    /// When the session began; the zero of all times in a diff.
    pub began: Instant,
    /// The requests in order of arrival.
    pub requests: Vec<SeenRequest>,
    /// How many connections were accepted.
    pub connections: u32,
    /// What was not HTTP, and TLS handshakes that failed. TLS failures are for the reader; `protocol_errors` fail a scenario.
    pub notes: Vec<String>,
    /// What was not HTTP/1.1.
    pub protocol_errors: Vec<String>,
}

/// One request.
#[derive(Debug, Clone)]
pub struct SeenRequest {
    /// Which exchange it was taken for; `None` if there was none left.
    pub exchange: Option<usize>,
    /// The connection's number, from 1.
    pub connection: u32,
    /// Where it arrived.
    pub at: Listener,
    /// When its first byte was there.
    pub arrived: Instant,
    /// When the server was done with it: the answer sent, the connection reset, the client gone.
    pub ended: Option<Instant>,
    /// When the client closed the connection, as far as the server was waiting for that.
    pub client_closed: Option<Instant>,
    /// The request itself; `None` if the server reset the connection without reading.
    pub content: Option<RequestContent>,
}

/// What a request says.
#[derive(Debug, Clone)]
pub struct RequestContent {
    /// The method.
    pub method: String,
    /// The raw target.
    pub target: String,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl RequestContent {
    /// All values of a header.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(has, _)| has == name).map(|(_, value)| value.as_str())
    }
}

impl Seen {
    pub(crate) fn new() -> Self {
        Self {
            began: Instant::now(),
            requests: Vec::new(),
            connections: 0,
            notes: Vec::new(),
            protocol_errors: Vec::new(),
        }
    }

    fn time(&self, at: Instant) -> f64 {
        at.saturating_duration_since(self.began).as_secs_f64()
    }
}

/// The transcript that a diff ends with.
impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "the server saw {} connection(s) and {} request(s):",
            self.connections,
            self.requests.len()
        )?;
        for request in &self.requests {
            write!(f, "  {:>7.3} s  connection {}  ", self.time(request.arrived), request.connection)?;
            match &request.content {
                Some(content) => write!(f, "{} {}", content.method, content.target)?,
                None => write!(f, "(reset unread)")?,
            }
            if request.at == Listener::Proxy {
                write!(f, "  at the proxy")?;
            }
            match request.exchange {
                Some(index) => write!(f, "  as exchanges[{index}]")?,
                None => write!(f, "  not in the script")?,
            }
            if let Some(ended) = request.ended {
                write!(
                    f,
                    ", over after {:.3} s",
                    ended.saturating_duration_since(request.arrived).as_secs_f64()
                )?;
            }
            writeln!(f)?;
        }
        for note in self.notes.iter().chain(&self.protocol_errors) {
            writeln!(f, "  note: {note}")?;
        }
        Ok(())
    }
}

impl SeenRequest {
    /// The time between the end of an earlier request and this one's arrival.
    pub(crate) fn wait_since(&self, earlier: &SeenRequest) -> Duration {
        self.arrived.saturating_duration_since(earlier.ended.unwrap_or(earlier.arrived))
    }
}
