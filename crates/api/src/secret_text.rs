//! The type of every `format: password` in the description.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A string that reveals a shared secret: not shown by `Debug`, wiped when dropped.
///
/// Boxed, because a `Box<str>` is wiped in one go and a `String` byte by byte: a QR code is some kilobytes.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretText(Zeroizing<Box<str>>);

impl SecretText {
    /// Hands the text on, still in a wrapper that wipes it.
    #[must_use]
    pub fn into_inner(self) -> Zeroizing<Box<str>> {
        self.0
    }
}

impl From<&str> for SecretText {
    fn from(text: &str) -> Self {
        Self(Zeroizing::new(text.into()))
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use crate::types::EnrolledTotp;

    #[test]
    fn debug_of_a_generated_type_shows_no_secret() {
        let totp: EnrolledTotp = serde_json::from_str(
            r#"{"issuer":"Foo","user":"alan","secret":"JBSWY3DPEHPK3PXP","qr_code":"data:image/png;base64,AAAA","uri":"otpauth://totp/Foo?secret=JBSWY3DPEHPK3PXP"}"#,
        )
        .unwrap();
        let shown = format!("{totp:?}");
        assert!(shown.contains("alan"), "{shown}");
        for secret in ["JBSWY3DPEHPK3PXP", "base64", "otpauth"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
