//! Responses that are written by hand, because a proper server would not send them.

use std::borrow::Cow;

use hyper::StatusCode;

use super::{Answer, Raw, Reply, Then};
use crate::{
    Fault,
    api::request::{Body, Context},
    fault::Kind,
};

const GARBAGE: &[u8] = b"\x00\xff\x16\x03\x01 this is not HTTP\r\n\r\n\xde\xad\xbe\xef";

impl Context {
    /// What the fault makes of the reply. There is none if the operation was not carried out.
    pub(in crate::api) fn faulty(&self, reply: Option<Reply>, fault: &Fault, body: &Body) -> Answer {
        let reply = || {
            let mut reply = reply.unwrap_or_else(|| Reply::new(StatusCode::OK, Vec::new()));
            if let Some(body) = &fault.body {
                reply.body.clone_from(body);
            }
            reply
        };
        let (bytes, then) = match fault.kind {
            Kind::Hang => (Vec::new(), Then::Hold),
            Kind::ResetBeforeReading | Kind::ResetAfterReading => (Vec::new(), Then::Reset),
            Kind::Garbage => (fault.body.clone().unwrap_or_else(|| GARBAGE.to_vec()), Then::Close),
            Kind::Reply => (write(self, &reply(), &fault.headers), self.afterwards(body)),
            Kind::Status(status) => (self.other_status(status, fault), self.afterwards(body)),
            Kind::CutBody(sent) => (self.truncated(&reply(), fault, sent), Then::Close),
            Kind::StallBody(sent) => (self.truncated(&reply(), fault, sent), Then::Hold),
        };
        Answer::Raw(Raw { bytes, then })
    }

    fn afterwards(&self, body: &Body) -> Then {
        match body {
            Body::Whole(_) if self.keeps_alive => Then::KeepAlive,
            Body::Whole(_) => Then::Close,
            Body::TooLarge | Body::Broken => Then::LetFinish,
        }
    }

    fn other_status(&self, status: u16, fault: &Fault) -> Vec<u8> {
        let known = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = match &fault.body {
            Some(body) => body.clone(),
            None if is_bodiless(status) => Vec::new(),
            None => Reply::error(known, known.canonical_reason().unwrap_or("Injected fault"), None).body,
        };
        Message { status, body: &body, allow: None, length: body.len() }.write(self, &fault.headers)
    }

    fn truncated(&self, reply: &Reply, fault: &Fault, sent: usize) -> Vec<u8> {
        // Nothing can be missing from a 204.
        let status = if reply.body.is_empty() { 200 } else { reply.status.as_u16() };
        let length = reply.body.len().max(1);
        let body = reply.body.get(..sent.min(length - 1)).unwrap_or_default();
        Message { status, body, allow: reply.allow, length }.write(self, &fault.headers)
    }
}

/// Writes a whole response.
pub(super) fn write(context: &Context, reply: &Reply, headers: &[(String, String)]) -> Vec<u8> {
    let Reply { status, allow, body } = reply;
    Message { status: status.as_u16(), body, allow: *allow, length: body.len() }.write(context, headers)
}

/// RFC 9110, section 8.6: responses that have neither a body nor a length.
fn is_bodiless(status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 304)
}

struct Message<'a> {
    status: u16,
    body: &'a [u8],
    allow: Option<&'a str>,
    /// What `content-length` promises.
    length: usize,
}

impl Message<'_> {
    /// `extra` headers go out as they are, in place of ours.
    fn write(&self, context: &Context, extra: &[(String, String)]) -> Vec<u8> {
        let set = |name: &str| extra.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        let mut ours: Vec<(&str, Cow<'_, str>)> = vec![("x-request-id", context.request_id.as_str().into())];
        if self.length > 0 {
            ours.push(("content-type", "application/json; charset=utf-8".into()));
        }
        // A message has one length: beside `transfer-encoding` it would be ignored, or taken for an attack.
        if (self.length > 0 || !is_bodiless(self.status)) && !set("transfer-encoding") {
            ours.push(("content-length", self.length.to_string().into()));
        }
        ours.extend(self.allow.map(|allow| ("allow", allow.into())));
        ours.retain(|(name, _)| !set(name));

        let reason = StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason.unwrap_or_default());
        let theirs = extra.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in ours.iter().map(|(name, value)| (*name, value.as_ref())).chain(theirs) {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        if !context.is_head {
            bytes.extend_from_slice(self.body);
        }
        bytes
    }
}
