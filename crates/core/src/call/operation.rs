//! The operations: how each is sent, what is made of its reply, and whether it may be sent twice.

use std::future::Future;

use workos_mfa_api::{Answer, Client as Api, Error as ApiError, ResponseValue, types};

use super::form;
use crate::models::{EnrolledFactor, Factor, Problem, damaged};

pub(crate) type Sent<T> = Result<ResponseValue<T>, ApiError<types::Error>>;

/// One of the API's operations, with its arguments.
pub(crate) trait Operation: Sync {
    /// The name in the API's description.
    const NAME: &'static str;
    /// Whether the request may be sent again when it is not known what became of it.
    const REPEATABLE: bool;
    /// Whether a 2xx reply that can't be read leaves something behind that only its id leads to.
    const CREATES: bool;
    /// What the wire has.
    type Wire: Send;
    /// What the caller gets.
    type Output: Send;

    /// Sends it through the generated client.
    fn send<'a>(&'a self, api: &'a Api) -> impl Future<Output = Sent<Self::Wire>> + Send + 'a;

    /// Makes of the reply what the caller gets, or says why it is not the reply to this request.
    fn read(&self, wire: Self::Wire, answer: &Answer) -> Result<Self::Output, Problem>;

    /// What the caller gets of a whole reply that the strict decoder refuses. Only an enrolment's is worth the trouble: its secret is
    /// nowhere else.
    fn read_damaged(&self, _answer: &Answer) -> Option<Self::Output> {
        None
    }

    /// What the caller gets where the factor is gone and this call itself may have removed it. Only a deletion has such a value.
    fn value_if_gone() -> Option<Self::Output> {
        None
    }
}

/// `POST /auth/factors/enroll`. The API does not deduplicate, so a request that may have arrived is never sent again.
pub(crate) struct EnrollFactorCall(pub(crate) types::EnrollFactorRequest);

impl Operation for EnrollFactorCall {
    const NAME: &'static str = "enroll_factor";
    const REPEATABLE: bool = false;
    const CREATES: bool = true;
    type Wire = types::EnrolledFactor;
    type Output = EnrolledFactor;

    fn send<'a>(&'a self, api: &'a Api) -> impl Future<Output = Sent<Self::Wire>> + Send + 'a {
        api.enroll_factor(&self.0)
    }

    fn read(&self, wire: Self::Wire, answer: &Answer) -> Result<EnrolledFactor, Problem> {
        EnrolledFactor::from_wire(wire, &self.0, || form::time_of(&answer.headers))
    }

    fn read_damaged(&self, answer: &Answer) -> Option<EnrolledFactor> {
        let whole = answer.status.is_success() && answer.incomplete.is_none();
        self.read(damaged::read(whole.then_some(&answer.body)?)?, answer).ok()
    }
}

/// `GET /auth/factors/{id}`.
pub(crate) struct GetFactor<'id>(pub(crate) &'id str);

impl Operation for GetFactor<'_> {
    const NAME: &'static str = "get_factor";
    const REPEATABLE: bool = true;
    const CREATES: bool = false;
    type Wire = types::Factor;
    type Output = Factor;

    fn send<'a>(&'a self, api: &'a Api) -> impl Future<Output = Sent<Self::Wire>> + Send + 'a {
        api.get_factor(self.0)
    }

    fn read(&self, wire: Self::Wire, _: &Answer) -> Result<Factor, Problem> {
        Factor::from_wire(wire, self.0)
    }
}

/// `DELETE /auth/factors/{id}`. Deleting twice is as good as once.
pub(crate) struct DeleteFactor<'id>(pub(crate) &'id str);

impl Operation for DeleteFactor<'_> {
    const NAME: &'static str = "delete_factor";
    const REPEATABLE: bool = true;
    const CREATES: bool = false;
    type Wire = ();
    type Output = ();

    fn send<'a>(&'a self, api: &'a Api) -> impl Future<Output = Sent<()>> + Send + 'a {
        api.delete_factor(self.0)
    }

    /// No body is due, so any that is not a page from elsewhere will do.
    fn read(&self, (): (), answer: &Answer) -> Result<(), Problem> {
        if form::is_html(answer) {
            return Err("its reply is a page of HTML: is there a proxy or a login page in between, or is the base_url wrong?".into());
        }
        Ok(())
    }

    fn value_if_gone() -> Option<()> {
        Some(())
    }
}
