//! Ways to a server that are not the plain one: Unix sockets, SOCKS, an own TLS configuration; and what its answers' headers say.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "code of tests")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use support::tls::{TlsServer, authority, params, signed};
use support::{Act, ID, KEY, Server, answer, factor};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use workos_mfa::{CallOptions, Client, ErrorKind, Outcome};

/// A SOCKS5 proxy (RFC 1928) that wants no password, leads every name to this machine, and counts the connections to each host.
async fn socks_proxy() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let connections = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let seen = Arc::clone(&seen);
            tokio::spawn(async move {
                let mut greeting = [0; 2];
                stream.read_exact(&mut greeting).await?;
                stream.read_exact(&mut vec![0; greeting[1].into()]).await?;
                stream.write_all(&[5, 0]).await?;
                let mut request = [0; 5];
                stream.read_exact(&mut request).await?;
                // CONNECT, to a name.
                assert_eq!(request[..4], [5, 1, 0, 3]);
                let mut rest = vec![0; usize::from(request[4]) + 2];
                stream.read_exact(&mut rest).await?;
                let port = u16::from_be_bytes([rest[rest.len() - 2], rest[rest.len() - 1]]);
                assert_eq!(&rest[..rest.len() - 2], b"api.workos.test");
                seen.fetch_add(1, Ordering::SeqCst);
                let mut server = TcpStream::connect(("127.0.0.1", port)).await?;
                stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).await?;
                tokio::io::copy_bidirectional(&mut stream, &mut server).await
            });
        }
    });
    (address, connections)
}

#[tokio::test]
async fn a_socks_proxy_leads_to_the_server() {
    let (root, issuer) = authority("CA");
    let server = TlsServer::start(&signed(&params("api.workos.test"), &issuer), None).await;
    let (proxy, connections) = socks_proxy().await;
    let client = Client::builder(KEY)
        .base_url(format!("https://api.workos.test:{}", server.port))
        .root_certificate_pem(root)
        .proxy(format!("socks5h://{proxy}"))
        .build()
        .unwrap();
    assert_eq!(client.get_factor(ID).await.unwrap().id.as_str(), ID);
    assert_eq!((connections.load(Ordering::SeqCst), server.requests()), (1, 1));
}

#[tokio::test]
async fn a_socks_proxy_that_is_not_there_is_a_connection_that_is_not_made() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let client = Client::builder(KEY)
        .base_url("https://api.workos.test")
        .proxy(format!("socks5h://{gone}"))
        .max_retries(0)
        .build()
        .unwrap();
    let error = client.get_factor(ID).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotSent), "{error:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_takes_the_place_of_the_network() {
    let path = std::env::temp_dir().join(format!("workos-mfa-{}.sock", std::process::id()));
    let client = Client::builder(KEY).base_url("http://localhost").unix_socket(&path).max_retries(0);
    let error = client.clone().build().unwrap().get_factor(ID).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotSent), "{error:?}");

    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = vec![0; 4096];
        let read = stream.read(&mut buffer).await.unwrap();
        stream.write_all(answer("200 OK", &factor()).as_bytes()).await.unwrap();
        String::from_utf8_lossy(&buffer[..read]).to_lowercase()
    });
    let client = client.build().unwrap();
    assert_eq!(client.get_factor(ID).await.unwrap().id.as_str(), ID);
    let seen = server.await.unwrap();
    assert!(seen.starts_with("get /auth/factors/") && seen.contains("host: localhost\r\n"), "{seen}");
    std::fs::remove_file(path).unwrap();

    for wrong in [
        Client::builder(KEY).unix_socket(""),
        Client::builder(KEY).unix_socket("/a").proxy("http://p:3128"),
        // Another host than this machine: the socket may lead anywhere.
        Client::builder(KEY).base_url("http://api.workos.test").unix_socket("/a"),
    ] {
        assert_eq!(wrong.build().unwrap_err().kind(), ErrorKind::Config);
    }
}

#[cfg(feature = "rustls")]
#[tokio::test]
async fn an_own_tls_configuration_decides_whom_to_trust() {
    use workos_mfa::rustls::pki_types::{CertificateDer, pem::PemObject as _};
    use workos_mfa::rustls::{ClientConfig, RootCertStore, crypto::ring, version};

    let (root, issuer) = authority("CA");
    let server = TlsServer::start(&signed(&params("localhost"), &issuer), None).await;
    let config = |trusted: bool| {
        let mut roots = RootCertStore::empty();
        if trusted {
            roots.add(CertificateDer::from_pem_slice(root.as_bytes()).unwrap()).unwrap();
        }
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&version::TLS13])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth()
    };
    let builder =
        |trusted| Client::builder(KEY).base_url(server.url()).max_retries(0).rustls_config(config(trusted));
    assert_eq!(builder(true).build().unwrap().get_factor(ID).await.unwrap().id.as_str(), ID);
    assert_eq!(builder(false).build().unwrap().get_factor(ID).await.unwrap_err().kind(), ErrorKind::Connect);
    assert_eq!(server.requests(), 1);

    for wrong in [
        builder(true).root_certificate_pem(root.as_str()),
        builder(true).client_certificate_pem(root.as_str(), root.as_str()),
    ] {
        let error = wrong.build().unwrap_err();
        assert_eq!(error.field_errors()[0].field.as_deref(), Some("rustls_config"));
    }
}

#[tokio::test]
async fn headers_of_the_last_answer_are_part_of_metadata_and_of_errors() {
    let limited = |status: &str, left: u32| {
        let body = if status.starts_with('2') { factor() } else { "{}".to_owned() };
        let text = answer(status, &body);
        Act::Answer(text.replacen(
            "\r\n",
            &format!("\r\nX-RateLimit-Remaining: {left}\r\nset-cookie: a=1\r\n"),
            1,
        ))
    };
    let server = Server::start(vec![
        limited("503 Service Unavailable", 9),
        limited("200 OK", 41),
        limited("429 Too Many Requests", 0),
    ])
    .await;
    let client = Client::builder(KEY).base_url(&server.url).build().unwrap();
    let response = client.get_factor_with(ID, &CallOptions::new()).await.unwrap();
    let headers = &response.metadata.headers;
    assert_eq!(headers.get("x-ratelimit-remaining"), Some("41"));
    assert_eq!(headers.get("set-cookie"), None);

    let error = client.get_factor_with(ID, &CallOptions::new().max_retries(0)).await.unwrap_err();
    assert_eq!(error.headers().get("x-ratelimit-remaining"), Some("0"));
    assert!(!error.to_json().contains("ratelimit") && !format!("{error:?}").contains("a=1"));
    assert_eq!(server.requests(), 3);

    let nowhere = Client::builder(KEY).base_url("https://localhost:1").max_retries(0).build().unwrap();
    assert_eq!(nowhere.get_factor(ID).await.unwrap_err().headers().iter().count(), 0);
}
