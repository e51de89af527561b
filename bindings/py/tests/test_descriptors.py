"""File descriptors: how many are used, and what happens without."""

from __future__ import annotations

import pytest

from conftest import SilentServer, run_python
from test_threads_and_processes import UNIX

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
