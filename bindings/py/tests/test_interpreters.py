"""Subinterpreters, as mod_wsgi makes them: only the main interpreter has this package."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from conftest import run_python

#: Ways to run a text in a second interpreter, for whatever of them this Python has.
WAYS = {
    "_testcapi": "import _testcapi; run = _testcapi.run_in_subinterp",
    "_xxsubinterpreters": "import _xxsubinterpreters as sub; run = lambda text: sub.run_string(sub.create(), text)",
    "_interpreters": "import _interpreters as sub; run = lambda text: sub.run_string(sub.create(), text)",
    "_interpreters, legacy": "import _interpreters as sub; run = lambda text: sub.run_string(sub.create('legacy'), text)",
    "concurrent.interpreters": "from concurrent import interpreters; run = lambda text: interpreters.create().exec(text)",
}
HERE = [way for way in WAYS if find_spec(way.split(",")[0])]

SECOND = '''
try:
    import workos_mfa
except ImportError as error:
    print("refused:", error, flush=True)
else:
    print("taken", flush=True)
'''

USE = """
from workos_mfa import NotFoundError, WorkOSClient
from workos_mfa.testing import Emulator
with Emulator() as emulator:
    client = WorkOSClient(emulator.api_key, base_url=emulator.url)
    try:
        client.mfa.get_factor("x")
    except NotFoundError as error:
        print("main:", error.kind, flush=True)
"""


def test_there_is_a_way_to_have_a_second_interpreter() -> None:
    assert HERE


@pytest.mark.parametrize("first", ["main", "second"])
@pytest.mark.parametrize("way", HERE)
def test_a_second_interpreter_is_refused_and_harms_nobody(way: str, first: str) -> None:
    # Three of them: the end of one used to take the others' classes along.
    refused = f"{WAYS[way]}\nfor _ in range(3): run({SECOND!r})\n"
    done = run_python(USE + refused + USE if first == "main" else refused + USE)
    lines = done.stdout.splitlines()
    assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
    assert lines.count("main: not_found") == (2 if first == "main" else 1), lines
    assert len([line for line in lines if line.startswith("refused: ")]) == 3, lines


def test_the_message_says_what_mod_wsgi_needs() -> None:
    done = run_python(f"{WAYS[HERE[0]]}\nrun({SECOND!r})")
    # From 3.12 on Python itself refuses an interpreter with a GIL of its own, in its own words.
    assert "WSGIApplicationGroup %{GLOBAL}" in done.stdout or "does not support loading in subinterpreters" in done.stdout
