//! Making a call, and writing down what came of it.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::{AbortHandle, AbortRegistration, Abortable};
use serde::Deserialize;
use workos_mfa::{CallOptions, Client, EnrollFactor, Error, Metadata, Secret};

use crate::causes::causes;
use crate::events::milliseconds;
use crate::mailbox::{CallId, Kind, Mailbox};

/// The call that the running task makes.
#[derive(Clone, Copy)]
pub(crate) struct Current {
    pub(crate) id: CallId,
    /// Whether anybody listens to its events.
    pub(crate) observed: bool,
}

tokio::task_local! {
    /// Known wherever the client calls back into this crate.
    pub(crate) static CURRENT: Current;
}

/// One call.
pub(crate) enum Call {
    Enroll(Enrolment),
    Get(String),
    Delete(String),
}

/// The arguments of an enrolment, under their names on the wire.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Enrolment {
    r#type: String,
    totp_issuer: Option<String>,
    totp_user: Option<String>,
    phone_number: Option<String>,
    user_id: Option<String>,
}

/// The right to decide what becomes of a call that has not begun. The first to take it has it: the thread that makes the call, or
/// JavaScript, which gives it up.
#[derive(Clone, Default)]
pub(crate) struct Claim(Arc<AtomicBool>);

impl Claim {
    fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}

/// A way to give up a call.
pub(crate) struct GiveUp {
    handle: AbortHandle,
    claim: Claim,
}

impl GiveUp {
    /// With the two parts that the job needs.
    pub(crate) fn new() -> (Self, AbortRegistration, Claim) {
        let (handle, given_up) = AbortHandle::new_pair();
        let claim = Claim::default();
        (Self { handle, claim: claim.clone() }, given_up, claim)
    }

    /// Ends the call, and says whether it had begun. If not, nothing will be sent.
    pub(crate) fn give_up(self) -> bool {
        let begun = !self.claim.take();
        self.handle.abort();
        begun
    }
}

/// A call that is to be made.
pub(crate) struct Job {
    pub(crate) client: Client,
    pub(crate) call: Call,
    pub(crate) options: CallOptions,
    pub(crate) current: Current,
    pub(crate) mailbox: Arc<Mailbox>,
    /// Through which JavaScript may give it up.
    pub(crate) given_up: AbortRegistration,
    pub(crate) claim: Claim,
}

impl Job {
    /// Makes the call and posts what came of it, unless it is given up.
    pub(crate) fn run(self) -> Abortable<impl Future<Output = ()> + Send> {
        let Self { client, call, options, current, mailbox, given_up, claim } = self;
        let mut answer = Answer { id: current.id, mailbox, posted: false };
        let make = async move {
            if !claim.take() {
                return;
            }
            match CURRENT.scope(current, perform(&client, call, &options)).await {
                Ok((value, metadata)) => answer.value(value, &metadata),
                Err(error) => answer.error(&error),
            }
        };
        Abortable::new(make, given_up)
    }
}

/// What a call returned.
struct Value {
    json: String,
    /// The QR code of an enrolment. The JSON has an empty text in its place.
    picture: Option<Secret>,
}

async fn perform(client: &Client, call: Call, options: &CallOptions) -> Result<(Value, Metadata), Error> {
    Ok(match call {
        Call::Enroll(Enrolment { r#type, totp_issuer, totp_user, phone_number, user_id }) => {
            let factor = EnrollFactor::from_parts(&r#type, totp_issuer, totp_user, phone_number, user_id)?;
            let mut response = client.enroll_factor_with(factor, options).await?;
            let totp = response.value.totp.as_mut();
            let picture = totp.map(|totp| mem::replace(&mut totp.qr_code, Secret::from(String::new())));
            (Value { json: response.value.to_json(), picture }, response.metadata)
        }
        Call::Get(id) => {
            let response = client.get_factor_with(id, options).await?;
            (Value { json: response.value.to_json(), picture: None }, response.metadata)
        }
        Call::Delete(id) => {
            let response = client.delete_factor_with(id, options).await?;
            (Value { json: "null".to_owned(), picture: None }, response.metadata)
        }
    })
}

/// Sees to it that JavaScript hears of every call, so that no promise stays open.
struct Answer {
    id: CallId,
    mailbox: Arc<Mailbox>,
    posted: bool,
}

impl Answer {
    fn value(&mut self, Value { json, picture }: Value, metadata: &Metadata) {
        let request_id = serde_json::to_string(&metadata.request_id).unwrap_or_default();
        let elapsed = milliseconds(metadata.elapsed).to_string();
        self.post(
            Kind::Value,
            &[
                json.as_str(),
                &metadata.status.to_string(),
                &request_id,
                &metadata.attempts.to_string(),
                &elapsed,
            ],
            picture,
        );
    }

    fn error(&mut self, error: &Error) {
        self.post(Kind::Error, &[&error_json(error)], None);
    }

    fn post(&mut self, kind: Kind, rest: &[&str], picture: Option<Secret>) {
        self.posted = true;
        self.mailbox.post_with(self.id, kind, rest, picture);
    }
}

/// A call that JavaScript gave up needs no answer. One that broke down does.
impl Drop for Answer {
    fn drop(&mut self) {
        if !self.posted && std::thread::panicking() {
            self.error(&Error::cancelled());
        }
    }
}

/// An error as JavaScript gets it: its fields, how long it took, and its causes.
pub(crate) fn error_json(error: &Error) -> String {
    let causes = serde_json::to_string(&causes(error)).unwrap_or_default();
    format!("[{},{},{causes}]", error.to_json(), milliseconds(error.elapsed()))
}
