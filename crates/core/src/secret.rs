//! Strings that must not be seen.

use std::fmt;

use zeroize::{Zeroize as _, Zeroizing};

/// A string that reveals a shared secret.
///
/// `Debug` shows `[redacted]`, there is no `Display`, and the memory is wiped when the value is dropped. Reading it takes
/// an explicit [`expose`](Secret::expose).
///
/// ```
/// let secret = workos_mfa::Secret::from("JBSWY3DPEHPK3PXP".to_owned());
/// assert_eq!(format!("{secret:?}"), "[redacted]");
/// assert_eq!(secret.expose(), "JBSWY3DPEHPK3PXP");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<Box<str>>);

impl Secret {
    /// The text itself. Show it to its owner, and keep it out of logs.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(mut text: String) -> Self {
        // Not `into_boxed_str`: where it has to move the text, it leaves a copy behind that nobody wipes.
        let boxed = Box::from(text.as_str());
        text.zeroize();
        Self(Zeroizing::new(boxed))
    }
}

impl From<Zeroizing<Box<str>>> for Secret {
    fn from(text: Zeroizing<Box<str>>) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
