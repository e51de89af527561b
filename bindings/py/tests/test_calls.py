"""The three calls of both clients."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest

import workos_mfa
from conftest import KEY
from workos_mfa import AsyncWorkOSClient, Factor, NotFoundError, WorkOSClient
from workos_mfa.testing import Emulator, Fault, totp_code


def test_a_totp_factor_is_enrolled_read_and_deleted(client: WorkOSClient, emulator: Emulator) -> None:
    enrolled = client.mfa.enroll_factor(
        type="totp", totp_issuer="Foo Corp", totp_user="alan@example.com", user_id="user_1"
    )
    assert enrolled.type == "totp" and enrolled.user_id == "user_1" and enrolled.object == "authentication_factor"
    totp = enrolled.totp
    assert totp is not None and (totp.issuer, totp.user) == ("Foo Corp", "alan@example.com")
    assert totp.uri.startswith("otpauth://totp/") and totp.qr_code.startswith("data:image/png;base64,")
    assert totp.qr_png().startswith(b"\x89PNG") and len(totp_code(totp.secret)) == 6

    factor = client.mfa.get_factor(authentication_factor_id=enrolled.id)
    assert factor == client.mfa.get_factor(enrolled.id) == emulator.factors()[0]
    assert factor.totp == workos_mfa.Totp(issuer="Foo Corp", user="alan@example.com")
    assert factor.created_at.tzinfo is timezone.utc
    assert abs(datetime.now(timezone.utc) - factor.created_at) < timedelta(minutes=1)

    assert client.mfa.delete_factor(authentication_factor_id=enrolled.id) is None
    with pytest.raises(NotFoundError) as caught:
        client.mfa.get_factor(enrolled.id)
    assert caught.value.status == 404 and caught.value.outcome == "rejected"


def test_sms_and_generic_otp(client: WorkOSClient) -> None:
    sms = client.mfa.enroll_factor(type="sms", phone_number="+15555555555")
    assert sms.sms == workos_mfa.Sms(phone_number="+15555555555") and sms.totp is None
    assert client.mfa.enroll_factor(type="generic_otp").type == "generic_otp"


def test_the_twins_tell_how_the_call_went(client: WorkOSClient, emulator: Emulator) -> None:
    factor, enrolled = client.mfa.enroll_factor_with_metadata(type="generic_otp")
    assert (enrolled.status, enrolled.attempts) == (201, 1) and enrolled.request_id and enrolled.elapsed > 0
    emulator.inject("get_factor", Fault.status(503))
    read, metadata = client.mfa.get_factor_with_metadata(factor.id)
    assert isinstance(read, Factor) and metadata.attempts == 2
    nothing, deleted = client.mfa.delete_factor_with_metadata(factor.id)
    assert nothing is None and deleted.status in (200, 204)


def test_options_of_one_call_count_for_that_call(client: WorkOSClient, emulator: Emulator) -> None:
    emulator.inject("get_factor", Fault.status(503), times=2)
    with pytest.raises(workos_mfa.ServerError) as caught:
        client.mfa.get_factor("x", max_retries=0)
    assert caught.value.attempts == 1
    emulator.reset()
    emulator.inject("get_factor", Fault.hang(), times=3)
    with pytest.raises(workos_mfa.RequestTimeoutError) as timed_out:
        client.mfa.get_factor("x", timeout=0.2)
    assert timed_out.value.outcome == "unknown" and isinstance(timed_out.value, TimeoutError)
    with pytest.raises(workos_mfa.RequestTimeoutError):
        client.mfa.get_factor("x", attempt_timeout=0.1, max_retries=0)
    for options in ({"timeout": -1}, {"timeout": float("nan")}, {"attempt_timeout": float("inf")}, {"max_retries": -1}):
        with pytest.raises(workos_mfa.InvalidRequestError) as refused:
            client.mfa.get_factor("x", **options)
        assert refused.value.field_errors[0].field == next(iter(options))
    with pytest.raises(workos_mfa.InvalidRequestError, match="set by the client"):
        client.mfa.get_factor("x", headers={"Authorization": "x"})


def test_the_async_client_does_the_same(emulator: Emulator) -> None:
    async def main() -> None:
        async with AsyncWorkOSClient(api_key=KEY, base_url=emulator.url) as client:
            enrolled, metadata = await client.mfa.enroll_factor_with_metadata(
                type="totp", totp_issuer="Foo", totp_user="alan"
            )
            assert metadata.status == 201 and enrolled.totp is not None
            factor = await client.mfa.get_factor(enrolled.id)
            assert factor == emulator.factors()[0]
            assert (await client.mfa.get_factor_with_metadata(enrolled.id))[0] == factor
            await client.mfa.delete_factor(enrolled.id)
            with pytest.raises(NotFoundError):
                await client.mfa.get_factor(enrolled.id)
            with pytest.raises(workos_mfa.InvalidRequestError):
                await client.mfa.get_factor("..")
            with pytest.raises(workos_mfa.InvalidRequestError):
                await client.mfa.enroll_factor(type="sms")  # type: ignore[call-overload]
        assert client.closed
        with pytest.raises(RuntimeError, match="closed") as closed:
            await client.mfa.get_factor(enrolled.id)
        assert isinstance(closed.value, workos_mfa.ConfigError)

    asyncio.run(main())


def test_a_closed_client_says_so(emulator: Emulator) -> None:
    with WorkOSClient(api_key=KEY, base_url=emulator.url) as client:
        assert not client.closed
        client.mfa.enroll_factor(type="generic_otp")
    assert client.closed
    with pytest.raises(RuntimeError, match="closed") as closed:
        client.mfa.get_factor("x")
    assert isinstance(closed.value, workos_mfa.ConfigError) and closed.value.outcome == "not_sent"
    client.close()
