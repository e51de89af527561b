//! The calls.

use super::Client;
use crate::call::{DeleteFactor, EnrollFactorCall, GetFactor, call};
use crate::error::Error;
use crate::input::{EnrollFactor, FactorId};
use crate::models::{EnrolledFactor, Factor};
use crate::options::CallOptions;
use crate::response::Response;

impl Client {
    /// Enrols a factor. For `totp`, the reply is the only place where the secret is ever shown.
    ///
    /// It is never sent again once it may have arrived: the API does not deduplicate, and the user would end up with two
    /// factors. If the error's [`outcome`](Error::outcome) is `unknown`, look before you call again.
    ///
    /// # Errors
    ///
    /// Any kind. `invalid_request` before anything is sent; outcome `applied` where the factor exists although the reply
    /// can't be used, with its id in [`factor_id`](Error::factor_id) if that much could be read. A reply that has the secret is a
    /// success, whatever lesser field it lacks; one without, for `totp`, is such an error.
    pub async fn enroll_factor(&self, factor: EnrollFactor) -> Result<EnrolledFactor, Error> {
        self.enroll_factor_with(factor, &CallOptions::default()).await.map(|response| response.value)
    }

    /// [`enroll_factor`](Client::enroll_factor) with options for this call, and metadata about it.
    ///
    /// # Errors
    ///
    /// As [`enroll_factor`](Client::enroll_factor).
    pub async fn enroll_factor_with(
        &self,
        factor: EnrollFactor,
        options: &CallOptions,
    ) -> Result<Response<EnrolledFactor>, Error> {
        factor.validate()?;
        call(self.inner(), &EnrollFactorCall(factor.into_wire()), options).await
    }

    /// Reads a factor. Its secrets are not part of it.
    ///
    /// # Errors
    ///
    /// Any kind; `not_found`, if there is no such factor; `invalid_request` before anything is sent, if `id` can't be an id;
    /// `decode`, if the reply is about something else.
    pub async fn get_factor(&self, id: impl AsRef<str>) -> Result<Factor, Error> {
        self.get_factor_with(id, &CallOptions::default()).await.map(|response| response.value)
    }

    /// [`get_factor`](Client::get_factor) with options for this call, and metadata about it.
    ///
    /// # Errors
    ///
    /// As [`get_factor`](Client::get_factor).
    pub async fn get_factor_with(
        &self,
        id: impl AsRef<str>,
        options: &CallOptions,
    ) -> Result<Response<Factor>, Error> {
        let id = id.as_ref();
        FactorId::check(id)?;
        call(self.inner(), &GetFactor(id), options).await
    }

    /// Deletes a factor for good.
    ///
    /// If an attempt got no answer and the next one finds the factor gone, by the API's own word, the call has done its work and
    /// succeeds.
    ///
    /// # Errors
    ///
    /// Any kind; `not_found`, if there is no such factor; `invalid_request` before anything is sent, if `id` can't be an id;
    /// `decode` with outcome `unknown`, if there is a page of HTML where the API's answer should be.
    pub async fn delete_factor(&self, id: impl AsRef<str>) -> Result<(), Error> {
        self.delete_factor_with(id, &CallOptions::default()).await.map(|response| response.value)
    }

    /// [`delete_factor`](Client::delete_factor) with options for this call, and metadata about it.
    ///
    /// # Errors
    ///
    /// As [`delete_factor`](Client::delete_factor).
    pub async fn delete_factor_with(
        &self,
        id: impl AsRef<str>,
        options: &CallOptions,
    ) -> Result<Response<()>, Error> {
        let id = id.as_ref();
        FactorId::check(id)?;
        call(self.inner(), &DeleteFactor(id), options).await
    }
}
