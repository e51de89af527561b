//! Calls, with a sign of life while they last and an end when somebody presses Ctrl-C.

use std::io;

use workos_mfa::driving::CallProgress;
use workos_mfa::{CallOptions, Client, EnrollFactor, EnrolledFactor, Error, Factor, Response};

use crate::failure::{Action, Failure};
use crate::interrupt::Interrupt;
use crate::terminal::{Console, watched};

pub(crate) struct Session<'a> {
    pub(crate) console: &'a Console,
    client: Client,
    interrupt: Interrupt,
}

impl<'a> Session<'a> {
    pub(crate) fn new(console: &'a Console, client: Client) -> Result<Self, Failure> {
        Ok(Self { console, client, interrupt: Interrupt::listen()? })
    }

    pub(crate) async fn enroll(&mut self, request: EnrollFactor) -> Result<EnrolledFactor, Failure> {
        let (client, progress) = (self.client.clone(), CallProgress::new());
        let options = CallOptions::new().watched_by(&progress);
        self.call(
            Action::Enroll,
            "Enrolling the factor",
            &progress,
            client.enroll_factor_with(request, &options),
        )
        .await
    }

    pub(crate) async fn get(&mut self, id: &str) -> Result<Factor, Failure> {
        let (client, progress) = (self.client.clone(), CallProgress::new());
        let options = CallOptions::new().watched_by(&progress);
        self.call(Action::Get, "Reading the factor", &progress, client.get_factor_with(id, &options)).await
    }

    pub(crate) async fn delete(&mut self, id: &str) -> Result<(), Failure> {
        let (client, progress) = (self.client.clone(), CallProgress::new());
        let options = CallOptions::new().watched_by(&progress);
        self.call(Action::Delete, "Deleting the factor", &progress, client.delete_factor_with(id, &options))
            .await
    }

    async fn call<T>(
        &mut self,
        action: Action,
        doing: &str,
        progress: &CallProgress,
        call: impl Future<Output = Result<Response<T>, Error>>,
    ) -> Result<T, Failure> {
        let call = async {
            if self.console.spins() { watched(io::stderr(), doing, call).await } else { call.await }
        };
        let result = tokio::select! {
            // A result that is there is not thrown away.
            biased;
            result = call => result,
            () = self.interrupt.received() => Err(progress.cancelled()),
        };
        result.map(|response| response.value).map_err(|error| Failure::call(action, error))
    }
}
