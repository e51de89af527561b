//! What to enrol.

use std::fmt;

use workos_mfa::{Error, FactorType};

use crate::error::Failure;

/// What to enrol: an authenticator app, a phone, or codes that you deliver yourself. Each kind takes just what it needs.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum EnrollFactor {
    /// Codes from an authenticator app (RFC 6238).
    Totp {
        /// Your product's or company's name, as the authenticator app shows it.
        issuer: String,
        /// Whose factor it is, as the authenticator app shows it.
        user: String,
        /// The WorkOS user to enrol the factor for.
        #[uniffi(default = None)]
        user_id: Option<String>,
    },
    /// Codes in text messages.
    Sms {
        /// The phone that receives the codes, in E.164 form: `+15555555555`.
        phone_number: String,
        /// The WorkOS user to enrol the factor for.
        #[uniffi(default = None)]
        user_id: Option<String>,
    },
    /// Codes that you deliver yourself.
    GenericOtp {
        /// The WorkOS user to enrol the factor for.
        #[uniffi(default = None)]
        user_id: Option<String>,
    },
}

/// The arguments of an enrolment under their names on the wire, for languages whose users pass them so.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct EnrollArguments {
    /// `totp`, `sms` or `generic_otp`.
    pub r#type: String,
    /// For `totp`: your product's or company's name.
    #[uniffi(default = None)]
    pub totp_issuer: Option<String>,
    /// For `totp`: whose factor it is.
    #[uniffi(default = None)]
    pub totp_user: Option<String>,
    /// For `sms`: the phone in E.164 form.
    #[uniffi(default = None)]
    pub phone_number: Option<String>,
    /// The WorkOS user to enrol the factor for.
    #[uniffi(default = None)]
    pub user_id: Option<String>,
}

/// From flat arguments, for languages whose users know the type only when the program runs.
#[uniffi::export]
pub fn enroll_factor_from_arguments(arguments: EnrollArguments) -> Result<EnrollFactor, Failure> {
    let EnrollArguments { totp_issuer, totp_user, phone_number, user_id, .. } = arguments.clone();
    let factor_type = workos_mfa::EnrollFactor::try_from(arguments)?.factor_type();
    Ok(match (factor_type, totp_issuer, totp_user, phone_number) {
        (FactorType::Totp, Some(issuer), Some(user), _) => EnrollFactor::Totp { issuer, user, user_id },
        (FactorType::Sms, _, _, Some(phone_number)) => EnrollFactor::Sms { phone_number, user_id },
        // What a type needs is there, or the core had refused it.
        _ => EnrollFactor::GenericOtp { user_id },
    })
}

impl From<EnrollFactor> for workos_mfa::EnrollFactor {
    fn from(factor: EnrollFactor) -> Self {
        let (factor, user_id) = match factor {
            EnrollFactor::Totp { issuer, user, user_id } => (Self::totp(issuer, user), user_id),
            EnrollFactor::Sms { phone_number, user_id } => (Self::sms(phone_number), user_id),
            EnrollFactor::GenericOtp { user_id } => (Self::generic_otp(), user_id),
        };
        match user_id {
            Some(id) => factor.user_id(id),
            None => factor,
        }
    }
}

impl TryFrom<EnrollArguments> for workos_mfa::EnrollFactor {
    type Error = Error;

    fn try_from(given: EnrollArguments) -> Result<Self, Error> {
        Self::from_parts(&given.r#type, given.totp_issuer, given.totp_user, given.phone_number, given.user_id)
    }
}

/// As the core shows it.
impl fmt::Debug for EnrollFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        workos_mfa::EnrollFactor::from(self.clone()).fmt(f)
    }
}
