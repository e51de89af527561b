"""The logger `workos_mfa`."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Callable, Iterator

import pytest

from conftest import KEY, run_python
from workos_mfa import AsyncWorkOSClient, UnprocessableEntityError, WorkOSClient
from workos_mfa.testing import Emulator, Fault


def test_events_come_when_someone_listens(
    client: WorkOSClient, emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    factor = client.mfa.enroll_factor(type="generic_otp")
    assert not caplog.records
    # The client is older than the listener.
    caplog.set_level(logging.DEBUG, logger="workos_mfa")
    emulator.inject("get_factor", Fault.status(503))
    client.mfa.get_factor(factor.id)
    events = [record.workos_mfa for record in caplog.records]  # type: ignore[attr-defined]
    assert [event["event"] for event in events] == ["attempt", "attempt", "call"]
    assert [event["status"] for event in events] == [503, 200, 200]
    assert events[0]["retry_in"] is not None and events[0]["error_kind"] == "server" and events[2]["attempts"] == 2
    assert all(record.name == "workos_mfa" and record.levelno == logging.DEBUG for record in caplog.records)
    assert "trying again" in caplog.records[0].getMessage()
    caplog.clear()
    caplog.set_level(logging.INFO, logger="workos_mfa")
    client.mfa.get_factor(factor.id)
    assert not caplog.records


def test_the_async_clients_events_come_too(emulator: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="workos_mfa")

    async def main() -> None:
        client = AsyncWorkOSClient(KEY, base_url=emulator.url)
        await client.mfa.enroll_factor(type="generic_otp")

    asyncio.run(main())
    assert len(caplog.records) == 2


def test_a_handler_that_fails_does_not_fail_the_call() -> None:
    done = run_python(
        """
import logging
from workos_mfa import WorkOSClient
from workos_mfa.testing import Emulator
class Broken(logging.Handler):
    def emit(self, record): raise ZeroDivisionError
logging.getLogger("workos_mfa").addHandler(Broken())
logging.getLogger("workos_mfa").setLevel(logging.DEBUG)
with Emulator() as emulator:
    print(WorkOSClient(emulator.api_key, base_url=emulator.url).mfa.enroll_factor(type="generic_otp").type)
"""
    )
    assert done.stdout == "generic_otp\n" and "ZeroDivisionError" in done.stderr and done.returncode == 0


class Raises(logging.Handler):
    """Raises once, at the first record of its kind of event."""

    def __init__(self, event: str, error: BaseException) -> None:
        super().__init__()
        self.event, self.error, self.raised = event, error, False

    def emit(self, record: logging.LogRecord) -> None:
        if record.workos_mfa["event"] == self.event and not self.raised:  # type: ignore[attr-defined]
            self.raised = True
            raise self.error


@pytest.fixture
def handler() -> Iterator[Callable[[logging.Handler], None]]:
    logger, added = logging.getLogger("workos_mfa"), []

    def add(handler: logging.Handler) -> None:
        logger.setLevel(logging.DEBUG)
        logger.addHandler(handler)
        added.append(handler)

    yield add
    logger.setLevel(logging.NOTSET)
    for each in added:
        logger.removeHandler(each)


def enroll(cls: Any, emulator: Emulator) -> Any:
    client = cls(KEY, base_url=emulator.url)
    if cls is WorkOSClient:
        return client.mfa.enroll_factor(type="generic_otp")

    async def main() -> Any:
        return await client.mfa.enroll_factor(type="generic_otp")

    return asyncio.run(main())


CLIENTS: Any = pytest.mark.parametrize("cls", [WorkOSClient, AsyncWorkOSClient])
ENDS = pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3)], ids=repr)


@CLIENTS
@ENDS
@pytest.mark.parametrize("event", ["attempt", "call"])
def test_what_ends_the_program_reaches_the_caller_with_what_was_done(
    cls: Any, error: BaseException, event: str, emulator: Emulator, handler: Any
) -> None:
    handler(Raises(event, error))
    with pytest.raises(type(error)) as caught:
        enroll(cls, emulator)
    assert caught.value is error
    assert error.workos_mfa_result.id == emulator.factors()[0].id  # type: ignore[attr-defined]
    assert emulator.requests() == 1
    # It ends one call and no other.
    assert enroll(cls, emulator).id and emulator.requests() == 2


@CLIENTS
def test_it_ends_a_call_that_would_try_again(cls: Any, emulator: Emulator, handler: Any) -> None:
    emulator.inject("enroll_factor", Fault.status(429))
    handler(Raises("attempt", KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt) as caught:
        enroll(cls, emulator)
    assert not hasattr(caught.value, "workos_mfa_result") and emulator.requests() == 1


@CLIENTS
def test_a_call_that_has_failed_is_its_context(cls: Any, emulator: Emulator, handler: Any) -> None:
    emulator.inject("enroll_factor", Fault.status(422))
    handler(Raises("call", SystemExit(3)))
    with pytest.raises(SystemExit) as caught:
        enroll(cls, emulator)
    context = caught.value.__context__
    while context is not None and not isinstance(context, UnprocessableEntityError):
        context = context.__context__
    assert context is not None and context.status == 422 and emulator.factors() == []


def test_logging_and_asyncio_are_not_imported_for_nothing() -> None:
    done = run_python(
        """
import sys
from workos_mfa import WorkOSClient
from workos_mfa.testing import Emulator
with Emulator() as emulator:
    WorkOSClient(emulator.api_key, base_url=emulator.url).mfa.enroll_factor(type="generic_otp")
print([name for name in ("logging", "asyncio", "inspect", "json") if name in sys.modules])
"""
    )
    assert done.stdout == "[]\n", done
