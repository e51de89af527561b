"""What the tests share."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from typing import Iterator

import pytest

from workos_mfa import WorkOSClient
from workos_mfa.testing import Emulator

KEY = "sk_test_HIDDENHIDDENHIDDEN"
#: How many seconds a test waits before it takes something for hanging. No program here has a limit of its own that is as long: a call
#: ends after 60, an attempt after 30, a worker of gunicorn's or a server of uvicorn's that is to end after 5.
LIMIT = 100


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WORKOS_API_KEY", "WORKOS_BASE_URL", "WORKOS_REQUEST_TIMEOUT", "WORKOS_ALLOW_HTTP"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(api_keys=[KEY]) as emulator:
        yield emulator


@pytest.fixture
def client(emulator: Emulator) -> Iterator[WorkOSClient]:
    with WorkOSClient(api_key=emulator.api_key, base_url=emulator.url) as client:
        yield client


class SilentServer:
    """Accepts one connection after the other, reads, and never answers."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked = threading.Semaphore(0)
        self.closed = threading.Semaphore(0)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._read, args=(connection,), daemon=True).start()

    def _read(self, connection: socket.socket) -> None:
        with connection:
            first = True
            while True:
                try:
                    data = connection.recv(65536)
                except ConnectionResetError:
                    data = b""
                if not data:
                    break
                if first:
                    first = False
                    self.asked.release()
        self.closed.release()

    def wait_asked(self, times: int = 1) -> None:
        for _ in range(times):
            assert self.asked.acquire(timeout=LIMIT), "no request came"

    def wait_closed(self, times: int = 1) -> None:
        for _ in range(times):
            assert self.closed.acquire(timeout=LIMIT), "the connection was not closed"

    def stop(self) -> None:
        self._listener.close()


@pytest.fixture
def silent() -> Iterator[SilentServer]:
    server = SilentServer()
    yield server
    server.stop()


def run_python(code: str, *arguments: str, timeout: float = LIMIT) -> subprocess.CompletedProcess[str]:
    """Runs a program in an interpreter of its own, away from this folder."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, timeout=timeout, cwd=os.path.dirname(sys.executable),
    )
