"""What both clients do with their options before they pass them on."""

from __future__ import annotations

from ._errors import ArgumentTypeError, FieldError
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import Any, Literal, Optional, Union

    from ._token import TokenRequest

    Token = Union[str, Awaitable[str]]
    TokenProvider = Union[Callable[[], Token], Callable[[TokenRequest], Token]]

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
    return timeout, attempt_timeout, max_retries, pairs(headers)


def only(id: str, authentication_factor_id: str | None) -> str:
    """The id, where it was given by its other name."""
    if authentication_factor_id is not None:
        message = "authentication_factor_id: given twice, since id is another name for it"
        raise ArgumentTypeError(
            f"{message} (invalid_request)",
            message=message,
            field_errors=(FieldError("authentication_factor_id", "invalid", message),),
            outcome="not_sent",
        )
    return id


def pairs(headers: Any) -> Any:
    """Headers as the native module takes them; what are none it refuses by name."""
    items = getattr(headers, "items", None)
    return headers if items is None else list(items())


def settings(
    *,
    headers: Mapping[str, str] | None,
    **others: Any,
) -> dict[str, Any]:
    others["headers"] = pairs(headers)
    return others
