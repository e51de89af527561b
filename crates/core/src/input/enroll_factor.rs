//! What to enrol.

use std::fmt;

use workos_mfa_api::types::{EnrollFactorRequest, EnrollFactorRequestType};

use super::text::{check_phone_number, check_text};
use crate::error::Error;
use crate::models::FactorType;

/// What to enrol: an authenticator app, a phone, or codes that you deliver yourself.
///
/// Each kind takes just what it needs, so an `sms` without a phone number can't be written. Whether the texts are well
/// formed is checked by [`validate`](EnrollFactor::validate), and by the call before it sends anything.
///
/// ```
/// use workos_mfa::EnrollFactor;
///
/// let app = EnrollFactor::totp("Foo Corp", "alan.turing@example.com").user_id("user_01E4ZCR3C56J083X43JQXF3JK5");
/// let phone = EnrollFactor::sms("+15555555555");
/// app.validate()?;
/// phone.validate()?;
/// assert!(EnrollFactor::sms("555-5555").validate().is_err());
/// # Ok::<(), workos_mfa::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct EnrollFactor {
    details: Details,
    user_id: Option<String>,
}

#[derive(Clone, PartialEq, Eq)]
enum Details {
    Totp { issuer: String, user: String },
    Sms { phone_number: String },
    GenericOtp,
}

impl EnrollFactor {
    /// Codes from an authenticator app (RFC 6238). `issuer` is your product or company, `user` whose factor it is; the app
    /// shows both.
    pub fn totp(issuer: impl Into<String>, user: impl Into<String>) -> Self {
        Self::new(Details::Totp { issuer: issuer.into(), user: user.into() })
    }

    /// Codes in text messages to a phone number in E.164 form, such as `+15555555555`.
    pub fn sms(phone_number: impl Into<String>) -> Self {
        Self::new(Details::Sms { phone_number: phone_number.into() })
    }

    /// Codes that you deliver yourself.
    #[must_use]
    pub fn generic_otp() -> Self {
        Self::new(Details::GenericOtp)
    }

    fn new(details: Details) -> Self {
        Self { details, user_id: None }
    }

    /// The WorkOS user to enrol the factor for.
    #[must_use]
    pub fn user_id(mut self, id: impl Into<String>) -> Self {
        self.user_id = Some(id.into());
        self
    }

    /// The kind of factor that is to be enrolled.
    #[must_use]
    pub fn factor_type(&self) -> FactorType {
        match self.details {
            Details::Totp { .. } => FactorType::Totp,
            Details::Sms { .. } => FactorType::Sms,
            Details::GenericOtp => FactorType::GenericOtp,
        }
    }

    /// From flat arguments, for bindings to languages that have them: each of the kinds wants its own and no others.
    ///
    /// # Errors
    ///
    /// `invalid_request`, if the type is unknown, or an argument is missing or belongs to another type.
    #[doc(hidden)]
    pub fn from_parts(
        factor_type: &str,
        totp_issuer: Option<String>,
        totp_user: Option<String>,
        phone_number: Option<String>,
        user_id: Option<String>,
    ) -> Result<Self, Error> {
        let needed = |field: &str, value: Option<String>| {
            value.ok_or_else(|| {
                Error::invalid_request(field, "required", format!("type {factor_type} needs {field}"))
            })
        };
        let unwanted = |field: &str, value: &Option<String>| match value {
            Some(_) => Err(Error::invalid_request(
                field,
                "not_allowed",
                format!("{field} does not belong to type {factor_type}; leave it out"),
            )),
            None => Ok(()),
        };
        let details = match factor_type {
            "totp" => {
                unwanted("phone_number", &phone_number)?;
                Details::Totp {
                    issuer: needed("totp_issuer", totp_issuer)?,
                    user: needed("totp_user", totp_user)?,
                }
            }
            "sms" => {
                unwanted("totp_issuer", &totp_issuer)?;
                unwanted("totp_user", &totp_user)?;
                Details::Sms { phone_number: needed("phone_number", phone_number)? }
            }
            "generic_otp" => {
                unwanted("totp_issuer", &totp_issuer)?;
                unwanted("totp_user", &totp_user)?;
                unwanted("phone_number", &phone_number)?;
                Details::GenericOtp
            }
            _ => {
                return Err(Error::invalid_request(
                    "type",
                    "invalid_type",
                    "type must be totp, sms or generic_otp",
                ));
            }
        };
        Ok(Self { details, user_id })
    }

    /// Checks the texts: issuer, user and user id are neither empty nor hold control characters, the phone number is in
    /// E.164 form.
    ///
    /// # Errors
    ///
    /// `invalid_request`, naming the field.
    pub fn validate(&self) -> Result<(), Error> {
        match &self.details {
            Details::Totp { issuer, user } => {
                check_text("totp_issuer", issuer)?;
                check_text("totp_user", user)?;
            }
            Details::Sms { phone_number } => check_phone_number("phone_number", phone_number)?,
            Details::GenericOtp => {}
        }
        self.user_id.as_deref().map_or(Ok(()), |id| check_text("user_id", id))
    }

    pub(crate) fn into_wire(self) -> EnrollFactorRequest {
        let mut wire = EnrollFactorRequest {
            type_: EnrollFactorRequestType::GenericOtp,
            totp_issuer: None,
            totp_user: None,
            phone_number: None,
            user_id: self.user_id,
        };
        match self.details {
            Details::Totp { issuer, user } => {
                wire.type_ = EnrollFactorRequestType::Totp;
                wire.totp_issuer = Some(issuer);
                wire.totp_user = Some(user);
            }
            Details::Sms { phone_number } => {
                wire.type_ = EnrollFactorRequestType::Sms;
                wire.phone_number = Some(phone_number);
            }
            Details::GenericOtp => {}
        }
        wire
    }
}

impl fmt::Debug for EnrollFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("EnrollFactor");
        shown.field("type", &self.factor_type().as_str());
        match &self.details {
            Details::Totp { issuer, user } => {
                shown.field("totp_issuer", issuer).field("totp_user", user);
            }
            Details::Sms { phone_number } => {
                shown.field("phone_number", phone_number);
            }
            Details::GenericOtp => {}
        }
        shown.field("user_id", &self.user_id).finish()
    }
}
