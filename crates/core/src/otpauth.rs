//! `otpauth://` addresses: what an authenticator app reads from the QR code.
//!
//! The form is the Key URI format, as Google Authenticator introduced it and every other app took it up:
//! `otpauth://totp/Foo%20Corp:alan@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Foo%20Corp`. The `:` between issuer and user is
//! the separator, so one inside a name is written `%3A`. A space is `%20`, never `+`: the apps do not read forms.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::Secret;

/// Everything but the unreserved characters of RFC 3986, section 2.3.
const PARAMETER: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// In the label an `@` may stand as it is (RFC 3986, section 3.3), and the user is often an e-mail address.
const LABEL: &AsciiSet = &PARAMETER.remove(b'@');

const SCHEME: &str = "otpauth://";
const KIND: &str = "totp/";

/// The contents of an `otpauth://totp/…` address.
///
/// ```
/// use workos_mfa::{Secret, otpauth::KeyUri};
///
/// let key = KeyUri::new("Foo Corp", "alan@example.com", Secret::from("JBSWY3DPEHPK3PXP".to_owned()));
/// let uri = key.to_uri();
/// assert_eq!(
///     uri.expose(),
///     "otpauth://totp/Foo%20Corp:alan@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Foo%20Corp",
/// );
/// assert_eq!(KeyUri::parse(uri.expose())?, key);
/// # Ok::<(), workos_mfa::otpauth::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyUri {
    /// Whose service the codes are for, as the app shows it. Empty if the address names none.
    pub issuer: String,
    /// Whose account the codes are for, as the app shows it.
    pub user: String,
    /// The shared secret in Base32 (RFC 4648), as the address spells it.
    pub secret: Secret,
}

impl KeyUri {
    /// Puts the parts together. They may hold any characters; [`to_uri`](KeyUri::to_uri) encodes them.
    pub fn new(issuer: impl Into<String>, user: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self { issuer: issuer.into(), user: user.into(), secret: secret.into() }
    }

    /// The address, in the order that WorkOS uses: the secret, then the issuer.
    #[must_use]
    pub fn to_uri(&self) -> Secret {
        let Self { issuer, user, secret } = self;
        // Room for the longest case: a string that grows leaves copies of the secret behind in freed memory.
        let room = 40 + 3 * (2 * issuer.len() + user.len() + secret.expose().len());
        let mut uri = String::with_capacity(room);
        uri.push_str(SCHEME);
        uri.push_str(KIND);
        if !issuer.is_empty() {
            uri.extend(utf8_percent_encode(issuer, LABEL));
            uri.push(':');
        }
        uri.extend(utf8_percent_encode(user, LABEL));
        uri.push_str("?secret=");
        uri.extend(utf8_percent_encode(secret.expose(), PARAMETER));
        if !issuer.is_empty() {
            uri.push_str("&issuer=");
            uri.extend(utf8_percent_encode(issuer, PARAMETER));
        }
        Secret::from(uri)
    }

    /// Reads an address, and is lenient where apps differ: the issuer may be in the label, in the parameter or in both (the
    /// parameter wins), its separator may be `:` or `%3A` and be followed by spaces, scheme and names may be in any case, and
    /// parameters it does not know are ignored. A literal `+` is a plus.
    ///
    /// # Errors
    /// [`ParseError`] if this is another kind of address or holds no secret. The error never repeats the input.
    pub fn parse(uri: &str) -> Result<Self, ParseError> {
        let rest = strip_prefix_any_case(uri, SCHEME).ok_or(ParseError::NotKeyUri)?;
        let rest = strip_prefix_any_case(rest, KIND).ok_or(ParseError::NotTotp)?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (label, query) = rest.split_once('?').unwrap_or((rest, ""));
        let parameter = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs
                .find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_empty())
                .map(|(_, value)| value)
        };
        let secret = parameter("secret").map(|raw| Secret::from(decode(raw).into_owned()));
        let secret = secret.ok_or(ParseError::MissingSecret)?;
        let issuer = parameter("issuer").map(decode);
        let (prefix, user) = split_label(label, issuer.as_deref());
        let issuer = issuer.map_or(prefix, Cow::into_owned);
        Ok(Self { issuer, user, secret })
    }
}

/// Splits the label into issuer and user.
fn split_label(raw: &str, issuer: Option<&str>) -> (String, String) {
    let label = decode(raw);
    // With the issuer at hand there is nothing to guess, whatever colons the names hold.
    if let Some(user) = issuer.and_then(|issuer| label.strip_prefix(issuer)?.strip_prefix(':')) {
        return (String::new(), account_name(user));
    }
    // A colon that is written out is the separator; an encoded one only is if there is no other.
    let (prefix, user) = match raw.split_once(':') {
        Some((prefix, user)) => (decode(prefix), decode(user)),
        None => match label.split_once(':') {
            Some((prefix, user)) => (Cow::Borrowed(prefix), Cow::Borrowed(user)),
            None => return (String::new(), account_name(&label)),
        },
    };
    (prefix.into_owned(), account_name(&user))
}

/// The format allows spaces between the separator and the account name; they belong to neither.
fn account_name(text: &str) -> String {
    text.trim_start_matches(' ').to_owned()
}

fn decode(raw: &str) -> Cow<'_, str> {
    // A byte that is not UTF-8 spoils one character of a name on a screen. That is no reason to lose the secret.
    percent_decode_str(raw).decode_utf8_lossy()
}

fn strip_prefix_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Why a text could not be read as an `otpauth://totp/…` address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseError {
    /// It does not begin with `otpauth://`.
    NotKeyUri,
    /// It is for another kind of code, such as the counter-based `hotp`.
    NotTotp,
    /// It has no `secret` parameter, or an empty one.
    MissingSecret,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotKeyUri => "not a key address: it must begin with `otpauth://`",
            Self::NotTotp => "not a key address for time-based codes: it must begin with `otpauth://totp/`",
            Self::MissingSecret => "the key address has no secret: it needs a `secret` parameter",
        })
    }
}

impl std::error::Error for ParseError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "JBSWY3DPEHPK3PXP";

    fn key(issuer: &str, user: &str) -> KeyUri {
        KeyUri::new(issuer, user, Secret::from(SECRET.to_owned()))
    }

    fn parsed(uri: &str) -> (String, String, String) {
        let key = KeyUri::parse(uri).unwrap();
        (key.issuer, key.user, key.secret.expose().to_owned())
    }

    fn parts(issuer: &str, user: &str) -> (String, String, String) {
        (issuer.to_owned(), user.to_owned(), SECRET.to_owned())
    }

    #[test]
    fn writes_the_address_as_the_vendor_does() {
        assert_eq!(
            key("WorkOS", "user@example.com").to_uri().expose(),
            "otpauth://totp/WorkOS:user@example.com?secret=JBSWY3DPEHPK3PXP&issuer=WorkOS"
        );
    }

    #[test]
    fn encodes_reserved_characters_spaces_and_unicode() {
        assert_eq!(
            key("Foo & Bar: Ünïcode", "a+b/c?d#e@x").to_uri().expose(),
            "otpauth://totp/Foo%20%26%20Bar%3A%20%C3%9Cn%C3%AFcode:a%2Bb%2Fc%3Fd%23e@x\
             ?secret=JBSWY3DPEHPK3PXP&issuer=Foo%20%26%20Bar%3A%20%C3%9Cn%C3%AFcode"
        );
    }

    #[test]
    fn a_colon_in_the_issuer_or_the_user_survives_a_round_trip() {
        for key in
            [key("Foo & Bar: Ünïcode", "alan"), key("Foo", "dom:alan"), key("a:b", "c:d"), key(":", ":")]
        {
            assert_eq!(KeyUri::parse(key.to_uri().expose()).unwrap(), key);
        }
    }

    #[test]
    fn leaves_the_issuer_out_if_there_is_none() {
        let key = key("", "alan");
        assert_eq!(key.to_uri().expose(), "otpauth://totp/alan?secret=JBSWY3DPEHPK3PXP");
        assert_eq!(KeyUri::parse(key.to_uri().expose()).unwrap(), key);
    }

    #[test]
    fn takes_the_issuer_from_the_label_if_the_parameter_is_missing_or_empty() {
        for tail in ["", "&issuer="] {
            let uri = format!("otpauth://totp/Foo%20Corp:alan@example.com?secret={SECRET}{tail}");
            assert_eq!(parsed(&uri), parts("Foo Corp", "alan@example.com"));
        }
    }

    #[test]
    fn takes_the_issuer_from_the_parameter_if_the_label_has_none_or_another() {
        for label in ["alan", "Bar:alan", "Bar%3Aalan"] {
            let uri = format!("otpauth://totp/{label}?secret={SECRET}&issuer=Foo");
            assert_eq!(parsed(&uri), parts("Foo", "alan"));
        }
    }

    #[test]
    fn accepts_an_encoded_separator_and_spaces_behind_it() {
        let uri = format!("otpauth://totp/Big%20Corporation%3A%20alice%40bigco.com?secret={SECRET}");
        assert_eq!(parsed(&uri), parts("Big Corporation", "alice@bigco.com"));
        let uri = format!("otpauth://totp/Foo: alan?secret={SECRET}&issuer=Foo");
        assert_eq!(parsed(&uri), parts("Foo", "alan"));
    }

    #[test]
    fn a_colon_that_is_not_encoded_does_no_harm_if_the_parameter_names_the_issuer() {
        let uri = format!("otpauth://totp/Foo: Bar:alan?secret={SECRET}&issuer=Foo%3A%20Bar");
        assert_eq!(parsed(&uri), parts("Foo: Bar", "alan"));
    }

    #[test]
    fn accepts_any_case_any_order_and_unknown_parameters() {
        let uri = format!(
            "OtpAuth://TOTP/Foo:alan?algorithm=SHA1&Issuer=Foo&digits=6&flag&period=30&image=x&SECRET={SECRET}#top"
        );
        assert_eq!(parsed(&uri), parts("Foo", "alan"));
    }

    #[test]
    fn a_plus_is_a_plus() {
        let uri = format!("otpauth://totp/Foo+Bar:a+b?secret={SECRET}&issuer=Foo+Bar");
        assert_eq!(parsed(&uri), parts("Foo+Bar", "a+b"));
    }

    #[test]
    fn broken_encoding_costs_a_character_and_not_the_secret() {
        let uri = format!("otpauth://totp/F%ffo:100%25%zz%?secret={SECRET}&issuer=F%ffo");
        assert_eq!(parsed(&uri), parts("F\u{fffd}o", "100%%zz%"));
    }

    #[test]
    fn says_what_is_wrong_without_repeating_the_input() {
        for (uri, error) in [
            ("", ParseError::NotKeyUri),
            ("https://totp/x?secret=HIDDEN", ParseError::NotKeyUri),
            ("otpauth:/é", ParseError::NotKeyUri),
            ("otpauth://", ParseError::NotTotp),
            ("otpauth://hotp/x?secret=HIDDEN", ParseError::NotTotp),
            ("otpauth://totp?secret=HIDDEN", ParseError::NotTotp),
            ("otpauth://totp/x", ParseError::MissingSecret),
            ("otpauth://totp/x?secret", ParseError::MissingSecret),
            ("otpauth://totp/x?secret=&issuer=HIDDEN", ParseError::MissingSecret),
        ] {
            assert_eq!(KeyUri::parse(uri), Err(error), "{uri}");
            assert!(!format!("{error} {error:?}").contains("HIDDEN"));
        }
    }

    #[test]
    fn debug_hides_the_secret() {
        let key = key("Foo", "alan");
        assert!(!format!("{key:?} {:?}", key.to_uri()).contains(SECRET));
    }

    proptest! {
        #[test]
        fn any_names_survive_a_round_trip(issuer in ".+", user in "([^ ].*)?", secret in "[A-Z2-7]{1,64}=*") {
            let key = KeyUri::new(issuer, user, Secret::from(secret));
            let uri = key.to_uri();
            prop_assert!(uri.expose().is_ascii());
            prop_assert!(!uri.expose().contains([' ', '+']));
            prop_assert_eq!(KeyUri::parse(uri.expose()), Ok(key));
        }

        #[test]
        fn no_input_makes_it_panic(text in any::<String>(), tail in any::<String>()) {
            let _ = KeyUri::parse(&text);
            let _ = KeyUri::parse(&format!("otpauth://totp/{text}?secret={tail}"));
        }
    }
}
