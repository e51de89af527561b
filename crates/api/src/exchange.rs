//! The seam between the generated client and the core: one request out, one reply in, within limits.
//!
//! The generated code decodes replies and throws away most of what it can't decode. Here everything is kept: the
//! core looks at what was [`Seen`] whenever the generated code has no value to return.

use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use progenitor_client::{ClientHooks, ClientInfo as _, OperationInfo};
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, ResponseBuilderExt as _, StatusCode};
use tokio::time::{Instant, timeout_at};

use crate::generated::Client;
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
    /// Whether the connection has asked for the request's body, or there is none.
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
        _info: &OperationInfo,
    ) -> impl Future<Output = reqwest::Result<reqwest::Response>> {
        let exchange = self.inner();
        let limits = &exchange.0.limits;
        let method = request.method().clone();
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, limits.authorization.clone());
        for (name, value) in limits.headers.iter() {
            headers.insert(name.clone(), value.clone());
        }
        let body = request.body_mut();
        *body = body.take().map(|body| reqwest::Body::wrap(WatchedBody { body, exchange: exchange.clone() }));
        // Without a body it can't be known.
        exchange.0.asked.store(body.is_none(), Ordering::Release);
        exchange.carry_out(self.client().execute(request), method)
    }
}

impl Exchange {
    async fn carry_out(
        &self,
        sent: impl Future<Output = reqwest::Result<reqwest::Response>>,
        method: Method,
    ) -> reqwest::Result<reqwest::Response> {
        let limits = &self.0.limits;
        let mut reply = None;
        // One deadline, and one timer, for head and body.
        let ended = {
            let received = pin!(receive(sent, &method, limits.most_bytes, &mut reply));
            timeout_at(limits.deadline, received).await
        };
        let incomplete = ended.unwrap_or(Err(Incomplete::TimedOut)).err();
        let Some(Reply { mut response, body, too_large }) = reply else {
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
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body: body.into_bytes(),
            // Too large it stays, whatever ended the beginning.
            incomplete: if too_large { Some(Incomplete::TooLarge) } else { incomplete },
        };
        let shown = match (&answer.incomplete, answer.status.is_success()) {
            // Half a body is no value, even if it happens to parse.
            (Some(_), true) => replacement(response, StatusCode::SERVICE_UNAVAILABLE, Bytes::new()),
            (None, true) => match declared_success(&method) {
                // Nobody looks at the body, so the reply itself will do.
                StatusCode::NO_CONTENT if answer.status == StatusCode::NO_CONTENT => response,
                declared => replacement(response, declared, answer.body.clone()),
            },
            (_, false) => replacement(response, answer.status, answer.body.clone()),
        };
        self.keep(Seen::Answer(answer));
        Ok(shown)
    }
}

/// A body that tells whether it was asked for. Hyper asks for it when it has written the head into its buffer; as long as it
/// has not, no whole request can have reached the server.
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
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A reply, while it arrives.
struct Reply {
    response: reqwest::Response,
    body: Collected,
    /// Whether more than is read was announced.
    too_large: bool,
}

/// Waits for the reply and reads it. What has come so far is in `reply`, even if this is dropped half-way.
async fn receive(
    sent: impl Future<Output = reqwest::Result<reqwest::Response>>,
    method: &Method,
    most_bytes: usize,
    reply: &mut Option<Reply>,
) -> Result<(), Incomplete> {
    let response = sent.await.map_err(Incomplete::Broken)?;
    let announced = response
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok())
        .unwrap_or(0);
    // A deletion that succeeded has succeeded, whatever becomes of a body nobody asked for.
    let read = !(*method == Method::DELETE && response.status().is_success());
    let too_large = read && announced > most_bytes;
    // Of what is too large the beginning is still worth having: it may hold the id of a factor that now exists.
    let most_bytes = if too_large { BEGINNING } else { most_bytes };
    let announced = announced.min(most_bytes);
    let reply = reply.insert(Reply { response, body: Collected::default(), too_large });
    while read && let Some(chunk) = reply.response.chunk().await.map_err(Incomplete::Broken)? {
        let room = most_bytes - reply.body.len();
        if chunk.len() > room {
            reply.body.push(chunk.slice(..room), announced);
            return Err(Incomplete::TooLarge);
        }
        reply.body.push(chunk, announced);
    }
    Ok(())
}

/// The status under which the description declares a success: servers and proxies are not always exact about 200 and
/// 201, and the generated code is.
fn declared_success(method: &Method) -> StatusCode {
    match *method {
        Method::POST => StatusCode::CREATED,
        Method::DELETE => StatusCode::NO_CONTENT,
        _ => StatusCode::OK,
    }
}

/// The reply that the generated code gets to decode: everything is already read and kept. It takes over what the original
/// carries besides status and headers, which saves making it anew.
fn replacement(mut original: reqwest::Response, status: StatusCode, body: Bytes) -> reqwest::Response {
    let mut builder = http::Response::builder();
    if let Some(extensions) = builder.extensions_mut() {
        *extensions = std::mem::take(original.extensions_mut());
    }
    let mut response = builder.url(original.url().clone()).body(body).unwrap_or_default();
    *response.status_mut() = status;
    response.into()
}
