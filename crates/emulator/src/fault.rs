//! What can go wrong on purpose.

use std::{fmt, time::Duration};

/// Something that goes wrong with a request, for [`Emulator::inject`](crate::Emulator::inject).
///
/// | fault | what the client sees | takes effect |
/// |---|---|---|
/// | [`status`](Fault::status) | another status instead of the reply | no |
/// | [`delay`](Fault::delay) | the ordinary reply, late | yes |
/// | [`hang`](Fault::hang) | no reply, ever | yes |
/// | [`reset_before_reading`](Fault::reset_before_reading) | a reset while it sends the body | no |
/// | [`reset_after_reading`](Fault::reset_after_reading) | a reset instead of the reply | yes |
/// | [`cut_body`](Fault::cut_body) | the reply's head and a part of its body, then the end of the connection | yes |
/// | [`stall_body`](Fault::stall_body) | the reply's head and a part of its body, then nothing | yes |
/// | [`garbage`](Fault::garbage) | bytes that are not HTTP | yes |
///
/// "Takes effect" means that the factor is created or deleted although the client may not learn of it;
/// [`takes_effect`](Fault::takes_effect) changes that. [`header`](Fault::header), [`body`](Fault::body) and
/// [`delayed`](Fault::delayed) go with every fault that has use for them.
///
/// ```
/// use std::time::Duration;
/// use workos_mfa_emulator::Fault;
///
/// let overloaded = Fault::status(503).header("retry-after", "1");
/// let proxy = Fault::status(502).header("content-type", "text/html").body("<html>Bad Gateway</html>");
/// let slow_and_lost = Fault::reset_after_reading().delayed(Duration::from_millis(50));
/// # let _ = (overloaded, proxy, slow_and_lost);
/// ```
#[derive(Clone)]
#[must_use = "a fault happens once it is injected"]
pub struct Fault {
    pub(crate) kind: Kind,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) delay: Duration,
    pub(crate) takes_effect: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The reply, changed by nothing but headers and body.
    Reply,
    Status(u16),
    Hang,
    ResetBeforeReading,
    ResetAfterReading,
    CutBody(usize),
    StallBody(usize),
    Garbage,
}

impl Fault {
    fn new(kind: Kind, takes_effect: bool) -> Self {
        Self { kind, headers: Vec::new(), body: None, delay: Duration::ZERO, takes_effect }
    }

    /// Another status instead of the reply. Its body is an error in the API's JSON, unless [`body`](Fault::body) sets another.
    pub fn status(status: u16) -> Self {
        Self::new(Kind::Status(status), false)
    }

    /// The ordinary reply, after a wait.
    pub fn delay(wait: Duration) -> Self {
        Self::new(Kind::Reply, true).delayed(wait)
    }

    /// The request is carried out and never answered; the connection stays open until the client gives up.
    pub fn hang() -> Self {
        Self::new(Kind::Hang, true)
    }

    /// The connection is reset when the request's head has arrived; its body is not read.
    pub fn reset_before_reading() -> Self {
        Self::new(Kind::ResetBeforeReading, false)
    }

    /// The connection is reset when the whole request has arrived and is carried out.
    pub fn reset_after_reading() -> Self {
        Self::new(Kind::ResetAfterReading, true)
    }

    /// The reply's head and the first `bytes` of its body, then the connection is closed. At least the last byte is missing;
    /// a reply without a body promises one byte that never comes.
    pub fn cut_body(bytes: usize) -> Self {
        Self::new(Kind::CutBody(bytes), true)
    }

    /// Like [`cut_body`](Fault::cut_body), but the connection stays open until the client gives up.
    pub fn stall_body(bytes: usize) -> Self {
        Self::new(Kind::StallBody(bytes), true)
    }

    /// Bytes that are not HTTP, then the connection is closed. [`body`](Fault::body) sets other bytes.
    pub fn garbage() -> Self {
        Self::new(Kind::Garbage, true)
    }

    /// Adds a header to the response, in place of the emulator's own of that name. It is sent as it is given, also if it is
    /// not a legal one. `content-length` can be made to lie.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The response's body, in place of the one it would have.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Waits before anything happens, even before the request's body is read.
    pub fn delayed(mut self, wait: Duration) -> Self {
        self.delay = wait;
        self
    }

    /// Whether the operation is carried out all the same.
    pub fn takes_effect(mut self, takes_effect: bool) -> Self {
        self.takes_effect = takes_effect;
        self
    }

    /// Whether it changes nothing about the reply but when it comes.
    pub(crate) fn only_waits(&self) -> bool {
        self.kind == Kind::Reply && self.takes_effect && self.headers.is_empty() && self.body.is_none()
    }
}

/// Tells how long the body is, not what it says: it may be a reply with secrets.
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, headers, body, delay, takes_effect } = self;
        f.debug_struct("Fault")
            .field("kind", kind)
            .field("headers", headers)
            .field("body_bytes", &body.as_ref().map(Vec::len))
            .field("delay", delay)
            .field("takes_effect", takes_effect)
            .finish()
    }
}
