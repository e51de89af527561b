//! Calls, with a sign of life while they last and an end when somebody presses Ctrl-C.

use std::io;

use workos_mfa::{Client, EnrollFactor, EnrolledFactor, Error, Factor};

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
        let client = self.client.clone();
        self.call(Action::Enroll, "Enrolling the factor", client.enroll_factor(request)).await
    }

    pub(crate) async fn get(&mut self, id: &str) -> Result<Factor, Failure> {
        let client = self.client.clone();
        self.call(Action::Get, "Reading the factor", client.get_factor(id)).await
    }

    pub(crate) async fn delete(&mut self, id: &str) -> Result<(), Failure> {
        let client = self.client.clone();
        self.call(Action::Delete, "Deleting the factor", client.delete_factor(id)).await
    }

    async fn call<T>(
        &mut self,
        action: Action,
        doing: &str,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        let call = async {
            if self.console.spins() { watched(io::stderr(), doing, call).await } else { call.await }
        };
        let result = tokio::select! {
            // A result that is there is not thrown away.
            biased;
            result = call => result,
            () = self.interrupt.received() => Err(Error::cancelled()),
        };
        result.map_err(|error| Failure::call(action, error))
    }
}
