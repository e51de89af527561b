"""What a user's program looks like to a type checker. It is checked, not run."""

from __future__ import annotations

import logging
import math
from datetime import datetime

import workos_mfa
from workos_mfa import (
    AsyncWorkOSClient,
    EnrolledFactor,
    EnrolledTotpFactor,
    Factor,
    NotFoundError,
    RequestTimeoutError,
    TokenRequest,
    WorkOSClient,
    WorkOSError,
)
from workos_mfa.testing import Emulator, Fault, totp_code


def image(enrolled: EnrolledFactor) -> bytes | None:
    """Of any type, so it may have no `totp`."""
    return None if enrolled.totp is None else enrolled.totp.qr_png()


def sync(client: WorkOSClient) -> datetime:
    with client:
        enrolled: EnrolledFactor = client.mfa.enroll_factor(type="totp", totp_issuer="Foo", totp_user="alan", user_id=None)
        png: bytes | None = image(enrolled)
        logging.info("%d bytes", len(png or b""))
        with_totp: EnrolledTotpFactor = client.mfa.enroll_factor(type="totp", totp_issuer="Foo", totp_user="alan")
        logging.info(totp_code(with_totp.totp.secret))
        logging.info(client.mfa.enroll_factor_with_metadata(type="totp", totp_issuer="Foo", totp_user="alan")[0].totp.uri)
        client.mfa.enroll_factor(type="sms", phone_number="+15555555555", timeout=5, headers={"x-trace": "1"})
        client.mfa.enroll_factor(type="generic_otp")
        factor, metadata = client.mfa.get_factor_with_metadata(enrolled.id, max_retries=0)
        attempts: int = metadata.attempts
        left: str | None = metadata.headers.get("x-ratelimit-remaining")
        logging.info("%d, %s, %s", attempts, metadata.request_id, left)
        try:
            client.mfa.delete_factor(authentication_factor_id=client.mfa.get_factor(id=factor.id).id)
        except NotFoundError as error:
            status: int | None = error.status
            logging.info("%s", status)
        except (RequestTimeoutError, WorkOSError) as error:
            again: bool = error.retry_budget_exhausted
            logging.info("%s %s %s %s", error.kind, [each.field for each in error.field_errors], again, error.headers["via"])
        return factor.created_at


async def asynchronous() -> Factor:
    async def token() -> str:
        return "token"

    def told(request: TokenRequest) -> str:
        return "another token" if request.refused else "token"

    AsyncWorkOSClient(token_provider=told, retry_budget=math.inf, client_certificate=b"", client_key="", allow_http=True)
    async with AsyncWorkOSClient(token_provider=token, timeout=2.5) as client:
        fresh = await client.mfa.enroll_factor(type="totp", totp_issuer="Foo", totp_user="alan")
        logging.info(fresh.totp.secret)
        enrolled = await client.mfa.enroll_factor(type="sms", phone_number="+15555555555")
        await client.mfa.delete_factor(enrolled.id)
        return await client.mfa.get_factor(enrolled.id)


def mistakes(client: WorkOSClient, emulator: Emulator) -> None:
    client.mfa.enroll_factor(type="sms")  # type: ignore[call-overload]
    client.mfa.enroll_factor(type="totp", totp_issuer="Foo")  # type: ignore[call-overload]
    client.mfa.enroll_factor(type="totp", phone_number="+15555555555")  # type: ignore[call-overload]
    client.mfa.enroll_factor(type="pigeon")  # type: ignore[call-overload]
    client.mfa.enroll_factor()  # type: ignore[call-overload]
    client.mfa.get_factor(7)  # type: ignore[call-overload]
    client.mfa.get_factor()  # type: ignore[call-overload]
    client.mfa.get_factor("x", id="x")  # type: ignore[call-overload]
    client.mfa.enroll_factor(type="sms", phone_number="+15555555555").totp.secret  # type: ignore[union-attr]
    workos_mfa.WorkOsClient  # type: ignore[attr-defined]
    client.mfa.get_factor("x").totp.secret  # type: ignore[union-attr]
    client.mfa.get_factor("x").id = "y"  # type: ignore[misc]
    emulator.inject("get_factors", Fault.status(503))  # type: ignore[arg-type]
