"""Other people's libraries, and what tests of applications do."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timezone
from unittest import mock

import flask
import pydantic
import pytest

from conftest import KEY, SilentServer, run_python
from test_threads_and_processes import UNIX
from workos_mfa import (
    AsyncWorkOSClient,
    EnrolledFactor,
    EnrolledTotp,
    EnrolledTotpFactor,
    Factor,
    Metadata,
    Sms,
    Totp,
    WorkOSClient,
)

MOMENT = datetime(2026, 1, 15, 12, 0, 0, 123000, timezone.utc)
FACTOR = Factor(id="auth_factor_1", type="totp", created_at=MOMENT, updated_at=MOMENT, totp=Totp(issuer="Foo", user="alan"))
TEXT = Factor(id="auth_factor_2", type="sms", created_at=MOMENT, updated_at=MOMENT, sms=Sms(phone_number="+15"), user_id="user_1")
ENROLLED = EnrolledFactor(
    id="auth_factor_1", type="totp", created_at=MOMENT, updated_at=MOMENT,
    totp=EnrolledTotp(issuer="Foo", user="alan", secret="SECRET", qr_code="data:image/png;base64,iVBORw==", uri="otpauth://SECRET"),
)


def test_a_call_can_be_patched() -> None:
    client = WorkOSClient(KEY)
    with mock.patch.object(client.mfa, "get_factor", return_value=FACTOR) as patched:
        assert client.mfa.get_factor("auth_factor_1") is FACTOR
    patched.assert_called_once_with("auth_factor_1")
    with mock.patch.object(WorkOSClient, "mfa"), mock.patch("workos_mfa.Mfa.get_factor", autospec=True, return_value=FACTOR):
        assert client.mfa.get_factor("auth_factor_1") is FACTOR


def test_a_client_can_be_specified_by_its_class() -> None:
    client = mock.create_autospec(WorkOSClient, instance=True)
    client.mfa.get_factor.return_value = FACTOR
    assert client.mfa.get_factor("auth_factor_1", timeout=5) is FACTOR
    with pytest.raises(TypeError):
        client.mfa.get_factor("auth_factor_1", time_out=5)
    with pytest.raises(AttributeError):
        client.mfa.get_factors
    assert mock.create_autospec(WorkOSClient(KEY)).mfa.delete_factor.return_value is not None
    assert mock.Mock(spec=WorkOSClient).mfa is not None


def test_so_can_the_async_one() -> None:
    client = mock.create_autospec(AsyncWorkOSClient, instance=True)
    client.mfa.get_factor.return_value = FACTOR

    async def main() -> None:
        assert await client.mfa.get_factor(id="auth_factor_1") is FACTOR
        real = AsyncWorkOSClient(KEY)
        with mock.patch.object(real.mfa, "get_factor", return_value=FACTOR):
            assert await real.mfa.get_factor("auth_factor_1") is FACTOR

    asyncio.run(main())
    client.mfa.get_factor.assert_awaited_once_with(id="auth_factor_1")


class Everything(pydantic.BaseModel):
    factor: Factor
    text: Factor
    enrolled: EnrolledFactor
    with_totp: EnrolledTotpFactor
    totp: Totp
    metadata: Metadata


EVERYTHING = {
    "factor": FACTOR, "text": TEXT, "enrolled": ENROLLED, "with_totp": ENROLLED, "totp": FACTOR.totp,
    "metadata": Metadata(status=200, request_id="r", attempts=2, elapsed=0.25),
}  # fmt: skip


def test_models_are_fields_of_pydantics() -> None:
    held = Everything(**EVERYTHING)
    assert held.factor is FACTOR and held.enrolled is ENROLLED
    # By way of JSON, and of dicts.
    assert json.loads(held.model_dump_json())["factor"] == FACTOR.to_dict()
    assert Everything.model_validate_json(held.model_dump_json()) == held == Everything(**held.model_dump())
    for mode in ("validation", "serialization"):
        factor = Everything.model_json_schema(mode=mode)["properties"]["factor"]  # type: ignore[arg-type]
        assert factor["properties"]["created_at"] == {"title": "Created At", "type": "string", "format": "date-time"}
        assert set(factor["required"]) == {"id", "type", "created_at", "updated_at"}
    for wrong in ({"factor": "auth_factor_1"}, {"factor": {"id": "auth_factor_1"}}, {"factor": None}, {"factor": ENROLLED}):
        with pytest.raises(pydantic.ValidationError):
            Everything(**{**EVERYTHING, **wrong})


def test_a_flask_view_returns_a_dict() -> None:
    app = flask.Flask("test")
    app.add_url_rule("/", view_func=lambda: flask.jsonify(FACTOR.to_dict()))
    assert app.test_client().get("/").json == FACTOR.to_dict()


GEVENT = """
from gevent import monkey
monkey.patch_all()
import gevent, sys, threading
from workos_mfa import RequestTimeoutError, WorkOSClient
from workos_mfa.testing import Emulator
# A greenlet that a provider ran as would wait for the thread that waits for it.
with Emulator() as emulator:
    client = WorkOSClient(token_provider=lambda: emulator.api_key, base_url=emulator.url)
    factor = client.mfa.enroll_factor(type="generic_otp")
    print(gevent.get_hub().threadpool.apply(client.mfa.get_factor, (factor.id,)).id == factor.id)
stalled = WorkOSClient("sk", base_url=sys.argv[1])
ended, ticks = threading.Event(), 0
def call():
    try:
        gevent.get_hub().threadpool.apply(stalled.mfa.get_factor, ("x",), {"timeout": 0.5, "max_retries": 0})
    except RequestTimeoutError:
        ended.set()
gevent.spawn(call)
while not ended.is_set():
    gevent.sleep(0.001)
    ticks += 1
# Held up, the hub would have come round once.
print(ticks > 5)
"""


@UNIX
def test_under_gevent_a_call_in_the_threadpool_holds_nobody_up(silent: SilentServer) -> None:
    done = run_python(GEVENT, silent.url)
    assert (done.stdout, done.returncode) == ("True\nTrue\n", 0), done.stderr
