//! The seam between the generated client and the core: one request out, one reply in, within limits.
//!
//! The generated code decodes replies and throws away most of what it can't decode. Here everything is kept: the
//! core looks at what was [`Seen`] whenever the generated code has no value to return.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use progenitor_client::{ClientHooks, ClientInfo as _, OperationInfo};
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};
use reqwest::{ResponseBuilderExt as _, StatusCode, Url, Version};
use serde::de::IgnoredAny;
use tokio::time::{Instant, timeout_at};

use crate::generated::{Client, SUCCESSES};
use crate::wiped::Collected;

/// As much as is read of a body that is announced as too large, in bytes.
const BEGINNING: usize = 16 * 1024;

/// What a request carries and how long and large its reply may be.
#[derive(Clone)]
pub struct Limits {
    /// The `Authorization` header, marked sensitive.
    pub authorization: HeaderValue,
    /// Further headers.
    pub headers: Arc<[(HeaderName, HeaderValue)]>,
    /// When the reply has to be complete, its body included.
    pub deadline: Instant,
    /// The largest body that is read, in bytes.
    pub most_bytes: usize,
}

/// What came of a request.
pub enum Seen {
    /// The server answered, at least with a head.
    Answer(Answer),
    /// No answer.
    Failed(Failed),
}

/// A reply, as far as it came.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, or its beginning.
    pub body: Bytes,
    /// Why the body is not complete, if it is not.
    pub incomplete: Option<Incomplete>,
}

/// Why a body is not complete.
pub enum Incomplete {
    /// The deadline passed.
    TimedOut,
    /// It is larger than allowed.
    TooLarge,
    /// The connection broke.
    Broken(reqwest::Error),
    /// The server ended the stream early (HTTP/2).
    Reset,
}

/// Why there is no answer.
pub struct Failed {
    /// What went wrong; `None` if the deadline passed.
    pub error: Option<reqwest::Error>,
    /// Whether any of the request may have reached the server.
    pub written: bool,
}

/// One request and what came of it. The generated client carries it as its inner value.
#[derive(Clone)]
pub struct Exchange(Arc<State>);

struct State {
    limits: Limits,
    /// Whether a connection has taken the request and begun to write it: see [`WatchedBody`].
    asked: AtomicBool,
    seen: Mutex<Option<Seen>>,
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exchange").finish_non_exhaustive()
    }
}

impl Exchange {
    /// An exchange that has not taken place yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self(Arc::new(State { limits, asked: AtomicBool::new(false), seen: Mutex::new(None) }))
    }

    /// Takes what was seen; `None` if no request was sent, because none could be built.
    #[must_use]
    pub fn take(&self) -> Option<Seen> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether any of the request may have reached the server by now, as far as that can be known while it is under way.
    #[must_use]
    pub fn may_have_been_written(&self) -> bool {
        self.0.asked.load(Ordering::Acquire)
    }

    fn keep(&self, seen: Seen) {
        *self.0.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
    }
}

impl ClientHooks<Exchange> for Client {
    /// Not an `async fn`: a future would carry the request along, in two copies, until the reply is there.
    fn exec(
        &self,
        mut request: reqwest::Request,
        info: &OperationInfo,
    ) -> impl Future<Output = reqwest::Result<reqwest::Response>> {
        let exchange = self.inner();
        let limits = &exchange.0.limits;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, limits.authorization.clone());
        for (name, value) in limits.headers.iter() {
            headers.insert(name.clone(), value.clone());
        }
        let body = request.body_mut().take().unwrap_or_default();
        *request.body_mut() = Some(reqwest::Body::wrap(WatchedBody { body, exchange: exchange.clone() }));
        exchange.carry_out(self.client().execute(request), declared_success(info.operation_id))
    }
}

impl Exchange {
    async fn carry_out(
        &self,
        sent: impl Future<Output = reqwest::Result<reqwest::Response>>,
        declared: StatusCode,
    ) -> reqwest::Result<reqwest::Response> {
        let limits = &self.0.limits;
        let mut reply = None;
        // One deadline, and one timer, for head and body.
        let ended = {
            let received = pin!(receive(sent, limits.most_bytes, &mut reply));
            timeout_at(limits.deadline, received).await
        };
        let incomplete = ended.unwrap_or(Err(Incomplete::TimedOut)).err();
        let Some(Reply { url, head, body, too_large }) = reply else {
            let error = match incomplete {
                Some(Incomplete::Broken(error)) => Some(error),
                _ => None,
            };
            let written = !error.as_ref().is_some_and(reqwest::Error::is_connect)
                && self.0.asked.load(Ordering::Acquire);
            self.keep(Seen::Failed(Failed { error, written }));
            let mut response = http::Response::<Bytes>::default();
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            return Ok(response.into());
        };

        let answer = Answer {
            status: head.status,
            headers: head.headers,
            body: body.into_bytes(),
            // A reply that is too large is refused for that, whatever ended its beginning.
            incomplete: if too_large { Some(Incomplete::TooLarge) } else { incomplete },
        };
        let (status, body) = match (&answer.incomplete, answer.status.is_success()) {
            // Half a body is no value, even if it happens to parse.
            (Some(_), true) => (StatusCode::SERVICE_UNAVAILABLE, Bytes::new()),
            (None, true) => (declared, answer.body.clone()),
            (_, false) => (answer.status, answer.body.clone()),
        };
        self.keep(Seen::Answer(answer));
        Ok(replacement(url, head.extensions, status, body))
    }
}

/// A body that tells when a connection has taken the request: until then nothing of it can have reached the server. The request
/// waits without being looked at while a connection is made or awaited.
///
/// What is watched is how hyper begins to write. It asks whether there is a body at all ([`is_end_stream`](Body::is_end_stream))
/// in the moment in which it writes the head (`proto::h1::dispatch`, `proto::h2::client`), and nothing asks before. If there is one, it
/// asks for it when the head is in its buffer; as long as it has not, no whole request can have reached the server.
struct WatchedBody {
    body: reqwest::Body,
    exchange: Exchange,
}

impl Body for WatchedBody {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.exchange.0.asked.store(true, Ordering::Release);
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        let no_body = self.body.is_end_stream();
        if no_body {
            self.exchange.0.asked.store(true, Ordering::Release);
        }
        no_body
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A reply, while it arrives.
struct Reply {
    url: Url,
    head: http::response::Parts,
    body: Collected,
    /// Whether more than is read was announced.
    too_large: bool,
}

/// Waits for the reply and reads it. What has come so far is in `reply`, even if this is dropped half-way.
async fn receive(
    sent: impl Future<Output = reqwest::Result<reqwest::Response>>,
    most_bytes: usize,
    reply: &mut Option<Reply>,
) -> Result<(), Incomplete> {
    let response = sent.await.map_err(Incomplete::Broken)?;
    let url = response.url().clone();
    let (head, mut incoming) = http::Response::<reqwest::Body>::from(response).into_parts();
    let announced = head.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let expected: usize = announced.unwrap_or(0);
    let version = head.version;
    let too_large = expected > most_bytes;
    // Of what is too large the beginning is still worth having: it may hold the id of a factor that now exists.
    let most_bytes = if too_large { BEGINNING } else { most_bytes };
    let expected = expected.min(most_bytes);
    let reply = reply.insert(Reply { url, head, body: Collected::default(), too_large });
    while let Some(frame) = poll_fn(|context| Pin::new(&mut incoming).poll_frame(context)).await {
        // Trailers say nothing that matters here.
        let Ok(chunk) = frame.map_err(Incomplete::Broken)?.into_data() else { continue };
        let room = most_bytes - reply.body.len();
        if chunk.len() > room {
            reply.body.push(chunk.slice(..room), expected);
            return Err(Incomplete::TooLarge);
        }
        reply.body.push(chunk, expected);
    }
    // Hyper takes a stream that the server resets with NO_ERROR or CANCEL for one that has ended. Such a reply is whole if it has
    // the length that was announced, or if it is whole JSON: the beginning of an object never is.
    let ended = version != Version::HTTP_2 || incoming.is_end_stream() || announced == Some(reply.body.len());
    if ended || is_json(reply.body.as_slice()) { Ok(()) } else { Err(Incomplete::Reset) }
}

/// Whether a body is whole JSON: the beginning of an object never is.
#[must_use]
pub fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(body).is_ok()
}

/// The status under which the description declares an operation's success: servers and proxies are not always exact about 200
/// and 201, and the generated code is.
fn declared_success(operation: &str) -> StatusCode {
    let declared = SUCCESSES.iter().find(|(name, _)| *name == operation);
    declared.and_then(|(_, status)| StatusCode::from_u16(*status).ok()).unwrap_or(StatusCode::OK)
}

/// The reply that the generated code gets to decode: everything is already read and kept. It takes over what the original
/// carries besides status and headers, which saves making it anew.
fn replacement(url: Url, carried: http::Extensions, status: StatusCode, body: Bytes) -> reqwest::Response {
    let mut builder = http::Response::builder();
    if let Some(extensions) = builder.extensions_mut() {
        *extensions = carried;
    }
    let mut response = builder.url(url).body(body).unwrap_or_default();
    *response.status_mut() = status;
    response.into()
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::{SUCCESSES, declared_success};

    #[test]
    fn the_description_says_what_success_is() {
        assert_eq!(declared_success("enroll_factor"), StatusCode::CREATED);
        assert_eq!(declared_success("get_factor"), StatusCode::OK);
        assert!(SUCCESSES.iter().all(|(name, _)| declared_success(name).is_success()));
    }
}
