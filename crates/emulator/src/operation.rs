//! The operations of the API.

use std::fmt;

/// One of the API's operations, for [injecting faults](crate::Emulator::inject) and
/// [counting requests](crate::Emulator::requests).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// `POST /auth/factors/enroll`
    EnrollFactor,
    /// `GET /auth/factors/{id}`
    GetFactor,
    /// `DELETE /auth/factors/{id}`
    DeleteFactor,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::EnrollFactor, Self::GetFactor, Self::DeleteFactor];

    /// The operation's name in the API's description, such as `enroll_factor`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EnrollFactor => "enroll_factor",
            Self::GetFactor => "get_factor",
            Self::DeleteFactor => "delete_factor",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
