//! A client, and its three calls.

use std::rc::Rc;
use std::sync::Arc;

use futures_util::future::AbortHandle;
use napi::{Env, Error, Result};
use napi_derive::napi;
use serde::de::DeserializeOwned;
use workos_mfa::{CallOptions, Client, ClientBuilder};

use crate::bridge::{Bridge, Calls, client_error};
use crate::calls::{Call, Current, Job};
use crate::events::Events;
use crate::mailbox::Mailbox;
use crate::options::{ClientOptions, WantedCallOptions};
use crate::runtime;
use crate::tokens::JsTokens;

/// A client. Its calls are answered through the mailbox of the bridge that it was made with.
#[napi]
pub struct NativeClient {
    /// `None` once it is closed: the connections must not live until the garbage is collected.
    client: Option<Client>,
    mailbox: Arc<Mailbox>,
    calls: Rc<Calls>,
    /// Why the certificates of `NODE_EXTRA_CA_CERTS` could not be used.
    extra_certificates_ignored: Option<String>,
}

#[napi]
impl NativeClient {
    /// `options` is JSON. What is wrong with them is thrown, with the client's error as JSON for a message.
    #[napi(constructor)]
    pub fn new(bridge: &Bridge, options: String) -> Result<Self> {
        let mut options: ClientOptions = read(&options)?;
        let extra = options.extra_certificates.take();
        let mailbox = Arc::clone(&bridge.mailbox);
        let asks = options.asks_for_token;
        let mut builder = options.into_builder().map_err(|error| client_error(&error))?;
        if asks {
            let tokens = Arc::clone(&bridge.tokens);
            builder = builder.token_provider(JsTokens { mailbox: Arc::clone(&mailbox), tokens });
        }
        let events = Arc::new(Events { mailbox: Arc::clone(&mailbox) });
        // The connections of a client belong to the runtime that it is built within.
        let _guard = runtime::get()?.handle().enter();
        let (client, extra_certificates_ignored) =
            build(builder.observer(events), extra).map_err(|error| client_error(&error))?;
        let calls = Rc::clone(&bridge.calls);
        Ok(Self { client: Some(client), mailbox, calls, extra_certificates_ignored })
    }

    /// Why the certificates of `NODE_EXTRA_CA_CERTS` could not be used, if they could not.
    #[napi(getter)]
    #[must_use]
    pub fn extra_certificates_ignored(&self) -> Option<&str> {
        self.extra_certificates_ignored.as_deref()
    }

    /// Enrols a factor; `input` is JSON.
    #[napi]
    pub fn enroll(
        &self,
        env: &Env,
        id: u32,
        observed: bool,
        detailed: bool,
        input: String,
        options: Option<String>,
    ) -> Result<()> {
        self.begin(env, Current { id, observed, detailed }, Call::Enroll(read(&input)?), options)
    }

    /// Reads a factor.
    #[napi]
    pub fn get(
        &self,
        env: &Env,
        id: u32,
        observed: bool,
        detailed: bool,
        factor_id: String,
        options: Option<String>,
    ) -> Result<()> {
        self.begin(env, Current { id, observed, detailed }, Call::Get(factor_id), options)
    }

    /// Deletes a factor.
    #[napi]
    pub fn delete(
        &self,
        env: &Env,
        id: u32,
        observed: bool,
        detailed: bool,
        factor_id: String,
        options: Option<String>,
    ) -> Result<()> {
        self.begin(env, Current { id, observed, detailed }, Call::Delete(factor_id), options)
    }

    /// Lets go of the connections. Calls in flight keep theirs until they end.
    #[napi]
    pub fn close(&mut self) {
        self.client = None;
    }

    fn begin(&self, env: &Env, current: Current, call: Call, options: Option<String>) -> Result<()> {
        let options = match options {
            Some(options) => read::<WantedCallOptions>(&options)?.into(),
            None => CallOptions::new(),
        };
        let client = self.client.clone().ok_or_else(|| Error::from_reason("the client is closed"))?;
        let mailbox = Arc::clone(&self.mailbox);
        let runtime = runtime::get()?;
        let (handle, given_up) = AbortHandle::new_pair();
        self.calls.began(env, current.id, handle)?;
        runtime.begin(Job { client, call, options, current, mailbox, given_up });
        Ok(())
    }
}

/// Builds a client that trusts these certificates, too. If it is they that are at fault it is built without them, as Node.js does: the file
/// is the machine's, and the client may not need it.
fn build(
    builder: ClientBuilder,
    extra: Option<String>,
) -> std::result::Result<(Client, Option<String>), workos_mfa::Error> {
    let Some(pem) = extra else { return Ok((builder.build()?, None)) };
    match builder.clone().root_certificate_pem(pem).build() {
        Ok(client) => Ok((client, None)),
        Err(error) => Ok((builder.build()?, Some(error.message().to_owned()))),
    }
}

/// The variables that a client is configured from; `src-ts/environment.ts` looks them up.
#[napi]
#[cfg_attr(test, allow(dead_code, reason = "napi exports nothing from a test build"))]
#[must_use]
pub(crate) fn variables() -> Vec<&'static str> {
    ClientBuilder::VARIABLES.to_vec()
}

/// Reads what `src-ts` wrote. It names only what the types have, so a failure is a mistake of ours.
fn read<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json)
        .map_err(|error| Error::from_reason(format!("the arguments can't be read: {error}")))
}
