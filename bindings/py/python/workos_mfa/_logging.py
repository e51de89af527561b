"""The client's events as log records. Loaded by the native module when someone listens at level DEBUG.

Each record carries its event as the attribute `workos_mfa`, a dict.
"""

from __future__ import annotations

from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logging import Logger
    from typing import Any

_DEBUG = 10


def start(logger: Logger, event: dict[str, Any]) -> None:
    """A call begins."""
    logger.log(_DEBUG, "%s: begins", event["operation"], extra={"workos_mfa": {"event": "start", **event}})


def attempt(logger: Logger, event: dict[str, Any]) -> None:
    """An attempt has ended."""
    text = f"{event['operation']} attempt {event['attempt']}: {_result(event)} in {event['elapsed'] * 1000:.1f} ms"
    if event["retry_in"] is not None:
        text += f", trying again in {event['retry_in']:.2f} s"
    logger.log(_DEBUG, "%s", text, extra={"workos_mfa": {"event": "attempt", **event}})


def call(logger: Logger, event: dict[str, Any]) -> None:
    """A call has ended."""
    text = f"{event['operation']}: {_result(event)} in {event['elapsed'] * 1000:.1f} ms, attempts: {event['attempts']}"
    if event["outcome"] is not None:
        text += f", outcome: {event['outcome']}"
    logger.log(_DEBUG, "%s", text, extra={"workos_mfa": {"event": "call", **event}})


def _result(event: dict[str, Any]) -> str:
    parts = [] if event["status"] is None else [f"status {event['status']}"]
    if event["error_kind"] is not None:
        parts.append(event["error_kind"])
    if event["request_id"] is not None:
        parts.append(f"request id {event['request_id']}")
    return ", ".join(parts)
