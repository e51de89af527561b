//! Ids that can stand in a path without changing where it leads.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// The id of a factor: 1 to 128 characters of `A-Z a-z 0-9 _ -`.
///
/// The restriction is what makes it safe to put into a path: no id can lead to another endpoint.
///
/// ```
/// use workos_mfa::FactorId;
///
/// let id: FactorId = "auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ".parse()?;
/// assert!("../../organizations/org_1".parse::<FactorId>().is_err());
/// # Ok::<(), workos_mfa::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactorId(String);

impl FactorId {
    const MOST_CHARACTERS: usize = 128;

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn check(id: &str) -> Result<(), Error> {
        let message = if id.is_empty() {
            "the factor id is empty"
        } else if id.len() > Self::MOST_CHARACTERS {
            "the factor id is longer than 128 characters"
        } else if !id.bytes().fold(true, |fine, byte| fine & can_be_in_an_id(byte)) {
            "the factor id may hold only A-Z a-z 0-9 _ -; pass it as the API returned it, such as auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ"
        } else {
            return Ok(());
        };
        Err(Error::invalid_request("id", "invalid_id", message))
    }
}

/// Without a branch: a whole id is looked at several characters at a time.
fn can_be_in_an_id(byte: u8) -> bool {
    byte.is_ascii_digit() | (byte | 0x20).is_ascii_lowercase() | (byte == b'_') | (byte == b'-')
}

impl TryFrom<String> for FactorId {
    type Error = Error;

    fn try_from(id: String) -> Result<Self, Error> {
        Self::check(&id)?;
        Ok(Self(id))
    }
}

impl TryFrom<&str> for FactorId {
    type Error = Error;

    fn try_from(id: &str) -> Result<Self, Error> {
        Self::try_from(id.to_owned())
    }
}

impl FromStr for FactorId {
    type Err = Error;

    fn from_str(id: &str) -> Result<Self, Error> {
        Self::try_from(id)
    }
}

impl AsRef<str> for FactorId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FactorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::FactorId;

    #[test]
    fn takes_what_the_api_returns() {
        for id in ["auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ", "a", "-", &"x".repeat(128)] {
            assert_eq!(FactorId::try_from(id).unwrap().as_str(), id);
        }
    }

    #[test]
    fn refuses_whatever_could_lead_elsewhere() {
        let long = "x".repeat(129);
        let huge = "x".repeat(10_000);
        for id in [
            "",
            ".",
            "..",
            "a/b",
            "../../organizations/org_1",
            "%2e%2e",
            "x?y",
            "x#y",
            "a b",
            "a\nb",
            "a\0b",
            "é",
            "a\\b",
            "a;b",
            "a:b",
            &long,
            &huge,
        ] {
            let error = FactorId::try_from(id).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::InvalidRequest, "{id}");
            assert_eq!(error.field_errors()[0].field.as_deref(), Some("id"), "{id}");
        }
    }
}
