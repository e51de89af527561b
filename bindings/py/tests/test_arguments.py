"""What is wrong with arguments is an error of this package that names the argument, and nothing is sent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from conftest import KEY
from workos_mfa import AsyncWorkOSClient, ConfigError, InvalidRequestError, WorkOSClient
from workos_mfa.testing import Emulator

CLIENTS: Any = pytest.mark.parametrize("cls", [WorkOSClient, AsyncWorkOSClient])
SURROGATE = "HIDDEN\ud800"
TOTP = {"type": "totp", "totp_issuer": "Foo", "totp_user": "alan"}
ID = {"authentication_factor_id": "x"}


def call(client: Any, name: str, arguments: dict[str, Any]) -> Any:
    if isinstance(client, WorkOSClient):
        return getattr(client.mfa, name)(**arguments)

    async def main() -> Any:
        return await getattr(client.mfa, name)(**arguments)

    return asyncio.run(main())


WRONG = [None, 7, b"x", ["x"], SURROGATE]


@CLIENTS
@pytest.mark.parametrize(
    ("name", "arguments", "field"),
    [
        *[(f"{name}{twin}", {"authentication_factor_id": value}, "authentication_factor_id")
          for name in ("get_factor", "delete_factor") for twin in ("", "_with_metadata") for value in WRONG],
        *[("enroll_factor", {**TOTP, "type": value}, "type") for value in WRONG],
        *[("enroll_factor", {**TOTP, "totp_issuer": value}, "totp_issuer") for value in WRONG],
        *[("enroll_factor", {**TOTP, "totp_user": value}, "totp_user") for value in WRONG],
        *[("enroll_factor", {**TOTP, "user_id": value}, "user_id") for value in WRONG[1:]],
        *[("enroll_factor_with_metadata", {"type": "sms", "phone_number": value}, "phone_number") for value in WRONG],
        *[("get_factor", {**ID, "timeout": value}, "timeout") for value in ("5", [], b"", 10**400)],
        *[("get_factor", {**ID, "attempt_timeout": value}, "attempt_timeout") for value in ("5", {})],
        *[("get_factor", {**ID, "max_retries": value}, "max_retries") for value in ("5", 1.5, 10**40)],
        *[("get_factor", {**ID, "headers": value}, "headers")
          for value in (7, "x: y", ["x"], {"x": None}, {"x": SURROGATE}, {7: "x"}, {"x": ["y"]})],
        ("get_factor", {}, "authentication_factor_id"),
        ("get_factor", {"id": ["x"]}, "authentication_factor_id"),
        ("get_factor", {**ID, "id": "x"}, "authentication_factor_id"),
        ("delete_factor_with_metadata", {**ID, "id": "y"}, "authentication_factor_id"),
    ],
)  # fmt: skip
def test_an_argument_of_a_call(cls: Any, name: str, arguments: dict[str, Any], field: str, emulator: Emulator) -> None:
    client = cls(KEY, base_url=emulator.url)
    with pytest.raises(InvalidRequestError) as caught:
        call(client, name, arguments)
    error = caught.value
    assert error.field_errors[0].field == field and error.outcome == "not_sent" and error.kind == "invalid_request"
    assert field in str(error) and "HIDDEN" not in str(error) + str(error.to_dict())
    assert emulator.requests() == 0


@CLIENTS
@pytest.mark.parametrize(
    ("option", "value"),
    [
        *[(option, value) for option in ("api_key", "base_url", "proxy", "user_agent_suffix") for value in (7, b"x", ["x"], SURROGATE)],
        *[(option, value) for option in ("timeout", "attempt_timeout", "connect_timeout") for value in ("1", [])],
        ("max_retries", "1"),
        ("allow_http", "yes"),
        ("no_proxy", "localhost"),
        ("headers", "x: y"),
        ("headers", {"x": SURROGATE}),
        ("root_certificate", 7),
        ("root_certificate", SURROGATE),
    ],
)  # fmt: skip
def test_an_option_of_a_client(cls: Any, option: str, value: Any) -> None:
    with pytest.raises(ConfigError) as caught:
        cls(**{"api_key": KEY, option: value})
    error = caught.value
    assert error.field_errors[0].field == option and error.outcome == "not_sent" and isinstance(error, TypeError)
    assert str(error).startswith(f"{option}: ") and "HIDDEN" not in str(error) + str(error.to_dict())


def test_one_of_the_wrong_type_is_a_type_error_too(client: WorkOSClient) -> None:
    with pytest.raises(TypeError, match=r"^max_retries: "):
        client.mfa.get_factor("auth_factor_x", max_retries="1")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match=r"^authentication_factor_id: must be str, not NoneType"):
        client.mfa.get_factor(None)  # type: ignore[call-overload]


@CLIENTS
def test_an_id_may_be_called_just_that(cls: Any, emulator: Emulator) -> None:
    client = cls(KEY, base_url=emulator.url)
    factor = call(client, "enroll_factor", {"type": "generic_otp"})
    assert call(client, "get_factor", {"id": factor.id}).id == factor.id
    assert call(client, "get_factor_with_metadata", {"id": factor.id})[0].id == factor.id
    assert call(client, "delete_factor", {"id": factor.id}) is None
    assert emulator.factors() == [] and emulator.requests() == 4
