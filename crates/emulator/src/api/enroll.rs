//! `POST /auth/factors/enroll`

use data_encoding::BASE32_NOPAD;
use ring::{error::Unspecified, rand::SecureRandom};
use serde_json::Value;
use workos_mfa::{Secret, Timestamp, otpauth::KeyUri, qr};

use super::{
    reply::{FieldError, Reply},
    validate::{self, Details, Enrolment},
    wire::{self, Keys},
};
use crate::state::{State, StoredFactor, StoredTotp};

/// 160 bits, as RFC 4226 (section 4, R6) recommends.
const SECRET_BYTES: usize = 20;

pub(super) fn enroll(state: &State, body: &[u8]) -> Reply {
    let enrolment = match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => validate::enrolment(&object),
        Ok(_) => return Reply::bad_json("The request body must be a JSON object."),
        // The message says where, and never repeats the input.
        Err(error) => return Reply::bad_json(format!("The request body is not valid JSON: {error}.")),
    };
    let enrolment = match enrolment {
        Ok(enrolment) => enrolment,
        Err(errors) => return Reply::unprocessable(&errors),
    };
    let Ok((factor, keys)) = create(state, enrolment) else { return Reply::no_random_numbers() };
    let keys = match keys.transpose() {
        Ok(keys) => keys,
        Err(error) => return Reply::unprocessable(&[error]),
    };
    let reply = Reply::created(wire::enrolled_factor(&factor, keys.as_ref()));
    state.insert(factor);
    reply
}

/// The factor, and for an app what is shown once: or why that can't be drawn.
type Created = (StoredFactor, Option<Result<Keys, FieldError>>);

fn create(state: &State, enrolment: Enrolment) -> Result<Created, Unspecified> {
    let mut factor = StoredFactor {
        id: state.new_id("auth_factor_")?,
        factor_type: String::new(),
        user_id: enrolment.user_id,
        totp: None,
        phone_number: None,
        created_at: now(),
    };
    let mut keys = None;
    factor.factor_type = match enrolment.details {
        Details::Totp { issuer, user } => {
            let secret = new_secret(state)?;
            keys = Some(draw(&KeyUri::new(issuer.as_str(), user.as_str(), secret.clone())));
            factor.totp = Some(StoredTotp { issuer, user, secret });
            "totp"
        }
        Details::Sms { phone_number } => {
            factor.phone_number = Some(phone_number);
            "sms"
        }
        Details::GenericOtp => "generic_otp",
    }
    .to_owned();
    Ok((factor, keys))
}

fn new_secret(state: &State) -> Result<Secret, Unspecified> {
    let mut key = [0; SECRET_BYTES];
    state.random.fill(&mut key)?;
    Ok(Secret::from(BASE32_NOPAD.encode(&key)))
}

fn draw(key: &KeyUri) -> Result<Keys, FieldError> {
    let uri = key.to_uri();
    match qr::data_url(uri.expose()) {
        Ok(qr_code) => Ok(Keys { uri, qr_code: Secret::from(qr_code) }),
        // What is longer is to blame.
        Err(_) => {
            let field = if key.issuer.len() >= key.user.len() { "totp_issuer" } else { "totp_user" };
            Err(FieldError {
                field,
                code: "too_long",
                message: format!("{field} is too long for a QR code."),
            })
        }
    }
}

/// To the millisecond: what the wire says and what is stored are the same.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}
