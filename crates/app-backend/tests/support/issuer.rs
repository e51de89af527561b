//! An issuer of tokens, for tests: its key, its JWKS document, its signature.

use data_encoding::BASE64URL_NOPAD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents};
use serde_json::{Value, json};

pub struct Issuer {
    kid: String,
    pair: RsaKeyPair,
}

impl Issuer {
    /// With a private key in PKCS#8 form.
    pub fn new(kid: &str, pkcs8: &[u8]) -> Self {
        Self { kid: kid.to_owned(), pair: RsaKeyPair::from_pkcs8(pkcs8).unwrap() }
    }

    /// Its key, as it is in a JWKS document.
    pub fn jwk(&self) -> Value {
        let (n, e) = self.components();
        json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "n": encode(&n), "e": encode(&e) })
    }

    /// The key's modulus and exponent.
    pub fn components(&self) -> (Vec<u8>, Vec<u8>) {
        let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(self.pair.public());
        (n, e)
    }

    pub fn header(&self) -> Value {
        json!({ "alg": "RS256", "typ": "JWT", "kid": self.kid })
    }

    pub fn sign(&self, claims: &Value) -> String {
        self.sign_with(&self.header(), claims)
    }

    pub fn sign_with(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        format!("{message}.{}", encode(&signature))
    }
}

/// A token without its signature and the dot before that.
pub fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()))
}

pub fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}
