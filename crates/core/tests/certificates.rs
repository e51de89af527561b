//! Whom the client trusts, what it says about those it does not, and how it shows who it is.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::path::Path;
use std::process::Command;

use rcgen::{BasicConstraints, IsCa};
use support::tls::{Certified, TlsServer, authority, params, self_signed, signed};
use support::{ID, KEY};
use workos_mfa::{Client, ClientBuilder, Error, ErrorKind, Outcome};

fn builder(server: &TlsServer) -> ClientBuilder {
    Client::builder(KEY).base_url(server.url()).max_retries(0)
}

/// What the client says about this server, to which it must not have sent anything.
async fn refusal(certified: &Certified, root: &str) -> String {
    let server = TlsServer::start(certified, None).await;
    let client = builder(&server).root_certificate_pem(root).build().unwrap();
    let error = client.get_factor(ID).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotSent), "{error:?}");
    assert_eq!(server.requests(), 0);
    error.message().to_owned()
}

#[tokio::test]
async fn an_error_about_a_certificate_says_what_to_do() {
    let (root, issuer) = authority("CA");
    let (unknown, _) = authority("another CA");
    let (older, _) = authority("CA");

    let message = refusal(&signed(&params("localhost"), &issuer), &unknown).await;
    assert!(message.contains("root_certificate"), "{message}");

    let message = refusal(&signed(&params("localhost"), &issuer), &older).await;
    assert!(message.contains("made anew"), "{message}");

    let message = refusal(&signed(&params("other.test"), &issuer), &root).await;
    assert!(message.contains("localhost") && message.contains("other.test"), "{message}");

    let mut expired = params("localhost");
    expired.not_after = rcgen::date_time_ymd(2020, 2, 29);
    let message = refusal(&signed(&expired, &issuer), &root).await;
    assert!(message.contains("expired") && message.contains("2020-02-29"), "{message}");

    let mut early = params("localhost");
    early.not_before = rcgen::date_time_ymd(2090, 1, 1);
    early.not_after = rcgen::date_time_ymd(2091, 1, 1);
    let message = refusal(&signed(&early, &issuer), &root).await;
    assert!(message.contains("2090-01-01") && message.contains("clock"), "{message}");

    let mut for_clients = params("localhost");
    for_clients.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
    let message = refusal(&signed(&for_clients, &issuer), &root).await;
    assert!(message.contains("serverAuth"), "{message}");
}

#[tokio::test]
async fn a_ca_in_a_servers_place_is_refused_with_the_way_to_make_a_server_certificate() {
    // As `openssl req -x509` makes them.
    let mut ca = params("localhost");
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certified = self_signed(&ca);
    let message = refusal(&certified, &certified.pem).await;
    assert!(message.contains("CA:FALSE") && message.contains("subjectAltName"), "{message}");

    // And that way works.
    let mut server = params("localhost");
    server.is_ca = IsCa::ExplicitNoCa;
    let certified = self_signed(&server);
    let server = TlsServer::start(&certified, None).await;
    let client = builder(&server).root_certificate_pem(certified.pem.as_str()).build().unwrap();
    assert_eq!(client.get_factor(ID).await.unwrap().id.as_str(), ID);
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn plain_http_where_tls_is_due_is_named() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt as _;
        while let Ok((mut stream, _)) = listener.accept().await {
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await?;
            std::future::pending::<()>().await;
        }
        Ok::<(), std::io::Error>(())
    });
    let client =
        Client::builder(KEY).base_url(format!("https://localhost:{port}")).max_retries(0).build().unwrap();
    let error = client.get_factor(ID).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotSent), "{error:?}");
    assert!(error.message().contains("does not speak TLS"), "{error}");
}

fn at_fault(error: &Error) -> &str {
    assert_eq!(error.kind(), ErrorKind::Config);
    error.field_errors()[0].field.as_deref().unwrap()
}

#[tokio::test]
async fn a_client_certificate_opens_the_door() {
    let (root, issuer) = authority("CA");
    let (client_root, client_issuer) = authority("CA of clients");
    let (_, older_issuer) = authority("CA of clients");
    let server = TlsServer::start(&signed(&params("localhost"), &issuer), Some(&client_root)).await;
    let own = signed(&params("shop.test"), &client_issuer);

    let client = builder(&server)
        .root_certificate_pem(root.as_str())
        .client_certificate_pem(own.pem.as_str(), own.key_pem.as_str())
        .build()
        .unwrap();
    assert_eq!(client.get_factor(ID).await.unwrap().id.as_str(), ID);
    assert_eq!(server.requests(), 1);

    // Without one, or with another CA's, the server reads nothing: the request is not on its way, though the client has written it.
    let trusting = || builder(&server).root_certificate_pem(root.as_str());
    let with = |issuer| {
        let own = signed(&params("shop.test"), issuer);
        trusting().client_certificate_pem(own.pem, own.key_pem)
    };
    for builder in [trusting(), with(&issuer), with(&older_issuer)] {
        let error = builder
            .build()
            .unwrap()
            .enroll_factor(workos_mfa::EnrollFactor::sms("+15555555555"))
            .await
            .unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{error:?}");
        assert!(error.message().contains("client_certificate"), "{error}");
        assert_eq!(server.requests(), 1);
    }
}

#[test]
fn a_wrong_client_certificate_fails_when_the_client_is_built() {
    let (_, issuer) = authority("CA");
    let (one, other) = (signed(&params("a"), &issuer), signed(&params("b"), &issuer));
    let no_key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let encrypted = one.key_pem.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    for (chain, key, words) in [
        ("", one.key_pem.as_str(), "BEGIN CERTIFICATE"),
        ("hello", &one.key_pem, "BEGIN CERTIFICATE"),
        (&one.key_pem, &one.pem, "first"),
        (&one.pem, "", "BEGIN PRIVATE KEY"),
        (&one.pem, &one.pem, "BEGIN PRIVATE KEY"),
        (&one.pem, &encrypted, "decrypted"),
        (&one.pem, no_key, "of a kind"),
        (&one.pem, &other.key_pem, "do not belong together"),
    ] {
        let error = Client::builder(KEY).client_certificate_pem(chain, key).build().unwrap_err();
        assert_eq!(at_fault(&error), "client_certificate");
        assert!(error.message().contains(words), "{words}: {error}");
        let secret = one.key_pem.lines().nth(1).unwrap();
        assert!(!format!("{error} {error:?}").contains(secret));
    }
    let shown =
        format!("{:?}", Client::builder(KEY).client_certificate_pem(one.pem.as_str(), one.key_pem.as_str()));
    assert!(!shown.contains("PRIVATE"), "{shown}");
}

/// The environment belongs to the whole process, so what depends on it runs in one of its own: this test again.
const CHILD: &str = "WORKOS_MFA_TEST_CHILD";

fn in_child(test: &str, variables: &[(&str, &str)]) -> String {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", test, "--nocapture"]).env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR");
    let output = child.envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_environment_says_where_certificates_are() {
    if let Ok(url) = std::env::var(CHILD) {
        let said = match Client::builder(KEY).base_url(url).max_retries(0).build() {
            Ok(client) => match client.get_factor(ID).await {
                Ok(factor) => format!("got {}", factor.id.as_str()),
                Err(error) => error.message().to_owned(),
            },
            Err(error) => format!("config: {}: {}", at_fault(&error), error.message()),
        };
        // On a line of its own, for the test that has started this process.
        println!("\nsaid: {said}");
        return;
    }
    let (root, issuer) = authority("CA");
    let server = TlsServer::start(&signed(&params("localhost"), &issuer), None).await;
    let folder = std::env::temp_dir().join(format!("workos-mfa-certificates-{}", std::process::id()));
    let (empty_dir, dir) = (folder.join("none"), folder.join("some"));
    let no_certificate = folder.join("odd.pem");
    std::fs::create_dir_all(&empty_dir).unwrap();
    std::fs::create_dir_all(&dir).unwrap();
    let (empty, full, missing) = (folder.join("empty.pem"), dir.join("ca.pem"), folder.join("missing"));
    std::fs::write(&empty, "").unwrap();
    std::fs::write(&full, &root).unwrap();

    let url = server.url();
    let ask = |variables: &[(&str, &Path)]| {
        let mut all = vec![(CHILD, url.as_str())];
        all.extend(variables.iter().map(|(name, path)| (*name, path.to_str().unwrap())));
        let text = in_child("the_environment_says_where_certificates_are", &all);
        text.lines().find_map(|line| line.strip_prefix("said: ")).unwrap_or_default().to_owned()
    };
    let got = format!("got {ID}");
    assert_eq!(ask(&[("SSL_CERT_FILE", &full)]), got);
    assert_eq!(ask(&[("SSL_CERT_DIR", &dir)]), got);
    assert_eq!(ask(&[("SSL_CERT_FILE", &empty), ("SSL_CERT_DIR", &dir)]), got);
    assert_eq!(ask(&[("SSL_CERT_FILE", Path::new("")), ("SSL_CERT_DIR", &dir)]), got, "empty is unset");
    // Whoever names a place wants what is there, and not the Web PKI's roots.
    std::fs::write(&no_certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        .unwrap();
    for (name, path) in
        [("SSL_CERT_FILE", &empty), ("SSL_CERT_FILE", &no_certificate), ("SSL_CERT_DIR", &empty_dir)]
    {
        let said = ask(&[(name, path)]);
        assert!(said.starts_with(&format!("config: root_certificate: {name} names")), "{said}");
        assert!(said.contains("no certificate"), "{said}");
    }
    for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
        let said = ask(&[(name, &missing)]);
        assert!(said.starts_with("config: root_certificate: ") && said.contains(name), "{said}");
        assert!(said.contains("missing"), "{said}");
    }
    let said = ask(&[("SSL_CERT_FILE", &dir)]);
    assert!(said.starts_with("config: root_certificate: ") && said.contains("directory"), "{said}");
    assert_eq!(server.requests(), 4);
    std::fs::remove_dir_all(folder).unwrap();
}
