//! Calls, with a sign of life while they last and an end when somebody presses Ctrl-C.

use std::io;

use workos_mfa::driving::CallProgress;
use workos_mfa::{CallOptions, Client, EnrollFactor, EnrolledFactor, Error, Factor, Response};

use crate::failure::{Action, Failure};
use crate::interrupt::Interrupt;
use crate::terminal::{Console, watched};
use crate::wire;

pub(crate) struct Session<'a> {
    pub(crate) console: &'a Console,
    client: Client,
    interrupt: Interrupt,
}

/// A factor, and what to print of it for programs.
pub(crate) struct Reply<T> {
    pub(crate) factor: T,
    /// The wire's JSON, whole; empty where people read the output.
    pub(crate) json: String,
}

impl<T> Reply<T> {
    fn new(response: Response<T>, to_json: fn(&T) -> String, whole: fn(&str, &str) -> String) -> Self {
        let json = response.reply().map(|reply| whole(reply.expose(), &to_json(&response.value)));
        Self { factor: response.value, json: json.unwrap_or_default() }
    }
}

impl<'a> Session<'a> {
    pub(crate) fn new(console: &'a Console, client: Client) -> Result<Self, Failure> {
        Ok(Self { console, client, interrupt: Interrupt::listen()? })
    }

    pub(crate) async fn enroll(&mut self, request: EnrollFactor) -> Result<Reply<EnrolledFactor>, Failure> {
        let (client, progress) = (self.client.clone(), CallProgress::new());
        let options = self.options(&progress);
        let call = client.enroll_factor_with(request, &options);
        let response = self.call(Action::Enroll, "Enrolling the factor", &progress, call).await?;
        Ok(Reply::new(response, EnrolledFactor::to_json, wire::whole))
    }

    pub(crate) async fn get(&mut self, id: &str) -> Result<Reply<Factor>, Failure> {
        let (client, progress) = (self.client.clone(), CallProgress::new());
        let options = self.options(&progress);
        let call = client.get_factor_with(id, &options);
        let response = self.call(Action::Get, "Reading the factor", &progress, call).await?;
        Ok(Reply::new(response, Factor::to_json, wire::whole_without_secrets))
    }

    pub(crate) async fn delete(&mut self, id: &str) -> Result<(), Failure> {
        let (client, progress) = (self.client.clone(), CallProgress::new());
        let options = self.options(&progress);
        let call = client.delete_factor_with(id, &options);
        self.call(Action::Delete, "Deleting the factor", &progress, call).await.map(|response| response.value)
    }

    fn options(&self, progress: &CallProgress) -> CallOptions {
        let options = CallOptions::new().watched_by(progress);
        if self.console.json() { options.keep_reply() } else { options }
    }

    async fn call<T>(
        &mut self,
        action: Action,
        doing: &str,
        progress: &CallProgress,
        call: impl Future<Output = Result<Response<T>, Error>>,
    ) -> Result<Response<T>, Failure> {
        let call = async {
            if self.console.spins() { watched(io::stderr(), doing, call).await } else { call.await }
        };
        let result = tokio::select! {
            // A result that is there is not thrown away.
            biased;
            result = call => result,
            () = self.interrupt.received() => Err(progress.cancelled()),
        };
        result.map_err(|error| Failure::call(action, error))
    }
}
