//! Web pages of other sites.

use workos_mfa_emulator::Operation;

use crate::world::{ALAN, World};

#[tokio::test]
async fn a_page_of_another_site_can_change_nothing() {
    let world = World::new().start().await;
    let token = world.token(ALAN);
    let ask = async |origin: &str| {
        let headers = format!(
            "authorization: Bearer {token}\r\ncontent-type: application/json\r\norigin: {origin}\r\n"
        );
        world.ask("POST", "/auth/factors/enroll", &headers, r#"{"type": "generic_otp"}"#).await
    };
    for foreign in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let reply = ask(foreign).await;
        assert_eq!((reply.status, reply.json()["code"].as_str()), (403, Some("foreign_origin")), "{foreign}");
    }
    assert_eq!(world.emulator.requests(Operation::EnrollFactor), 0);
    let own = world.backend.clone();
    assert_eq!(ask(&own).await.status, 201);
}

#[tokio::test]
async fn no_browser_is_told_that_it_may_ask() {
    let world = World::new().start().await;
    let headers = "origin: https://app.example\r\naccess-control-request-method: POST\r\naccess-control-request-headers: authorization\r\n";
    for path in ["/auth/factors/enroll", "/auth/factors/auth_factor_1"] {
        // The contract check sees to it that no response has a header of CORS.
        assert_eq!(world.ask("OPTIONS", path, headers, "").await.status, 405);
    }
    let headers = format!("{headers}authorization: Bearer {}\r\n", world.token(ALAN));
    assert_eq!(world.ask("GET", "/auth/factors/auth_factor_1", &headers, "").await.status, 404);
}
