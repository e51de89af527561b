"""The logger `workos_mfa`."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from typing import Any, Callable, Iterator

import pytest

from conftest import KEY, LIMIT, SilentServer, run_python
from test_threads_and_processes import UNIX
from workos_mfa import AsyncWorkOSClient, InvalidRequestError, UnprocessableEntityError, WorkOSClient, WorkOSError
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
    assert [event["event"] for event in events] == ["start", "attempt", "attempt", "call"]
    assert len({event["call_id"] for event in events}) == 1 and events[0]["operation"] == "get_factor"
    assert [event["status"] for event in events[1:]] == [503, 200, 200]
    assert events[1]["retry_in"] is not None and events[1]["error_kind"] == "server" and events[3]["attempts"] == 2
    assert all(record.name == "workos_mfa" and record.levelno == logging.DEBUG for record in caplog.records)
    assert caplog.records[0].getMessage() == "get_factor: begins"
    assert "trying again" in caplog.records[1].getMessage()
    client.mfa.get_factor(factor.id)
    assert caplog.records[4].workos_mfa["call_id"] != events[0]["call_id"]  # type: ignore[attr-defined]
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
    assert [record.workos_mfa["event"] for record in caplog.records] == ["start", "attempt", "call"]  # type: ignore[attr-defined]


class Ended(logging.Handler):
    """Keeps the events of calls that have ended."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Any] = []
        self.one_more = threading.Semaphore(0)

    def emit(self, record: logging.LogRecord) -> None:
        if record.workos_mfa["event"] == "call":  # type: ignore[attr-defined]
            self.events.append(record.workos_mfa)  # type: ignore[attr-defined]
            self.one_more.release()

    def wait(self) -> Any:
        assert self.one_more.acquire(timeout=LIMIT), "no call has ended"
        return self.events[-1]


def known(event: Any) -> tuple[Any, ...]:
    return event["operation"], event["error_kind"], event["outcome"], event["attempts"]


def test_a_cancelled_task_has_its_event_with_what_is_known(silent: SilentServer, emulator: Emulator, handler: Any) -> None:
    ended = Ended()
    handler(ended)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        client = AsyncWorkOSClient(KEY, base_url=silent.url)
        task = asyncio.ensure_future(client.mfa.enroll_factor(type="generic_otp"))
        await loop.run_in_executor(None, silent.wait_asked)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert known(await loop.run_in_executor(None, ended.wait)) == ("enroll_factor", "cancelled", "unknown", 1)
        # In the wait before a retry nothing is under way, and the server has refused what was.
        emulator.inject("enroll_factor", Fault.status(429).header("retry-after", "30"))
        client = AsyncWorkOSClient(KEY, base_url=emulator.url)
        task = asyncio.ensure_future(client.mfa.enroll_factor(type="generic_otp"))
        while emulator.requests() == 0 or not any("trying again" in text for text in attempts):
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert known(await loop.run_in_executor(None, ended.wait)) == ("enroll_factor", "cancelled", "rejected", 1)

    attempts: list[str] = []

    class Attempts(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            attempts.append(record.getMessage())

    handler(Attempts())
    asyncio.run(main())
    assert len(ended.events) == 2


@UNIX
def test_a_call_that_ctrl_c_ends_has_its_event_and_says_what_is_known(silent: SilentServer, handler: Any) -> None:
    ended = Ended()
    handler(ended)
    client = WorkOSClient(KEY, base_url=silent.url)

    def interrupt() -> None:
        silent.wait_asked()
        os.kill(os.getpid(), signal.SIGUSR1)

    before = signal.signal(signal.SIGUSR1, signal.default_int_handler)
    try:
        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt) as caught:
            client.mfa.enroll_factor(type="generic_otp")
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert [known(event) for event in ended.events] == [("enroll_factor", "cancelled", "unknown", 1)]
    context = caught.value.__context__
    assert isinstance(context, WorkOSError) and context.kind == "cancelled"
    assert (context.outcome, context.attempts) == ("unknown", 1) and context.elapsed > 0


def test_a_call_from_within_a_handler_is_refused(emulator: Emulator, handler: Any) -> None:
    client = WorkOSClient(KEY, base_url=emulator.url)
    refused: list[BaseException] = []

    class Calls(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not refused:
                try:
                    client.mfa.get_factor("x")
                except WorkOSError as error:
                    refused.append(error)

    handler(Calls())
    assert client.mfa.enroll_factor(type="generic_otp").id and emulator.requests() == 1
    (error,) = refused
    assert isinstance(error, RuntimeError) and isinstance(error, InvalidRequestError) and error.outcome == "not_sent"


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
    context = caught.value.__context__
    assert isinstance(context, WorkOSError) and (context.kind, context.outcome, context.attempts) == ("cancelled", "rejected", 1)


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
