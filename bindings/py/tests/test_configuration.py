"""Options and the environment."""

from __future__ import annotations

import math
from typing import Any

import pytest

from conftest import KEY
from workos_mfa import AsyncWorkOSClient, ConfigError, ServerError, WorkOSClient
from workos_mfa.testing import Emulator, Fault

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
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("base_url", "http://example.com"),
        ("timeout", 0),
        ("timeout", float("nan")),
        ("attempt_timeout", -1),
        ("connect_timeout", float("inf")),
        ("max_retries", -1),
        ("retry_budget", -0.1),
        ("retry_budget", float("nan")),
        ("retry_budget", "unlimited"),
        ("allow_http", "yes"),
        ("client_certificate", "no certificate"),
        ("client_certificate", 7),
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
@pytest.mark.parametrize("option", ["client_certificate", "client_key"])
def test_a_client_certificate_and_its_key_belong_together(cls: Any, option: str) -> None:
    with pytest.raises(ConfigError) as caught:
        cls("sk_test", **{option: b"-----BEGIN HIDDEN"})
    assert caught.value.field_errors[0].field == "client_certificate" and "HIDDEN" not in str(caught.value)


@CLIENTS
def test_plain_http_is_allowed_by_the_variable_unless_the_option_is_given(cls: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKOS_ALLOW_HTTP", "1")
    assert cls("sk_test", base_url="http://example.com").base_url == "http://example.com"
    with pytest.raises(ConfigError):
        cls("sk_test", base_url="http://example.com", allow_http=False)
    monkeypatch.setenv("WORKOS_ALLOW_HTTP", "perhaps")
    with pytest.raises(ConfigError, match="WORKOS_ALLOW_HTTP"):
        cls("sk_test", base_url="http://example.com")
    assert cls("sk_test", base_url="http://example.com", allow_http=True)


def test_the_retry_budget_ends_retries_and_says_so() -> None:
    with Emulator(api_keys=[KEY]) as emulator:
        limited = WorkOSClient(KEY, base_url=emulator.url, retry_budget=0, max_retries=1)
        unlimited = WorkOSClient(KEY, base_url=emulator.url, retry_budget=math.inf, max_retries=1)
        for client, requests, exhausted in ((limited, 6 + 5, True), (unlimited, 6 + 6, False)):
            emulator.reset()
            emulator.inject("get_factor", Fault.status(503), times=100)
            for _ in range(6):
                with pytest.raises(ServerError) as caught:
                    client.mfa.get_factor("x")
            assert emulator.requests() == requests and caught.value.retry_budget_exhausted is exhausted
            assert caught.value.to_dict().get("retry_budget_exhausted", False) is exhausted
            assert ("retry budget" in str(caught.value)) is exhausted


@CLIENTS
def test_the_vendors_arguments_are_taken(cls: Any) -> None:
    assert cls("sk_test", "client_1").base_url == "https://api.workos.com"
    assert cls(api_key="sk_test", client_id="client_1", allow_http=True, base_url="http://example.com")


@CLIENTS
def test_a_key_and_a_provider_exclude_each_other(cls: Any) -> None:
    with pytest.raises(ConfigError, match="either"):
        cls("sk_test", token_provider=lambda: "x")
