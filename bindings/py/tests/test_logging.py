"""The logger `workos_mfa`."""

from __future__ import annotations

import asyncio
import logging

import pytest

from conftest import KEY, run_python
from workos_mfa import AsyncWorkOSClient, WorkOSClient
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
