"""File descriptors: how many are used, and what happens without."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conftest import LIMIT, SilentServer, run_python
from test_threads_and_processes import UNIX

MANY = """
import os, sys, threading
from workos_mfa import WorkOSClient
client = WorkOSClient("sk", base_url=sys.argv[1])
before = len(os.listdir("/dev/fd"))
for _ in range(64):
    threading.Thread(target=client.mfa.get_factor, args=("x",), daemon=True).start()
sys.stdin.readline()
print(len(os.listdir("/dev/fd")) - before, flush=True)
os._exit(0)
"""


@UNIX
def test_a_busy_thread_takes_few(silent: SilentServer) -> None:
    process = subprocess.Popen([sys.executable, "-c", MANY, silent.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        silent.wait_asked(64)
        taken, _ = process.communicate("\n", timeout=LIMIT)
    finally:
        process.kill()
        process.wait()
    # Its connection is one.
    assert 64 <= int(taken) < 64 * 3


@UNIX
def test_many_threads_share_what_is_left(silent: SilentServer) -> None:
    done = run_python(SHARED, silent.url)
    assert done.returncode == 0, done.stderr
    silent.wait_asked(2)
    assert done.stdout == "['timeout', 'timeout']\n"


#: Enough for a connection each, and for no driver.
SHARED = """
import os, resource, sys, threading
from workos_mfa import WorkOSClient, WorkOSError
client = WorkOSClient("sk", base_url=sys.argv[1])
kinds = []
def call():
    try:
        client.mfa.get_factor("x", timeout=3)
    except WorkOSError as error:
        kinds.append(error.kind)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
taken = []
try:
    while True:
        taken.append(os.open(os.devnull, os.O_RDONLY))
except OSError:
    pass
for _ in range(2):
    os.close(taken.pop())
threads = [threading.Thread(target=call) for _ in range(2)]
for each in threads:
    each.start()
for each in threads:
    each.join()
print(kinds)
"""

NONE_LEFT = """
import asyncio, os, resource, sys
from workos_mfa import AsyncWorkOSClient, ConnectError, RequestTimeoutError, WorkOSClient
url, how = sys.argv[1:]
client, other = WorkOSClient("sk", base_url=url), AsyncWorkOSClient("sk", base_url=url)
loop = asyncio.new_event_loop()
def call():
    if how == "sync":
        client.mfa.get_factor("x", max_retries=0, timeout=0.2)
    elif how == "async":
        loop.run_until_complete(other.mfa.get_factor("x", max_retries=0, timeout=0.2))
    else:
        WorkOSClient("sk", base_url=url).mfa.get_factor("x", max_retries=0, timeout=0.2)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
taken = []
try:
    while True:
        taken.append(os.open(os.devnull, os.O_RDONLY))
except OSError:
    pass
refused = 0
while True:
    try:
        call()
    except ConnectError as error:
        assert "os error 24" in str(error) and error.outcome == "not_sent", error
        refused += 1
    except RequestTimeoutError:
        break
    # One more is free each time.
    os.close(taken.pop())
print(refused)
"""


@UNIX
@pytest.mark.parametrize("how", ["sync", "async", "new client"])
def test_having_none_left_is_a_connect_error(silent: SilentServer, how: str) -> None:
    done = run_python(NONE_LEFT, silent.url, how)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 1
