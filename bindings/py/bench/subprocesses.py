"""The other processes of a measurement. Both ends speak in lines; the end of its input ends a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

WORKER = Path(__file__).with_name("worker.py")


def _keep_to_one() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


class Subprocess:
    """With one call at a time, client and server take turns. Whether they share a processor is the scheduler's whim, and being woken by
    another processor more than doubles what a call costs: the ratio would tell who was luckier. So they share one then, where that can
    be had.
    """

    def __init__(self, *command: str | Path, concurrency: int) -> None:
        self._name = Path(command[0]).name
        self._child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            # In the child before its program begins, so that all its threads inherit it.
            preexec_fn=_keep_to_one if concurrency == 1 and sys.platform == "linux" else None,
        )

    def receive(self) -> str:
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            sys.exit(f"{self._name} ended early; what it said is above")
        return line.strip()

    def ask(self, line: str) -> int:
        assert self._child.stdin is not None
        self._child.stdin.write(line + "\n")
        self._child.stdin.flush()
        return int(self.receive())

    def __enter__(self) -> Subprocess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.close()
        self._child.wait()
        self._child.stdout.close()


def worker(client: str, call: str, concurrency: int, url: str) -> Subprocess:
    return Subprocess(sys.executable, WORKER, client, call, str(concurrency), url, concurrency=concurrency)
