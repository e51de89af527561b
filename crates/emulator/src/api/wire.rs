//! Factors as the API shows them. A field that is absent is left out, never null.

use serde::Serialize;
use workos_mfa::{Secret, models::timestamp_to_wire};

use crate::state::StoredFactor;

/// What is shown in the reply to an enrolment and never again, besides the secret itself.
pub(super) struct Keys {
    pub(super) uri: Secret,
    pub(super) qr_code: Secret,
}

/// A factor for `GET`.
pub(super) fn factor(factor: &StoredFactor) -> impl Serialize {
    enrolled_factor(factor, None)
}

/// A factor that has just been enrolled.
pub(super) fn enrolled_factor<'a>(
    factor: &'a StoredFactor,
    keys: Option<&'a Keys>,
) -> impl Serialize + use<'a> {
    let created_at = timestamp_to_wire(factor.created_at);
    Factor {
        object: "authentication_factor",
        id: &factor.id,
        factor_type: &factor.factor_type,
        user_id: factor.user_id.as_deref(),
        totp: factor.totp.as_ref().map(|totp| Totp {
            issuer: &totp.issuer,
            user: &totp.user,
            keys: keys.map(|keys| Shown {
                secret: totp.secret.expose(),
                qr_code: keys.qr_code.expose(),
                uri: keys.uri.expose(),
            }),
        }),
        sms: factor.phone_number.as_deref().map(|phone_number| Sms { phone_number }),
        updated_at: created_at.clone(),
        created_at,
    }
}

#[derive(Serialize)]
struct Factor<'a> {
    object: &'static str,
    id: &'a str,
    #[serde(rename = "type")]
    factor_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    totp: Option<Totp<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sms: Option<Sms<'a>>,
    created_at: String,
    updated_at: String,
}

#[derive(Serialize)]
struct Totp<'a> {
    issuer: &'a str,
    user: &'a str,
    #[serde(flatten)]
    keys: Option<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    secret: &'a str,
    qr_code: &'a str,
    uri: &'a str,
}

#[derive(Serialize)]
struct Sms<'a> {
    phone_number: &'a str,
}
