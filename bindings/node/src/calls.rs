//! Making a call, and writing down what came of it.

use std::mem;
use std::sync::Arc;

use futures_util::future::{AbortRegistration, Abortable};
use serde::Deserialize;
use workos_mfa::driving::CallProgress;
use workos_mfa::{CallOptions, Client, EnrollFactor, Error, Metadata, ReplyHeaders, Secret};

use crate::causes::causes;
use crate::events::milliseconds;
use crate::mailbox::{CallId, Kind, Mailbox};

/// The call that the running task makes.
#[derive(Clone, Copy)]
pub(crate) struct Current {
    pub(crate) id: CallId,
    /// Whether anybody listens to its events.
    pub(crate) observed: bool,
    /// Whether its caller is given metadata, which has the headers.
    pub(crate) detailed: bool,
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

/// A call that is to be made.
pub(crate) struct Job {
    pub(crate) client: Client,
    pub(crate) call: Call,
    pub(crate) options: CallOptions,
    pub(crate) current: Current,
    pub(crate) mailbox: Arc<Mailbox>,
    /// Through which JavaScript may give it up.
    pub(crate) given_up: AbortRegistration,
}

impl Job {
    /// Makes the call and posts what came of it. One that is given up before its turn is not begun.
    pub(crate) async fn run(self) {
        let Self { client, call, options, current, mailbox, given_up } = self;
        let progress = CallProgress::new();
        let options = options.watched_by(&progress);
        let mut answer = Answer { current, progress, mailbox, posted: false };
        // What was made of the call is gone when this returns. So what is known of it no longer changes, and its event is posted.
        match Abortable::new(CURRENT.scope(current, perform(&client, call, &options)), given_up).await {
            Ok(Ok((value, metadata))) => answer.value(value, &metadata),
            Ok(Err(error)) => answer.error(&error),
            Err(_) => answer.cancelled(),
        }
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
    current: Current,
    progress: CallProgress,
    mailbox: Arc<Mailbox>,
    posted: bool,
}

impl Answer {
    fn value(&mut self, Value { json, picture }: Value, metadata: &Metadata) {
        let request_id = serde_json::to_string(&metadata.request_id).unwrap_or_default();
        let elapsed = milliseconds(metadata.elapsed).to_string();
        let headers = if self.current.detailed { headers_json(&metadata.headers) } else { "null".to_owned() };
        self.post(
            Kind::Value,
            &[
                json.as_str(),
                &metadata.status.to_string(),
                &request_id,
                &metadata.attempts.to_string(),
                &elapsed,
                &headers,
            ],
            picture,
        );
    }

    fn error(&mut self, error: &Error) {
        self.post(Kind::Error, &[&error_json(error)], None);
    }

    fn cancelled(&mut self) {
        self.error(&self.progress.cancelled());
    }

    fn post(&mut self, kind: Kind, rest: &[&str], picture: Option<Secret>) {
        self.posted = true;
        self.mailbox.post_with(self.current.id, kind, rest, picture);
    }
}

/// A call that broke down is answered, too.
impl Drop for Answer {
    fn drop(&mut self) {
        if !self.posted {
            self.cancelled();
        }
    }
}

/// An error as JavaScript gets it: its fields, how long it took, its causes, and the headers of the answer.
pub(crate) fn error_json(error: &Error) -> String {
    let causes = serde_json::to_string(&causes(error)).unwrap_or_default();
    let headers = headers_json(error.headers());
    format!("[{},{},{causes},{headers}]", error.to_json(), milliseconds(error.elapsed()))
}

/// Pairs of names and values.
fn headers_json(headers: &ReplyHeaders) -> String {
    serde_json::to_string(&headers.iter().collect::<Vec<_>>()).unwrap_or_default()
}
