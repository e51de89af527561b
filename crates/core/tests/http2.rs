//! What only an HTTP/2 server can say: that it has not processed a request (RFC 9113, 8.7).

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use support::{KEY, enrolled};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{self, pki_types::PrivatePkcs8KeyDer};
use workos_mfa::{Client, EnrollFactor, ErrorKind, Outcome};

/// Refuses the first streams with this reason, and answers the others. Returns its port, its certificate as PEM, and the number of
/// requests it has seen.
async fn serve(refuse: usize, reason: h2::Reason) -> (u16, String, Arc<AtomicUsize>) {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key.into())
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let requests = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, seen) = (acceptor.clone(), Arc::clone(&seen));
            tokio::spawn(async move {
                let mut connection = h2::server::handshake(acceptor.accept(stream).await?)
                    .await
                    .map_err(std::io::Error::other)?;
                while let Some(Ok((request, mut respond))) = connection.accept().await {
                    let number = seen.fetch_add(1, Ordering::SeqCst);
                    drop(request);
                    if number < refuse {
                        respond.send_reset(reason);
                        continue;
                    }
                    let head = http::Response::builder().status(201).body(()).unwrap();
                    let mut body = respond.send_response(head, false).map_err(std::io::Error::other)?;
                    body.send_data(bytes::Bytes::from(enrolled()), true).map_err(std::io::Error::other)?;
                }
                Ok::<(), std::io::Error>(())
            });
        }
    });
    (port, cert.pem(), requests)
}

async fn enroll(refuse: usize, reason: h2::Reason) -> (Result<u32, workos_mfa::Error>, usize) {
    let (port, pem, requests) = serve(refuse, reason).await;
    let client = Client::builder(KEY)
        .base_url(format!("https://localhost:{port}"))
        .root_certificate_pem(pem)
        .build()
        .unwrap();
    let result =
        client.enroll_factor_with(EnrollFactor::totp("Foo", "alan"), &workos_mfa::CallOptions::new()).await;
    (result.map(|response| response.metadata.attempts), requests.load(Ordering::SeqCst))
}

#[tokio::test]
async fn an_enrolment_on_a_refused_stream_is_sent_again() {
    let (result, requests) = enroll(1, h2::Reason::REFUSED_STREAM).await;
    assert_eq!((result.unwrap(), requests), (2, 2));
}

#[tokio::test]
async fn an_enrolment_on_a_stream_that_failed_otherwise_is_not() {
    let (result, requests) = enroll(1, h2::Reason::INTERNAL_ERROR).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), requests), (ErrorKind::Transport, Outcome::Unknown, 1));
}
