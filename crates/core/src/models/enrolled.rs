//! A factor that has just been enrolled, with the secrets that are shown this once.

use data_encoding::BASE64;
use serde::Serialize;
use workos_mfa_api::{Lenient, types};

use super::{FactorType, OBJECT, Problem, Sms, Timestamp, WireFactor, WireSms};
use super::{check_object, id_from_wire, timestamp_to_wire, to_json};
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
    ///
    /// A time that is missing in the reply or can't be read is not worth losing the secret for. Each of the two then stands in for the
    /// other; without either it is when the reply was made, by its `Date` header or, without one, by this machine's clock.
    pub created_at: Timestamp,
    /// When the factor was last changed. If it is missing in the reply: see [`created_at`](Self::created_at).
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
    ///
    /// Empty if the server sends none and `uri` is too long for one (more than 2,953 bytes, which takes an issuer of some hundred
    /// letters): show `secret` then, for typing it in.
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

    /// Of a reply to `request` all is kept that is certain. What it lacks beside the id and the secret is taken from the request, or
    /// from when the reply was `received`.
    pub(crate) fn from_wire(
        wire: types::EnrolledFactor,
        request: &types::EnrollFactorRequest,
        received: impl FnOnce() -> Timestamp,
    ) -> Result<Self, Problem> {
        check_object(wire.object)?;
        let asked = request.type_.to_string();
        if wire.type_.is_some_and(|answered| *answered != asked) {
            return Err("its reply is about another type of factor than the one asked for".into());
        }
        let id = id_from_wire(wire.id)?;
        let is_totp = request.type_ == types::EnrollFactorRequestType::Totp;
        let totp = match wire.totp.map(|totp| EnrolledTotp::from_wire(totp, request)) {
            Some(Ok(totp)) => Some(totp),
            Some(Err(problem)) if is_totp => return Err(problem),
            None if is_totp => return Err("its reply has no totp part, and so no secret".into()),
            // There is no secret to be lost.
            _ => None,
        };
        let [created_at, updated_at] = [wire.created_at, wire.updated_at].map(present);
        let (created_at, updated_at) = match (created_at, updated_at) {
            (Some(created_at), Some(updated_at)) => (created_at, updated_at),
            (Some(only), None) | (None, Some(only)) => (only, only),
            (None, None) => {
                let received = received();
                (received, received)
            }
        };
        Ok(Self {
            id,
            factor_type: FactorType::from(asked.as_str()),
            user_id: present(wire.user_id),
            totp,
            sms: wire.sms.map(Sms::from),
            created_at,
            updated_at,
        })
    }
}

/// What a reply may lack, or have in a form that can't be read.
fn present<T>(wire: Option<Lenient<T>>) -> Option<T> {
    wire.and_then(Lenient::into_inner)
}

impl EnrolledTotp {
    /// The QR code as the bytes of an image file (PNG, where the server sends what it documents).
    ///
    /// # Errors
    ///
    /// `decode`, if `qr_code` is empty because [`uri`](Self::uri) is too long for a QR code, or if it is not a base64 `data:` URL.
    pub fn qr_png(&self) -> Result<Vec<u8>, Error> {
        Self::png_of(self.qr_code.expose())
    }

    /// The image in this `qr_code`. For bindings, whose objects have the parts only.
    #[doc(hidden)]
    pub fn png_of(qr_code: &str) -> Result<Vec<u8>, Error> {
        let failed = |message| Error::new(ErrorKind::Decode, Outcome::Applied, message);
        if qr_code.is_empty() {
            return Err(failed(
                "there is no QR code: uri is too long for one; have the secret typed in by hand, and shorten issuer and user",
            ));
        }
        let bytes =
            qr_code.strip_prefix(PNG_DATA_URL).and_then(|encoded| BASE64.decode(encoded.as_bytes()).ok());
        bytes.ok_or_else(|| failed("qr_code is not a base64 data: URL; draw `uri` as a QR code yourself"))
    }

    /// Some servers send only a part of `secret`, `qr_code` and `uri`; the rest follows from what they send.
    fn from_wire(wire: types::EnrolledTotp, request: &types::EnrollFactorRequest) -> Result<Self, Problem> {
        let [secret, qr_code, uri] = [wire.secret, wire.qr_code, wire.uri].map(|text| {
            present(text).map(|text| Secret::from(text.into_inner())).filter(|text| !text.expose().is_empty())
        });
        let asked = |name: &Option<String>| name.clone().unwrap_or_default();
        let issuer = present(wire.issuer).unwrap_or_else(|| asked(&request.totp_issuer));
        let user = present(wire.user).unwrap_or_else(|| asked(&request.totp_user));
        let (secret, uri) = match (secret, uri) {
            (Some(secret), Some(uri)) => (secret, uri),
            (None, Some(uri)) => {
                let parsed = KeyUri::parse(uri.expose());
                let parsed =
                    parsed.map_err(|_| "its reply has no secret, and none can be read from its uri")?;
                (parsed.secret, uri)
            }
            (Some(secret), None) => {
                let uri = KeyUri::new(&issuer, &user, secret.clone()).to_uri();
                (secret, uri)
            }
            (None, None) => return Err("its reply has neither a secret nor a uri".into()),
        };
        // Too long for a QR code: the secret can still be typed in.
        let drawn = || Secret::from(qr::data_url(uri.expose()).unwrap_or_default());
        let qr_code = qr_code.unwrap_or_else(drawn);
        Ok(Self { issuer, user, secret, qr_code, uri })
    }
}
