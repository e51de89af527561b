"""What the package takes before the first call: time at the start of a program, and room on the disk."""

from __future__ import annotations

import subprocess
import sys
import time
from importlib.metadata import distribution
from pathlib import Path
from statistics import median

from report import Report

MOST_MILLISECONDS = 25.0
MOST_WHEEL, MOST_INSTALLED = 3.0, 6.0

PROGRAMS = {
    "bare": "pass",
    "ours": "from workos_mfa import WorkOSClient; WorkOSClient('sk_x').mfa",
    "ours-async": "from workos_mfa import AsyncWorkOSClient; AsyncWorkOSClient('sk_x').mfa",
    "asyncio": "import asyncio",
    "vendor": "from workos import WorkOSClient; WorkOSClient(api_key='sk_x', client_id='c').multi_factor_auth",
}


def start(runs: int, report: Report) -> None:
    """The time on the clock of a program that builds a client, less that of one that does nothing."""
    milliseconds: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for run in range(runs + 1):
        for name, program in PROGRAMS.items():
            before = time.perf_counter()
            subprocess.run([sys.executable, "-I", "-c", program], check=True)
            # The first fills caches, on the disk and of bytecode.
            if run > 0:
                milliseconds[name].append((time.perf_counter() - before) * 1000)
    bare = median(milliseconds["bare"])

    def over(name: str) -> list[float]:
        return [each - other for each, other in zip(milliseconds[name], milliseconds["bare"])]

    report.add("import and client", over("ours"), "milliseconds", MOST_MILLISECONDS,
               f"over a bare interpreter's {bare:.0f} ms; the vendor's {median(over('vendor')):.0f} ms")  # fmt: skip
    report.add("import and async client", over("ours-async"), "milliseconds", None,
               f"of which {median(over('asyncio')):.0f} ms are the standard library's asyncio")  # fmt: skip


def size(wheel: Path, report: Report) -> None:
    report.add("wheel", [wheel.stat().st_size / 1e6], "megabytes", MOST_WHEEL, "")
    theirs = sum(installed(name) for name in ("workos", "httpx2", "httpcore2", "cryptography", "PyJWT", "cffi", "h11", "anyio"))
    note = f"without bytecode; the vendor's, with what it depends on, {theirs:.0f} MB"
    report.add("installed", [installed("workos-mfa")], "megabytes", MOST_INSTALLED, note)


def installed(name: str) -> float:
    files = distribution(name).files or []
    return sum(Path(file.locate()).stat().st_size for file in files if file.suffix != ".pyc") / 1e6
