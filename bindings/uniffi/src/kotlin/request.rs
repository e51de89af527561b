//! What the JVM asks for, and carrying it out.

use uniffi::Lift;
use workos_mfa::driving::CallProgress;
use workos_mfa::{CallOptions, Client, EnrollFactor, Error};

use super::reply;
use crate::UniFfiTag;
use crate::error::{ErrorKind, Failure};
use crate::input::EnrollArguments;
use crate::models::{DeletedResponse, EnrolledFactorResponse, FactorResponse};
use crate::options::call_options;

/// A call that can be made.
pub(super) struct Request {
    operation: Operation,
    options: CallOptions,
    progress: CallProgress,
}

enum Operation {
    Enroll(EnrollFactor),
    Get(String),
    Delete(String),
}

impl Request {
    /// The operation has a number, `dev.workosmfa.internal.Operation` names them. Its argument and the options follow one another.
    pub(super) fn read(operation: i32, mut bytes: &[u8]) -> Result<Self, Failure> {
        let bytes = &mut bytes;
        let operation = match operation {
            0 => Operation::Enroll(read::<crate::input::EnrollFactor>(bytes)?.into()),
            1 => Operation::Enroll(read::<EnrollArguments>(bytes)?.try_into()?),
            2 => Operation::Get(read(bytes)?),
            3 => Operation::Delete(read(bytes)?),
            _ => return Err(unreadable()),
        };
        let progress = CallProgress::new();
        let options = call_options(read::<Option<crate::options::CallOptions>>(bytes)?).watched_by(&progress);
        Ok(Self { operation, options, progress })
    }

    /// What is known of the call if it is given up.
    pub(super) fn progress(&self) -> CallProgress {
        self.progress.clone()
    }

    /// The reply in the form in which it goes over.
    pub(super) async fn carry_out(self, client: Client) -> Result<Vec<u8>, Error> {
        let options = &self.options;
        Ok(match self.operation {
            Operation::Enroll(factor) => reply::good::<EnrolledFactorResponse>(
                client.enroll_factor_with(factor, options).await?.into(),
            ),
            Operation::Get(id) => {
                reply::good::<FactorResponse>(client.get_factor_with(id, options).await?.into())
            }
            Operation::Delete(id) => {
                reply::good::<DeletedResponse>(client.delete_factor_with(id, options).await?.into())
            }
        })
    }
}

fn read<T: Lift<UniFfiTag>>(bytes: &mut &[u8]) -> Result<T, Failure> {
    // Without the problem's text: it may quote a secret.
    T::try_read(bytes).map_err(|_| unreadable())
}

/// The Kotlin side writes what this side reads, so this fails if the two are of different versions.
fn unreadable() -> Failure {
    Failure::refused(ErrorKind::InvalidRequest, "arguments", "the arguments can't be read".to_owned())
}
