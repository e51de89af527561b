"""The backend in `examples/`, between an app and the emulator, with tokens of an issuer of its own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Iterator

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from conftest import KEY, LIMIT
from test_servers import serving
from workos_mfa import DecodeError, WorkOSClient
from workos_mfa.testing import Emulator, Fault

EXAMPLE = Path(__file__).parents[1] / "examples/app_backend.py"
ISSUER = "https://auth.example/user_management/client_1"
PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = json.loads(RSAAlgorithm.to_jwk(PRIVATE.public_key()))
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def token(user: str = "user_1", key: Any = PRIVATE, algorithm: str = "RS256", kid: str = "one", **changes: Any) -> str:
    claims = {"iss": ISSUER, "sub": user, "sid": "session_1", "exp": int(time.time()) + 300, **changes}
    given = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(given, key, algorithm, {"kid": kid})


class Keys(BaseHTTPRequestHandler):
    reads = 0

    def do_GET(self) -> None:
        Keys.reads += 1
        body = json.dumps({"keys": [{**PUBLIC, "kid": "one", "use": "sig"}]}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def backend(tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    Keys.reads = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    Thread(target=server.serve_forever, daemon=True).start()
    for name, value in {
        "WORKOS_API_KEY": KEY, "WORKOS_BASE_URL": emulator.url, "WORKOS_CLIENT_ID": "client_1", "APP_BACKEND_ISSUER": ISSUER,
        "APP_BACKEND_JWKS": f"http://127.0.0.1:{server.server_port}/",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    command = ["uvicorn", "--port", "0", "--timeout-graceful-shutdown", "5", "app:app"]
    with serving(tmp_path, EXAMPLE.read_text(encoding="utf-8"), r"Uvicorn running on (\S+)", *command) as (_, url, _):
        yield url
    server.shutdown()
    server.server_close()


def ask(url: str, method: str, path: str, bearer: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
    data = None if body is None else json.dumps(body).encode()
    sent = {"authorization": f"Bearer {bearer}", "content-type": "application/json", **headers}
    request = urllib.request.Request(url + path, data, sent, method=method)
    try:
        reply = urllib.request.urlopen(request, timeout=LIMIT)
    except urllib.error.HTTPError as error:
        reply = error
    with reply:
        text = reply.read()
        assert KEY.encode() not in text and reply.headers["cache-control"] == "no-store"
        return reply.status, json.loads(text) if text else None, reply.headers


def app(url: str, bearer: str) -> WorkOSClient:
    return WorkOSClient(token_provider=lambda: bearer, base_url=url, max_retries=0)


def test_an_app_gets_at_its_users_factors_alone(backend: str, emulator: Emulator) -> None:
    own, other = app(backend, token()), app(backend, token("user_2"))
    factor = own.mfa.enroll_factor(type="totp", totp_issuer="Foo", totp_user="alan", user_id="user_2")
    assert factor.totp.secret and factor.user_id == "user_1"
    assert own.mfa.get_factor(factor.id).user_id == "user_1"
    none = ask(backend, "GET", "/auth/factors/auth_factor_1", token("user_2"))
    for method in ("GET", "DELETE"):
        assert ask(backend, method, f"/auth/factors/{factor.id}", token("user_2"))[:2] == none[:2] == (404, {"message": "Not Found"})
    assert other.mfa.enroll_factor(type="generic_otp").user_id == "user_2"
    assert emulator.requests("delete_factor") == 0
    own.mfa.delete_factor(factor.id)
    assert [factor.user_id for factor in emulator.factors()] == ["user_2"]


def confused() -> str:
    def encode(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    signed = ".".join(token().split(".")[1:2])
    signed = encode(b'{"alg":"HS256","kid":"one"}') + "." + signed
    return signed + "." + encode(hmac.new(json.dumps(PUBLIC).encode(), signed.encode(), hashlib.sha256).digest())


def test_a_wrong_token_is_a_401(backend: str, emulator: Emulator) -> None:
    wrong = [
        "", "made-up", token()[:-8] + "AAAAAAAA", token(key=OTHER), token(kid="two"), confused(), token(exp=int(time.time()) - 60),
        token(exp=None), token(nbf=int(time.time()) + 300), token(iss="https://evil.example/client_1"), token(aud="client_2"),
        token(aud=[]), token(client_id="client_2"), token(sub=None), token(""), token(sid=None), token(padding="x" * 10_000),
        jwt.encode({"sub": "user_1"}, None, "none", {"kid": "one"}), token(algorithm="RS512"),
    ]  # fmt: skip
    for bearer in wrong:
        status, problem, headers = ask(backend, "POST", "/auth/factors/enroll", bearer, {"type": "generic_otp"})
        assert (status, problem, headers["www-authenticate"]) == (401, {"message": "Unauthorized"}, "Bearer"), bearer
    assert emulator.requests() == 0 and Keys.reads == 1
    assert ask(backend, "GET", "/auth/factors/auth_factor_1", token(aud=["other", "client_1"]))[0] == 404


def test_the_app_draws_the_same_conclusions(backend: str, emulator: Emulator) -> None:
    own = app(backend, token())
    factor = own.mfa.enroll_factor(type="generic_otp")
    lost = {"object": "authentication_factor", "id": factor.id, "type": "totp", "created_at": "2026-01-15T12:00:00Z", "updated_at": "2026-01-15T12:00:00Z"}
    emulator.inject("enroll_factor", Fault.status(201).body(json.dumps(lost).encode()))
    with pytest.raises(DecodeError) as failed:
        own.mfa.enroll_factor(type="totp", totp_issuer="Foo", totp_user="alan")
    assert (failed.value.outcome, failed.value.factor_id) == ("applied", factor.id)
    body = {"type": "generic_otp"}
    for fault, status in [(Fault.status(500), 502), (Fault.status(401), 502), (Fault.status(409), 409), (Fault.reset_after_reading(), 502)]:
        emulator.inject("enroll_factor", fault)
        before = emulator.requests("enroll_factor")
        assert ask(backend, "POST", "/auth/factors/enroll", token(), body)[0] == status
        assert emulator.requests("enroll_factor") == before + 1
    for body, status in [({"type": "sms", "phone_number": "555"}, 422), ({"type": 5}, 400), ({"type": "pigeon"}, 422)]:
        status_now, problem, _ = ask(backend, "POST", "/auth/factors/enroll", token(), body)
        assert (status_now, type(problem["message"])) == (status, str), problem


def test_enrolments_are_limited_and_web_pages_refused(backend: str, emulator: Emulator) -> None:
    def enroll(user: str, number: str, **headers: str) -> tuple[int, Any]:
        status, _, answered = ask(backend, "POST", "/auth/factors/enroll", token(user), {"type": "sms", "phone_number": number}, **headers)
        return status, answered["retry-after"]

    assert [enroll(f"user_{number}", "+15555555555")[0] for number in range(6)] == [201] * 5 + [429]
    assert [enroll("user_1", f"+1555555500{number}")[0] for number in range(10)] == [201] * 9 + [429]
    assert 0 < int(enroll("user_1", "+15555555599")[1] or 0) <= 360
    assert enroll("user_9", "+15555555598", origin="https://evil.example")[0] == 403
    status, _, headers = ask(backend, "OPTIONS", "/auth/factors/enroll", token())
    assert status == 405 and not [name for name in headers if name.lower().startswith("access-control")]
    assert emulator.requests("enroll_factor") == 14

