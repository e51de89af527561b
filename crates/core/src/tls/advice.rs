//! What to do about an error of TLS, in words: rustls says only what it is.

use std::error::Error as StdError;
use std::io;

use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error as TlsError};

/// What is wrong, and what to do about it; `None` where the error has nothing to do with TLS, or its own words are all there is.
pub(crate) fn advice(error: &(dyn StdError + 'static)) -> Option<String> {
    match tls_error(error)? {
        TlsError::InvalidCertificate(problem) => of_certificate(problem),
        TlsError::AlertReceived(alert) if is_about_client_certificate(*alert) => Some(format!(
            "the server wants a client certificate that it trusts, and did not get one (TLS alert {alert:?}); pass one that its \
             administrators have issued as client_certificate"
        )),
        TlsError::InvalidMessage(_) => Some(
            "what listens there does not speak TLS; is the port the right one, or does base_url have to begin with http://?"
                .to_owned(),
        ),
        _ => None,
    }
}

/// Whether the server has broken the handshake off over the client's certificate. In TLS 1.3 the client has sent its request by then; the
/// server, which has not let it in, has not read it.
pub(crate) fn refused_client_certificate(error: &(dyn StdError + 'static)) -> bool {
    matches!(tls_error(error), Some(TlsError::AlertReceived(alert)) if is_about_client_certificate(*alert))
}

fn is_about_client_certificate(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::CertificateRequired
            | AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            // From a CA of the right name and another key.
            | AlertDescription::DecryptError
    )
}

fn of_certificate(problem: &CertificateError) -> Option<String> {
    Some(match problem {
        CertificateError::UnknownIssuer => {
            "the server's certificate is not from an authority that is trusted here; if it is from a company's or your own CA, pass \
             the CA's certificate as root_certificate"
                .to_owned()
        }
        CertificateError::BadSignature => {
            "the server's certificate is not signed by the authority that it names; if your own CA was made anew, pass its new \
             certificate as root_certificate"
                .to_owned()
        }
        CertificateError::Expired => "the server's certificate has expired; is this machine's clock right?".to_owned(),
        CertificateError::ExpiredContext { not_after, .. } => format!(
            "the server's certificate has expired: it was valid until {}; renew it, or correct this machine's clock",
            date(*not_after)
        ),
        CertificateError::NotValidYet => {
            "the server's certificate is not valid yet; is this machine's clock right?".to_owned()
        }
        CertificateError::NotValidYetContext { not_before, .. } => format!(
            "the server's certificate is not valid before {}; is this machine's clock right?",
            date(*not_before)
        ),
        CertificateError::NotValidForName => {
            "the server's certificate is for another host than that of base_url".to_owned()
        }
        CertificateError::NotValidForNameContext { expected, presented } => format!(
            "the server's certificate is not for {}, but for {}; correct base_url, or the certificate's subjectAltName",
            expected.to_str(),
            if presented.is_empty() { "no name at all".to_owned() } else { presented.join(", ") }
        ),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "the server's certificate is not meant for servers: it needs the extended key usage serverAuth".to_owned()
        }
        CertificateError::Other(other)
            if matches!(other.0.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity)) =>
        {
            "the server shows a CA's certificate as its own, such as `openssl req -x509` makes; make one for a server with \
             -addext basicConstraints=critical,CA:FALSE -addext subjectAltName=DNS:HOST, and pass it as root_certificate"
                .to_owned()
        }
        _ => return None,
    })
}

fn date(time: UnixTime) -> String {
    let time =
        i64::try_from(time.as_secs()).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    time.map_or_else(|| "a date beyond all calendars".to_owned(), |time| time.to_string())
}

/// rustls' error below this one. An [`io::Error`] names as its source the source of what it wraps, and not what it wraps.
fn tls_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a TlsError> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<TlsError>() {
            return Some(found);
        }
        cause = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}
