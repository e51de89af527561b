//! Writing a scripted answer, byte by byte where the script wants it.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::time::sleep;

use super::template::fill_in_date;
use crate::scenario::{Answer, CutEnd, Framing, HeaderValue, Repeat, Then};

/// A client must have read what was sent before a reset overtakes it; loopback needs far less.
const BEFORE_RESET: Duration = Duration::from_millis(50);
const PORTION: usize = 64 * 1024;

/// What must become of the connection once an answer has been sent as far as it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Next,
    Close,
    Reset,
    Stall,
}

impl From<CutEnd> for End {
    fn from(end: CutEnd) -> Self {
        match end {
            CutEnd::Close => Self::Close,
            CutEnd::Reset => Self::Reset,
            CutEnd::Stall => Self::Stall,
        }
    }
}

/// Sends an answer. An error means that the client is gone.
pub(super) async fn send<W: AsyncWrite + Unpin>(
    out: &mut W,
    answer: &Answer,
    head_only: bool,
) -> io::Result<End> {
    if let Some(seconds) = answer.delay {
        sleep(Duration::from_secs_f64(seconds)).await;
    }
    let body = Body::of(answer);
    for status in &answer.informational {
        out.write_all(format!("HTTP/1.1 {status} {}\r\n\r\n", reason(*status)).as_bytes()).await?;
    }
    out.write_all(head(answer, &body, head_only).as_bytes()).await?;
    out.flush().await?;
    if !head_only {
        send_body(out, answer, &body).await?;
    }
    let end = match (&answer.cut, answer.then) {
        (Some(cut), _) => cut.end.into(),
        (None, Then::KeepAlive) if answer.framing != Framing::Close && !answer.http10 => End::Next,
        _ => End::Close,
    };
    if end == End::Reset {
        sleep(BEFORE_RESET).await;
    }
    Ok(end)
}

/// Sends bytes as they are.
pub(super) async fn send_raw<W: AsyncWrite + Unpin>(
    out: &mut W,
    raw: &crate::scenario::Raw,
) -> io::Result<End> {
    out.write_all(raw.text.as_bytes()).await?;
    out.flush().await?;
    if raw.end == CutEnd::Reset {
        sleep(BEFORE_RESET).await;
    }
    Ok(raw.end.into())
}

fn head(answer: &Answer, body: &Body<'_>, head_only: bool) -> String {
    let version = if answer.http10 { "1.0" } else { "1.1" };
    let mut head = format!("HTTP/{version} {} {}\r\n", answer.status, reason(answer.status));
    let mut line = |name: &str, value: &str| {
        head.push_str(name);
        head.push_str(": ");
        head.push_str(&fill_in_date(value));
        head.push_str("\r\n");
    };
    if answer.json.is_some() && !answer.headers.contains_key("content-type") {
        line("content-type", "application/json; charset=utf-8");
    }
    for (name, value) in &answer.headers {
        match value {
            HeaderValue::One(value) => line(name, value),
            HeaderValue::Many(values) => values.iter().for_each(|value| line(name, value)),
            HeaderValue::Repeat(repeat) => line(name, &repeat.text()),
        }
    }
    match answer.framing {
        // RFC 9110, 8.6: none of these may have a content-length, unless a script wants to break that rule.
        Framing::Length
            if answer.content_length.is_none()
                && (head_only || answer.status == 204 || answer.status == 304) => {}
        Framing::Length => {
            line("content-length", &answer.content_length.unwrap_or(body.len() as u64).to_string());
        }
        Framing::Chunked => line("transfer-encoding", "chunked"),
        Framing::Close => {}
    }
    if answer.then == Then::Close && !answer.http10 {
        line("connection", "close");
    }
    head.push_str("\r\n");
    head
}

async fn send_body<W: AsyncWrite + Unpin>(out: &mut W, answer: &Answer, body: &Body<'_>) -> io::Result<()> {
    let total = answer.cut.map_or(body.len(), |cut| cut.after.min(body.len()));
    let portion = answer.drip.map_or(PORTION, |drip| drip.bytes.max(1));
    let mut sent = 0;
    while sent < total {
        if let (Some(drip), true) = (answer.drip, sent > 0) {
            sleep(Duration::from_secs_f64(drip.every)).await;
        }
        let bytes = body.slice(sent, portion.min(total - sent));
        sent += bytes.len();
        if answer.framing == Framing::Chunked {
            out.write_all(format!("{:x}\r\n", bytes.len()).as_bytes()).await?;
            out.write_all(bytes).await?;
            out.write_all(b"\r\n").await?;
        } else {
            out.write_all(bytes).await?;
        }
        out.flush().await?;
    }
    if answer.framing == Framing::Chunked && answer.cut.is_none() {
        out.write_all(b"0\r\n\r\n").await?;
    }
    out.flush().await
}

/// A body, which may be too large to be held in memory for every session at once.
enum Body<'a> {
    Bytes(Vec<u8>),
    /// With the repeated text as often as a portion needs it, so that a portion is a copy and not a computation.
    Repeat(&'a Repeat, Vec<u8>),
}

impl<'a> Body<'a> {
    fn of(answer: &'a Answer) -> Self {
        match (&answer.json, &answer.text, &answer.hex, &answer.repeat) {
            (Some(json), ..) => Self::Bytes(json.to_string().into_bytes()),
            (_, Some(text), ..) => Self::Bytes(text.clone().into_bytes()),
            (_, _, Some(hex), _) => Self::Bytes(super::unhex(hex).unwrap_or_default()),
            (.., Some(repeat)) => Self::repeated(repeat),
            _ => Self::Bytes(Vec::new()),
        }
    }

    fn repeated(repeat: &'a Repeat) -> Self {
        let times = 1 + PORTION.div_ceil(repeat.text.len().max(1));
        Self::Repeat(repeat, repeat.text.repeat(times).into_bytes())
    }

    fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Repeat(repeat, _) => repeat.len(),
        }
    }

    /// At most `length` bytes from `from` on, and at most a portion; at least one unless that is the end.
    fn slice(&self, from: usize, length: usize) -> &[u8] {
        let (all, start, end) = match self {
            Self::Bytes(bytes) => (bytes.as_slice(), from, bytes.len()),
            Self::Repeat(repeat, block) => {
                let (prefix, suffix) = (repeat.prefix.as_bytes(), repeat.suffix.as_bytes());
                let middle = repeat.text.len() * repeat.times;
                if from < prefix.len() {
                    (prefix, from, prefix.len())
                } else if from - prefix.len() < middle {
                    let into = from - prefix.len();
                    let start = into % repeat.text.len();
                    (block.as_slice(), start, block.len().min(start + middle - into))
                } else {
                    (suffix, from - prefix.len() - middle, suffix.len())
                }
            }
        };
        all.get(start..end.min(start.saturating_add(length))).unwrap_or_default()
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        100 => "Continue",
        103 => "Early Hints",
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        409 => "Conflict",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        // RFC 9112, 4: the reason may be left out; the space before it may not.
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_body_is_the_same_in_any_portions() {
        let repeat = Repeat {
            prefix: "{\"a\":".to_owned(),
            text: "xyz".to_owned(),
            times: 5,
            suffix: "}!".to_owned(),
        };
        let whole = repeat.text();
        assert_eq!(whole.len(), repeat.len());
        let body = Body::repeated(&repeat);
        for portion in 1..=whole.len() {
            let mut all = Vec::new();
            while all.len() < whole.len() {
                let bytes = body.slice(all.len(), portion);
                assert!(!bytes.is_empty() && bytes.len() <= portion);
                all.extend(bytes);
            }
            assert_eq!(String::from_utf8(all).unwrap(), whole, "in portions of {portion}");
        }
    }
}
