"""The interpreter's end, in the middle of things."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import LIMIT, SilentServer

CALLS = """
import asyncio, sys, threading
from workos_mfa import AsyncWorkOSClient, WorkOSClient
url, how = sys.argv[1:]
client = WorkOSClient("sk", base_url=url)
def call():
    while True:
        try:
            client.mfa.get_factor("x")
        except RuntimeError as error:
            print(error)
            return
if how == "daemon threads":
    for _ in range(4):
        threading.Thread(target=call, daemon=True).start()
else:
    async def main():
        other = AsyncWorkOSClient("sk", base_url=url)
        for _ in range(4):
            loop.create_task(other.mfa.get_factor("x"))
        await asyncio.sleep(0.01)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("how", ["daemon threads", "asyncio"])
def test_the_interpreter_ends_with_calls_in_flight(silent: SilentServer, how: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", CALLS, silent.url, how], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )
    try:
        silent.wait_asked(4)
        out, error = process.communicate("\n", timeout=LIMIT)
    finally:
        process.kill()
    assert process.returncode == 0, error
    assert out.startswith("ready") and "Fatal" not in error and "panic" not in error
    silent.wait_closed(4)


KNOWN = """
import asyncio, logging, sys, threading
from workos_mfa import AsyncWorkOSClient, WorkOSClient, WorkOSError
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(message)s")
url, how = sys.argv[1:]
def call():
    try:
        if how == "sync":
            WorkOSClient("sk", base_url=url).mfa.enroll_factor(type="generic_otp")
        else:
            asyncio.run(AsyncWorkOSClient("sk", base_url=url).mfa.enroll_factor(type="generic_otp"))
    except RuntimeError as error:
        assert isinstance(error, WorkOSError)
        print(error.kind, error.outcome, error.attempts, flush=True)
thread = threading.Thread(target=call, daemon=True)
thread.start()
import atexit
atexit.register(thread.join)  # runs after what this package does at exit
import workos_mfa._native as native
atexit.unregister(native._at_exit)
atexit.register(native._at_exit)
sys.stdin.readline()
"""


@pytest.mark.parametrize("how", ["sync", "async"])
def test_a_call_that_the_interpreters_end_ends_says_what_is_known(silent: SilentServer, how: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KNOWN, silent.url, how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        silent.wait_asked()
        out, error = process.communicate("\n", timeout=LIMIT)
    finally:
        process.kill()
    assert process.returncode == 0, error
    assert "cancelled unknown 1\n" in out and "enroll_factor: cancelled in" in out, out + error


#: Providers that are busy for ever, and come back to the interpreter all the time: whichever moment it ends at is a bad one.
PROVIDERS = """
import asyncio, os, sys, threading, time
from workos_mfa import AsyncWorkOSClient, WorkOSClient
which, kind = sys.argv[1:]
busy = threading.Semaphore(0)
def plain():
    busy.release()
    while True:
        time.sleep(0.0001)
async def coroutine():
    busy.release()
    while True:
        await asyncio.sleep(0.0001)
provider = {"plain": plain, "coroutine": coroutine}[kind]
if which == "sync":
    client = WorkOSClient(token_provider=provider, base_url="http://127.0.0.1:9")
    def call():
        try:
            client.mfa.get_factor("x")
        except RuntimeError:
            pass
    for _ in range(3):
        threading.Thread(target=call, daemon=True).start()
else:
    client = AsyncWorkOSClient(token_provider=provider, base_url="http://127.0.0.1:9")
    def call():
        asyncio.run(client.mfa.get_factor("x"))
    for _ in range(3):
        threading.Thread(target=call, daemon=True).start()
for _ in range(3):
    assert busy.acquire(timeout=60)
print("ready", flush=True)
"""


@pytest.mark.parametrize("kind", ["plain", "coroutine"])
@pytest.mark.parametrize("which", ["sync", "async"])
def test_the_interpreter_ends_while_token_providers_run(which: str, kind: str) -> None:
    def once(_: int) -> tuple[int, str, str]:
        command = [sys.executable, "-c", PROVIDERS, which, kind]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
        return done.returncode, done.stdout, "" if done.returncode == 0 else done.stderr

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(once, range(6)))
    assert ends == [(0, "ready\n", "")] * 6
