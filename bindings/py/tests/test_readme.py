"""The README's code."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from conftest import LIMIT

README = os.path.join(os.path.dirname(__file__), os.pardir, "README.md")


def blocks() -> list[str]:
    with open(README, encoding="utf-8") as file:
        return re.findall(r"```python\n(.*?)```", file.read(), re.DOTALL)


def test_the_thirty_seconds_run_in_an_empty_folder(tmp_path: object) -> None:
    done = subprocess.run(
        [sys.executable, "-c", blocks()[0]], capture_output=True, text=True, cwd=str(tmp_path), timeout=LIMIT
    )
    assert done.returncode == 0, done.stderr
    assert "the authenticator app would show " in done.stdout and "gone: " in done.stdout


def test_the_other_blocks_are_python() -> None:
    assert len(blocks()) >= 5
    for block in blocks():
        compile(block, "README.md", "exec")


def test_the_test_in_the_readme_passes(tmp_path: object) -> None:
    (block,) = [block for block in blocks() if "def test_a_retry" in block]
    path = os.path.join(str(tmp_path), "test_it.py")
    with open(path, "w") as file:
        file.write(block)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", path], capture_output=True, text=True, cwd=str(tmp_path), timeout=LIMIT
    )
    assert "1 passed" in done.stdout, done.stdout
