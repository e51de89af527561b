"""What both clients do with their options before they pass them on."""

from __future__ import annotations

from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import Any, Literal, Optional

    TokenProvider = Callable[[], "str | Awaitable[str]"]

    Operation = Literal["enroll_factor", "get_factor", "delete_factor"]

    CallOptions = Optional[tuple[Optional[float], Optional[float], Optional[int], Optional[list[tuple[str, str]]]]]


def call_options(
    timeout: float | None,
    attempt_timeout: float | None,
    max_retries: int | None,
    headers: Mapping[str, str] | None,
) -> CallOptions:
    if timeout is None and attempt_timeout is None and max_retries is None and headers is None:
        return None
    return timeout, attempt_timeout, max_retries, None if headers is None else list(headers.items())


def settings(
    *,
    headers: Mapping[str, str] | None,
    root_certificate: str | bytes | None,
    **others: Any,
) -> dict[str, Any]:
    others["headers"] = None if headers is None else list(headers.items())
    others["root_certificate"] = root_certificate.encode() if isinstance(root_certificate, str) else root_certificate
    return others
