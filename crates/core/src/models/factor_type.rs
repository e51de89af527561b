//! The kinds of factors, today's and tomorrow's.

use std::fmt;

/// The kind of a factor.
///
/// It is open: a kind that the vendor adds later arrives as [`Other`](FactorType::Other).
///
/// ```
/// use workos_mfa::FactorType;
///
/// assert_eq!(FactorType::from("totp"), FactorType::Totp);
/// assert_eq!(FactorType::from("carrier_pigeon").as_str(), "carrier_pigeon");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FactorType {
    /// Codes from an authenticator app (RFC 6238).
    Totp,
    /// Codes in text messages.
    Sms,
    /// Codes that you deliver yourself.
    GenericOtp,
    /// A passkey or security key.
    Webauthn,
    /// A kind this version does not know.
    Other(String),
}

impl FactorType {
    /// The kind as the wire has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Totp => "totp",
            Self::Sms => "sms",
            Self::GenericOtp => "generic_otp",
            Self::Webauthn => "webauthn",
            Self::Other(other) => other,
        }
    }
}

impl From<&str> for FactorType {
    fn from(text: &str) -> Self {
        match text {
            "totp" => Self::Totp,
            "sms" => Self::Sms,
            "generic_otp" => Self::GenericOtp,
            "webauthn" => Self::Webauthn,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for FactorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
