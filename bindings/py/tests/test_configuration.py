"""Options, the environment and token providers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import workos_mfa
from conftest import KEY, LIMIT, SilentServer
from workos_mfa import AsyncWorkOSClient, ConfigError, WorkOSClient
from workos_mfa.testing import Emulator

CLIENTS: Any = pytest.mark.parametrize("cls", [WorkOSClient, AsyncWorkOSClient])


@CLIENTS
def test_the_environment_fills_in_what_is_left_out(cls: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="WORKOS_API_KEY") as caught:
        cls()
    assert caught.value.field_errors[0].field == "api_key" and isinstance(caught.value, ValueError)
    monkeypatch.setenv("WORKOS_API_KEY", KEY)
    monkeypatch.setenv("WORKOS_BASE_URL", "http://127.0.0.1:1/x/")
    assert cls().base_url == "http://127.0.0.1:1/x"
    assert cls(base_url="https://example.com").base_url == "https://example.com"
    monkeypatch.setenv("WORKOS_REQUEST_TIMEOUT", "soon")
    with pytest.raises(ConfigError, match="WORKOS_REQUEST_TIMEOUT"):
        cls()


@CLIENTS
def test_a_value_of_the_wrong_type_is_refused_by_the_name_of_its_option(cls: Any) -> None:
    with pytest.raises(TypeError, match=r"^timeout: "):
        cls(KEY, timeout="1")
    with pytest.raises(TypeError, match=r"^api_key: ") as caught:
        cls(KEY.encode())
    assert KEY not in str(caught.value)


def test_so_is_one_of_a_call(client: WorkOSClient) -> None:
    with pytest.raises(TypeError, match=r"^max_retries: "):
        client.mfa.get_factor("auth_factor_x", max_retries="1")  # type: ignore[arg-type]


@CLIENTS
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("base_url", "http://example.com"),
        ("timeout", 0),
        ("timeout", float("nan")),
        ("attempt_timeout", -1),
        ("connect_timeout", float("inf")),
        ("max_retries", -1),
        ("proxy", "nonsense"),
        ("root_certificate", "no certificate"),
        ("root_certificate", b"no certificate"),
        ("user_agent_suffix", "\n"),
        ("headers", {"host": "x"}),
    ],
)
def test_what_is_wrong_is_named_when_the_client_is_built(cls: Any, option: str, value: object) -> None:
    with pytest.raises(ConfigError) as caught:
        cls("sk_test", **{option: value})
    assert caught.value.field_errors[0].field == option and caught.value.outcome == "not_sent"


@CLIENTS
def test_the_vendors_arguments_are_taken(cls: Any) -> None:
    assert cls("sk_test", "client_1").base_url == "https://api.workos.com"
    assert cls(api_key="sk_test", client_id="client_1", allow_http=True, base_url="http://example.com")


@CLIENTS
def test_a_key_and_a_provider_exclude_each_other(cls: Any) -> None:
    with pytest.raises(ConfigError, match="either"):
        cls("sk_test", token_provider=lambda: "x")


def test_a_sync_client_asks_its_token_provider(emulator: Emulator) -> None:
    async def coroutine() -> str:
        await asyncio.sleep(0)
        return KEY

    for provider in (lambda: KEY, coroutine):
        client = WorkOSClient(token_provider=provider, base_url=emulator.url)
        assert client.mfa.enroll_factor(type="generic_otp").id


def test_an_async_client_runs_a_coroutine_on_its_own_loop(emulator: Emulator) -> None:
    loops = []

    async def coroutine() -> str:
        loops.append(asyncio.get_running_loop())
        return KEY

    async def main() -> None:
        client = AsyncWorkOSClient(token_provider=coroutine, base_url=emulator.url)
        await client.mfa.enroll_factor(type="generic_otp")
        plain = AsyncWorkOSClient(token_provider=lambda: KEY, base_url=emulator.url)
        await plain.mfa.enroll_factor(type="generic_otp")
        assert loops == [asyncio.get_running_loop()]

    asyncio.run(main())


def test_a_provider_that_fails_is_an_authentication_error_with_its_cause(emulator: Emulator) -> None:
    def fail() -> str:
        raise KeyError("vault")

    client = WorkOSClient(token_provider=fail, base_url=emulator.url)
    with pytest.raises(workos_mfa.AuthenticationError) as caught:
        client.mfa.get_factor("x")
    assert isinstance(caught.value.__cause__, KeyError) and caught.value.status is None
    assert caught.value.outcome == "not_sent" and emulator.requests() == 0
    client = WorkOSClient(token_provider=lambda: 7, base_url=emulator.url)  # type: ignore[arg-type, return-value]
    with pytest.raises(workos_mfa.AuthenticationError) as caught:
        client.mfa.get_factor("x")
    assert isinstance(caught.value.__cause__, TypeError)


def test_a_provider_that_stalls_counts_within_the_deadline_and_is_cancelled(silent: SilentServer) -> None:
    ended = []

    async def stall() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)
        return KEY

    async def main() -> None:
        client = AsyncWorkOSClient(token_provider=stall, base_url=silent.url)
        with pytest.raises(workos_mfa.RequestTimeoutError):
            await client.mfa.get_factor("x", timeout=0.2)
        while not ended:
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(main(), LIMIT))
    client = WorkOSClient(token_provider=stall, base_url=silent.url)
    with pytest.raises(workos_mfa.RequestTimeoutError):
        client.mfa.get_factor("x", timeout=0.2)
