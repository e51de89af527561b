//! The keys of a JWKS document (RFC 7517) that can verify tokens here.

use std::collections::HashMap;

use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, KeyAlgorithm, PublicKeyUse};
use serde::Deserialize;

/// An issuer has two or three.
const MAX_KEYS: usize = 64;

/// By the keys' ids.
pub(super) type Keys = HashMap<String, DecodingKey>;

#[derive(Deserialize)]
struct Document {
    keys: Vec<serde_json::Value>,
}

/// The usable keys of a document: RSA, for signatures, with an id. Others are passed over, since an issuer may add what it likes.
pub(super) fn read(document: &[u8]) -> Result<Keys, &'static str> {
    let document: Document = serde_json::from_slice(document).map_err(|_| "it is no JWKS document")?;
    if document.keys.len() > MAX_KEYS {
        return Err("it has too many keys");
    }
    let keys: Keys = document.keys.into_iter().filter_map(usable).collect();
    if keys.is_empty() { Err("it has no RSA key for signatures with a `kid`") } else { Ok(keys) }
}

fn usable(key: serde_json::Value) -> Option<(String, DecodingKey)> {
    let key: Jwk = serde_json::from_value(key).ok()?;
    let AlgorithmParameters::RSA(parameters) = &key.algorithm else { return None };
    let for_signatures = matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let for_rs256 = matches!(key.common.key_algorithm, None | Some(KeyAlgorithm::RS256));
    if !for_signatures || !for_rs256 {
        return None;
    }
    let decoding = DecodingKey::from_rsa_components(&parameters.n, &parameters.e).ok()?;
    Some((key.common.key_id?, decoding))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn takes_what_can_verify_and_passes_over_the_rest() {
        let text = r#"{"keys": [
            {"kty": "RSA", "kid": "one", "n": "AQAB", "e": "AQAB", "use": "sig", "alg": "RS256", "x5c": []},
            {"kty": "RSA", "kid": "two", "n": "AQAB", "e": "AQAB"},
            {"kty": "RSA", "kid": "encryption", "n": "AQAB", "e": "AQAB", "use": "enc"},
            {"kty": "RSA", "kid": "other", "n": "AQAB", "e": "AQAB", "alg": "RS512"},
            {"kty": "RSA", "kid": "broken", "n": "?", "e": "AQAB"},
            {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
            {"kty": "oct", "kid": "secret", "k": "AQAB"},
            {"kty": "EC", "kid": "curve", "crv": "P-256", "x": "AQAB", "y": "AQAB"},
            {"kty": "new"}, 5
        ]}"#;
        let mut ids: Vec<String> = read(text.as_bytes()).unwrap().into_keys().collect();
        ids.sort();
        assert_eq!(ids, ["one", "two"]);
    }

    #[test]
    fn refuses_what_can_verify_nothing() {
        for text in
            ["", "[]", "{}", r#"{"keys": []}"#, r#"{"keys": [{"kty": "oct", "kid": "a", "k": "AQAB"}]}"#]
        {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
        let many = vec![r#"{"kty": "RSA", "kid": "one", "n": "AQAB", "e": "AQAB"}"#; 65].join(",");
        assert!(read(format!(r#"{{"keys": [{many}]}}"#).as_bytes()).is_err());
    }
}
