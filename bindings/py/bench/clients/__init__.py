"""The clients that are measured, by name. Each offers the same three calls, and converts the replies as its users would have it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

KEY = "sk_test_default"
FACTOR_ID = "auth_factor_01JQ7Z8K5Y3V9W2X4T6R8P0N1M"
ISSUER, USER = "Foo Corp", "alan.turing@example.com"

_WHERE = {
    "ours": ("ours", "sync_calls"),
    "ours-async": ("ours", "async_calls"),
    "vendor": ("vendor", "sync_calls"),
    "vendor-async": ("vendor", "async_calls"),
    "http.client": ("handwritten", "sync_calls"),
}


def is_async(name: str) -> bool:
    return name.endswith("-async")


def calls(name: str, url: str) -> dict[str, Any]:
    """The calls of one client, and nothing else imported: a peer's memory and time must not be ours."""
    module, function = _WHERE[name]
    made: dict[str, Any] = getattr(import_module(f".{module}", __package__), function)(url)
    return made
