//! A secret key does not belong in an app.

use url::Url;

use crate::Secret;

/// Whether this is built for phones and the like. A program for them is handed out, with all that is in it.
pub(super) const BUILT_FOR_APPS: bool = cfg!(any(
    target_os = "android",
    target_os = "ios",
    target_os = "tvos",
    target_os = "visionos",
    target_os = "watchos"
));

/// What is wrong with this key for the vendor's own host, in a program that is handed out.
pub(super) fn problem(key: &Secret, base_url: &str) -> Option<String> {
    let host = Url::parse(base_url).ok()?.host_str()?.trim_end_matches('.').to_ascii_lowercase();
    let vendors = host == "workos.com" || host.ends_with(".workos.com");
    (vendors && key.expose().starts_with("sk_")).then(|| {
        "a secret key (sk_…) must not be in an app: whoever has the app can read it, and do with your \
         account what it allows. Build the client with a token provider, and with your own backend as base_url; \
         the backend holds the key. In a test, allow_secret_key_in_app allows it"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::problem;
    use crate::{Client, ErrorKind};

    fn build(key: &str, url: &str, allowed: bool) -> Result<Client, crate::Error> {
        Client::builder(key).base_url(url).built_for_apps(true).allow_secret_key_in_app(allowed).build()
    }

    #[test]
    fn a_secret_key_for_the_vendors_host_is_refused_in_an_app() {
        for url in ["https://api.workos.com", "https://API.WORKOS.COM./v1", "https://eu.api.workos.com"] {
            let error = build("sk_live_1", url, false).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{url}");
            assert_eq!(error.field_errors()[0].field.as_deref(), Some("api_key"));
            assert!(error.message().contains("token provider") && error.message().contains("base_url"));
            assert!(build("sk_live_1", url, true).is_ok(), "it can be allowed");
        }
    }

    #[test]
    fn what_is_no_secret_or_goes_elsewhere_is_fine() {
        assert!(build("short-lived", "https://api.workos.com", false).is_ok());
        assert!(build("sk_test_1", "https://backend.example/mfa", false).is_ok());
        assert!(build("sk_test_1", "https://api.workos.com.example", false).is_ok());
        assert!(build("sk_test_1", "http://127.0.0.1:4100", false).is_ok());
        let provider = || async { Ok("sk_live_1".to_owned()) };
        assert!(Client::builder_with_token_provider(provider).built_for_apps(true).build().is_ok());
    }

    #[test]
    fn elsewhere_than_in_an_app_a_key_is_what_one_uses() {
        assert!(Client::new("sk_live_1").is_ok());
        assert!(problem(&"sk_live_1".to_owned().into(), "https://api.workos.com").is_some());
    }
}
