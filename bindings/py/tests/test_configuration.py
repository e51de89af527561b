"""Options and the environment."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import KEY
from workos_mfa import AsyncWorkOSClient, ConfigError, WorkOSClient

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
