//! Calls that block the calling thread, in steps: the language looks around between two of them.

use std::future::Future;
use std::sync::Arc;

use workos_mfa::{Client, ClientBuilder, Error};

use crate::driver::{Driven, Driver};
use crate::error::Failure;
use crate::input::{EnrollArguments, EnrollFactor};
use crate::models::{EnrolledFactor, Factor, Metadata};
use crate::options::{CallOptions, call_options};

/// The client for calls that block, below the one that the language's package shows. Use that one.
///
/// It has no thread of its own: whoever waits for a call drives it. After a `fork()` the child connects anew.
#[derive(uniffi::Object)]
pub struct BlockingClient(Driver);

/// A call that is being made.
#[derive(uniffi::Object)]
pub struct BlockingCall(Driven<Reply>);

/// What a call brought.
#[derive(Clone, Debug, uniffi::Enum)]
#[uniffi::export(Debug)]
pub enum Reply {
    /// A factor was enrolled.
    Enrolled {
        /// The factor, with its secrets.
        factor: EnrolledFactor,
        /// How the call went.
        metadata: Metadata,
    },
    /// A factor was read.
    Found {
        /// The factor.
        factor: Factor,
        /// How the call went.
        metadata: Metadata,
    },
    /// A factor was deleted.
    Deleted {
        /// How the call went.
        metadata: Metadata,
    },
}

#[uniffi::export]
impl BlockingClient {
    /// Begins to enrol a factor. Nothing happens before it is waited for, here and below.
    pub fn enroll_factor(
        &self,
        factor: EnrollFactor,
        options: Option<CallOptions>,
    ) -> Result<Arc<BlockingCall>, Failure> {
        self.enroll(factor.into(), options)
    }

    /// Begins to enrol a factor, from flat arguments.
    pub fn enroll_from_arguments(
        &self,
        arguments: EnrollArguments,
        options: Option<CallOptions>,
    ) -> Result<Arc<BlockingCall>, Failure> {
        self.enroll(arguments.try_into()?, options)
    }

    /// Begins to read a factor.
    pub fn get_factor(&self, id: String, options: Option<CallOptions>) -> Result<Arc<BlockingCall>, Failure> {
        let options = call_options(options);
        self.begin(|client| async move {
            let response = client.get_factor_with(id, &options).await?;
            Ok(Reply::Found { factor: response.value.into(), metadata: response.metadata.into() })
        })
    }

    /// Begins to delete a factor.
    pub fn delete_factor(
        &self,
        id: String,
        options: Option<CallOptions>,
    ) -> Result<Arc<BlockingCall>, Failure> {
        let options = call_options(options);
        self.begin(|client| async move {
            let response = client.delete_factor_with(id, &options).await?;
            Ok(Reply::Deleted { metadata: response.metadata.into() })
        })
    }
}

impl BlockingClient {
    pub(crate) fn new(builder: ClientBuilder) -> Result<Arc<Self>, Failure> {
        Ok(Arc::new(Self(Driver::new(builder)?)))
    }

    fn enroll(
        &self,
        factor: workos_mfa::EnrollFactor,
        options: Option<CallOptions>,
    ) -> Result<Arc<BlockingCall>, Failure> {
        let options = call_options(options);
        self.begin(|client| async move {
            let response = client.enroll_factor_with(factor, &options).await?;
            Ok(Reply::Enrolled { factor: response.value.into(), metadata: response.metadata.into() })
        })
    }

    fn begin<F>(&self, call: impl FnOnce(Client) -> F) -> Result<Arc<BlockingCall>, Failure>
    where
        F: Future<Output = Result<Reply, Error>> + Send + 'static,
    {
        Ok(Arc::new(BlockingCall(self.0.begin(call)?)))
    }
}

#[uniffi::export]
impl BlockingCall {
    /// Waits at most so long, and says what came of the call if it has ended.
    ///
    /// A call is waited for by one thread, in the process that began it.
    pub fn wait(&self, milliseconds: u32) -> Result<Option<Reply>, Failure> {
        self.0.drive(milliseconds, || false);
        Ok(self.0.take()?)
    }

    /// Gives the call up and closes its connection. After its end this does nothing.
    pub fn cancel(&self) {
        self.0.cancel();
    }
}
