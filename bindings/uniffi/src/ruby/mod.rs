//! The client for Ruby, where each crossing and each record costs microseconds: arguments come and replies go as one JSON text each.
//!
//! Rust never calls Ruby. A call that needs a token says so to the thread that waits for it, see [`question`]; what happens in it is
//! noted for that thread, see [`events`].

mod arguments;
mod events;
mod failure;
mod question;

use std::future::Future;
use std::sync::Arc;

use serde_json::json;
use workos_mfa::{Client, Error, Metadata, Secret};

use crate::driver::{Driven, Driver};
use crate::error::ErrorKind;
use crate::models::by_name;
use crate::options::client_builder;
use arguments::{ById, ClientArguments, Enrol};
use events::{Events, NoteForTheCaller};
use failure::RubyFailure;
use question::{AskTheCaller, Question};

/// The client below `WorkOS::Client`. It has no thread of its own: whoever waits for a call drives it. After a `fork()` the child
/// connects anew.
#[derive(uniffi::Object)]
pub struct RubyClient {
    driver: Driver,
    base_url: String,
}

/// A call that is being made.
#[derive(uniffi::Object)]
pub struct RubyCall {
    driven: Driven<String>,
    question: Arc<Question>,
    events: Option<Arc<Events>>,
}

#[uniffi::export]
impl RubyClient {
    /// `options` is an object with the options by name. What it leaves out, the environment says.
    #[uniffi::constructor]
    pub fn new(options: &str, has_token_provider: bool) -> Result<Self, RubyFailure> {
        let options: ClientArguments = arguments::parse(ErrorKind::Config, options)?;
        let provider = has_token_provider.then_some(AskTheCaller);
        let builder = client_builder(options.try_into()?, provider)?
            .user_agent_product("workos-mfa-ruby")
            .observer(Arc::new(NoteForTheCaller));
        let base_url = builder.clone().build()?.base_url().to_owned();
        Ok(Self { driver: Driver::new(builder)?, base_url })
    }

    /// The address that requests go to, without a slash at its end.
    pub fn base_url(&self) -> String {
        self.base_url.clone()
    }

    /// Begins to enrol a factor, from an object with `factor`, which has the API's fields, `options`, and `observed`, which says that the
    /// events are wanted. Nothing happens before it is looked after. In the reply a QR code is on a line of its own, after the JSON.
    pub fn enroll_factor(&self, request: &str) -> Result<Arc<RubyCall>, RubyFailure> {
        let Enrol { factor, options, observed } = arguments::parse(ErrorKind::InvalidRequest, request)?;
        let (factor, options) = (factor.try_into()?, options.try_into()?);
        self.begin(observed, |client| async move {
            let mut response = client.enroll_factor_with(factor, &options).await?;
            // Ruby's parser takes as long for these kilobytes as the core for the whole call.
            let nothing = || Secret::from(String::new());
            let totp = response.value.totp.as_mut();
            let qr_code = totp.map(|totp| std::mem::replace(&mut totp.qr_code, nothing()));
            let mut reply = reply(&response.value.to_json(), &response.metadata);
            if let Some(qr_code) = qr_code {
                reply.push('\n');
                reply.push_str(qr_code.expose());
            }
            Ok(reply)
        })
    }

    /// Begins to read a factor, from an object with `id`, `options` and `observed`.
    pub fn get_factor(&self, request: &str) -> Result<Arc<RubyCall>, RubyFailure> {
        let ById { id, options, observed } = arguments::parse(ErrorKind::InvalidRequest, request)?;
        let options = options.try_into()?;
        self.begin(observed, |client| async move {
            let response = client.get_factor_with(id, &options).await?;
            Ok(reply(&response.value.to_json(), &response.metadata))
        })
    }

    /// Begins to delete a factor, from an object with `id`, `options` and `observed`.
    pub fn delete_factor(&self, request: &str) -> Result<Arc<RubyCall>, RubyFailure> {
        let ById { id, options, observed } = arguments::parse(ErrorKind::InvalidRequest, request)?;
        let options = options.try_into()?;
        self.begin(observed, |client| async move {
            let response = client.delete_factor_with(id, &options).await?;
            Ok(reply("null", &response.metadata))
        })
    }
}

impl RubyClient {
    fn begin<F>(&self, observed: bool, call: impl FnOnce(Client) -> F) -> Result<Arc<RubyCall>, RubyFailure>
    where
        F: Future<Output = Result<String, Error>> + Send + 'static,
    {
        let question = Arc::new(Question::default());
        let events = observed.then(Arc::<Events>::default);
        let driven = self.driver.begin(|client| {
            events::scope(events.clone(), question::scope(Arc::clone(&question), call(client)))
        })?;
        Ok(Arc::new(RubyCall { driven, question, events }))
    }
}

#[uniffi::export]
impl RubyCall {
    /// Looks after the call for at most so long. True as soon as it has ended or wants a token.
    pub fn look(&self, milliseconds: u32) -> bool {
        self.driven.drive(milliseconds, || self.question.is_new())
    }

    /// What came of the call, once: an object with `value` and `metadata`. Empty if it has not ended: it wants a token then.
    ///
    /// Not a part of `look`, because an exception that another thread raises in a thread that waits would lose it.
    pub fn reply(&self) -> Result<String, RubyFailure> {
        Ok(self.driven.take()?.unwrap_or_default())
    }

    /// Whether the token that the call wants must be another one: the server has just refused the last.
    pub fn wants_another_token(&self) -> bool {
        self.question.is_for_another()
    }

    /// The token that the call wants.
    pub fn give_token(&self, token: String) {
        self.question.answer(Ok(token));
    }

    /// Why there is no token.
    pub fn refuse_token(&self, reason: String) {
        self.question.answer(Err(reason));
    }

    /// Gives the call up and closes its connection. After its end this does nothing.
    pub fn cancel(&self) {
        self.driven.cancel();
    }

    /// What has happened since the last time, as a list of pairs of a name and an object; empty if nothing has, or if nobody wanted to
    /// know. After its end it is all that will ever be.
    pub fn events(&self) -> String {
        self.events.as_deref().map(Events::take).unwrap_or_default()
    }
}

fn reply(value: &str, metadata: &Metadata) -> String {
    let metadata = json!({
        "status": metadata.status,
        "request_id": metadata.request_id,
        "attempts": metadata.attempts,
        "elapsed": metadata.elapsed.as_secs_f64(),
        "headers": by_name(&metadata.headers),
    });
    format!(r#"{{"value":{value},"metadata":{metadata}}}"#)
}
