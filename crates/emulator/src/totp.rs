//! The codes that an authenticator app shows (RFC 6238): SHA-1, six digits, a new one every 30 seconds.
//!
//! That is what WorkOS uses, and what every app assumes when the `otpauth://` address says nothing else.
//!
//! ```
//! let code = workos_mfa_emulator::totp::code("JBSW Y3DP EHPK 3PXP", 1_768_478_400)?;
//! assert_eq!(code.len(), 6);
//! # Ok::<(), workos_mfa_emulator::totp::InvalidSecret>(())
//! ```

use std::fmt;

use data_encoding::Specification;
use ring::hmac;

/// How long a code lasts, in seconds.
pub const PERIOD: u64 = 30;

/// The code for a secret in Base32 at a time in seconds since 1970. The secret may be spelled as people type it: with spaces
/// or hyphens, in lower case, with or without the padding.
///
/// # Errors
/// [`InvalidSecret`] if the secret is not Base32, or empty.
pub fn code(secret: &str, unix_seconds: u64) -> Result<String, InvalidSecret> {
    let number = truncated(secret, unix_seconds)? % 1_000_000;
    Ok(format!("{number:06}"))
}

/// How many seconds the code of this moment lasts: 1 to 30.
///
/// ```
/// use workos_mfa_emulator::totp::seconds_remaining;
///
/// assert_eq!(seconds_remaining(60), 30);
/// assert_eq!(seconds_remaining(89), 1);
/// ```
#[must_use]
pub fn seconds_remaining(unix_seconds: u64) -> u64 {
    PERIOD - unix_seconds % PERIOD
}

/// The 31 bits that a code of any length is the tail of (RFC 4226, section 5.3).
fn truncated(secret: &str, unix_seconds: u64) -> Result<u32, InvalidSecret> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &decode(secret)?);
    let counter = unix_seconds / PERIOD;
    let tag = hmac::sign(&key, &counter.to_be_bytes());
    let offset = tag.as_ref().last().map_or(0, |byte| usize::from(byte & 0x0f));
    let four = tag.as_ref().iter().skip(offset).take(4);
    Ok(four.fold(0, |number: u32, byte| (number << 8) | u32::from(*byte)) & 0x7fff_ffff)
}

fn decode(secret: &str) -> Result<Vec<u8>, InvalidSecret> {
    let mut specification = Specification::new();
    specification.symbols.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    specification.translate.from.push_str("abcdefghijklmnopqrstuvwxyz");
    specification.translate.to.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    specification.ignore.push_str(" -=");
    // Apps drop left-over bits, and some secrets in the wild have them.
    specification.check_trailing_bits = false;
    let base32 = specification.encoding().map_err(|_| InvalidSecret)?;
    let key = base32.decode(secret.as_bytes()).map_err(|_| InvalidSecret)?;
    if key.is_empty() { Err(InvalidSecret) } else { Ok(key) }
}

/// The secret is not Base32, or empty. The secret itself is not repeated here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSecret;

impl fmt::Display for InvalidSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the secret is not Base32: it may hold the letters A to Z and the digits 2 to 7")
    }
}

impl std::error::Error for InvalidSecret {}

#[cfg(test)]
mod tests {
    use data_encoding::BASE32;

    use super::*;

    /// RFC 6238, appendix B: the secret is the ASCII text, the codes have eight digits.
    const RFC_SECRET: &[u8] = b"12345678901234567890";
    const RFC_VECTORS: [(u64, u32); 6] = [
        (59, 94_287_082),
        (1_111_111_109, 7_081_804),
        (1_111_111_111, 14_050_471),
        (1_234_567_890, 89_005_924),
        (2_000_000_000, 69_279_037),
        (20_000_000_000, 65_353_130),
    ];

    #[test]
    fn agrees_with_the_test_vectors_of_rfc_6238() {
        let secret = BASE32.encode(RFC_SECRET);
        for (time, eight_digits) in RFC_VECTORS {
            assert_eq!(truncated(&secret, time).unwrap() % 100_000_000, eight_digits, "at {time}");
            assert_eq!(code(&secret, time).unwrap(), format!("{:06}", eight_digits % 1_000_000), "at {time}");
        }
    }

    #[test]
    fn keeps_leading_zeros() {
        assert_eq!(code(&BASE32.encode(RFC_SECRET), 1_111_111_109).unwrap(), "081804");
    }

    #[test]
    fn a_code_lasts_for_its_period() {
        let secret = BASE32.encode(RFC_SECRET);
        let at = |time| code(&secret, time).unwrap();
        assert_eq!(at(30), at(59));
        assert_ne!(at(29), at(30));
        assert_eq!([0, 1, 29, 30, 59].map(seconds_remaining), [30, 29, 1, 30, 1]);
    }

    #[test]
    fn reads_secrets_as_people_type_them() {
        let plain = code("JBSWY3DPEHPK3PXPJBSQ", 59).unwrap();
        for secret in [
            "jbswy3dpehpk3pxpjbsq",
            "JBSW Y3DP EHPK 3PXP JBSQ",
            "jbsw-y3dp-ehpk-3pxp-jbsq",
            "JBSWY3DPEHPK3PXPJBSQ====",
            "JBSWY3DPEHPK3PXPJBSR",
        ] {
            assert_eq!(code(secret, 59).unwrap(), plain, "{secret}");
        }
    }

    #[test]
    fn refuses_what_is_not_base32() {
        for secret in ["", "   ", "====", "A", "JBSW1", "JBSW0", "ÄÖ", "JBSWY3DP\0", "AAA"] {
            assert_eq!(code(secret, 59), Err(InvalidSecret), "{secret:?}");
        }
    }
}
