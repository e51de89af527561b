//! A factor that has just been enrolled, with the secrets that are shown this once.

use data_encoding::BASE64;
use serde::Serialize;
use workos_mfa_api::types;

use super::{FactorType, OBJECT, Sms, Timestamp, WireFactor, WireSms, timestamp_to_wire, to_json};
use crate::error::{Error, ErrorKind, Outcome};
use crate::input::FactorId;
use crate::otpauth::KeyUri;
use crate::{Secret, qr};

const PNG_DATA_URL: &str = "data:image/png;base64,";

/// A factor that has just been enrolled.
///
/// For a `totp` factor this is the only place where the secret is ever shown: pass it on to its owner, and don't keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnrolledFactor {
    /// The factor's id. Keep it: it is how the factor is read, used and deleted.
    pub id: FactorId,
    /// The kind of factor.
    pub factor_type: FactorType,
    /// The WorkOS user the factor belongs to, if it was enrolled for one.
    pub user_id: Option<String>,
    /// What an authenticator app needs, for a `totp` factor.
    pub totp: Option<EnrolledTotp>,
    /// More about an `sms` factor.
    pub sms: Option<Sms>,
    /// When the factor was enrolled.
    pub created_at: Timestamp,
    /// When the factor was last changed.
    pub updated_at: Timestamp,
}

/// What an authenticator app needs. Each of `secret`, `qr_code` and `uri` reveals the shared secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnrolledTotp {
    /// Your product's or company's name, as the authenticator app shows it.
    pub issuer: String,
    /// Whose factor it is, as the authenticator app shows it.
    pub user: String,
    /// The shared secret in Base32 (RFC 4648), for typing it in by hand.
    pub secret: Secret,
    /// A QR code of `uri` as a PNG image in a `data:` URL, for an `img` element.
    pub qr_code: Secret,
    /// The `otpauth://totp/…` address that the QR code holds.
    pub uri: Secret,
}

impl EnrolledFactor {
    /// The factor as the wire's JSON, with its secrets. Absent fields are left out.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct WireTotp<'a> {
            issuer: &'a str,
            user: &'a str,
            secret: &'a str,
            qr_code: &'a str,
            uri: &'a str,
        }
        to_json(&WireFactor {
            object: OBJECT,
            id: self.id.as_str(),
            r#type: self.factor_type.as_str(),
            user_id: self.user_id.as_deref(),
            totp: self.totp.as_ref().map(|totp| WireTotp {
                issuer: &totp.issuer,
                user: &totp.user,
                secret: totp.secret.expose(),
                qr_code: totp.qr_code.expose(),
                uri: totp.uri.expose(),
            }),
            sms: self.sms.as_ref().map(|sms| WireSms { phone_number: &sms.phone_number }),
            created_at: timestamp_to_wire(self.created_at),
            updated_at: timestamp_to_wire(self.updated_at),
        })
    }

    pub(crate) fn from_wire(wire: types::EnrolledFactor) -> Result<Self, Error> {
        Ok(Self {
            id: FactorId::try_from(wire.id)?,
            factor_type: FactorType::from(wire.type_.as_str()),
            user_id: wire.user_id,
            totp: wire.totp.map(EnrolledTotp::from_wire).transpose()?,
            sms: wire.sms.map(Sms::from),
            created_at: wire.created_at,
            updated_at: wire.updated_at,
        })
    }
}

impl EnrolledTotp {
    /// The QR code as the bytes of an image file (PNG, where the server sends what it documents).
    ///
    /// # Errors
    ///
    /// `decode`, if `qr_code` is not a base64 `data:` URL.
    pub fn qr_png(&self) -> Result<Vec<u8>, Error> {
        let unreadable = || {
            Error::new(
                ErrorKind::Decode,
                Outcome::Applied,
                "qr_code is not a base64 data: URL; draw `uri` as a QR code yourself",
            )
        };
        let encoded = self.qr_code.expose().strip_prefix(PNG_DATA_URL).ok_or_else(unreadable)?;
        BASE64.decode(encoded.as_bytes()).map_err(|_| unreadable())
    }

    /// Some servers send only a part of `secret`, `qr_code` and `uri`; the rest follows from what they send.
    fn from_wire(wire: types::EnrolledTotp) -> Result<Self, Error> {
        let [secret, qr_code, uri] = [wire.secret, wire.qr_code, wire.uri]
            .map(|text| text.map(|text| Secret::from(text.into_inner())));
        let (secret, uri) = match (secret, uri) {
            (Some(secret), Some(uri)) => (secret, uri),
            (None, Some(uri)) => {
                let parsed = KeyUri::parse(uri.expose())
                    .map_err(|_| undecodable("the reply has no secret, and none can be read from its uri"))?;
                (parsed.secret, uri)
            }
            (Some(secret), None) => {
                let uri = KeyUri::new(&wire.issuer, &wire.user, secret.clone()).to_uri();
                (secret, uri)
            }
            (None, None) => return Err(undecodable("the reply has neither a secret nor a uri")),
        };
        let qr_code = match qr_code {
            Some(qr_code) => qr_code,
            None => qr::data_url(uri.expose())
                .map(Secret::from)
                .map_err(|_| undecodable("the reply has no QR code, and its uri is too long for one"))?,
        };
        Ok(Self { issuer: wire.issuer, user: wire.user, secret, qr_code, uri })
    }
}

fn undecodable(message: &str) -> Error {
    Error::new(ErrorKind::Decode, Outcome::Applied, message)
}
