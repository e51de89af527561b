"""The tests, against the wheel in a fresh environment, with every Python that there is here."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

from environments import HERE, environment, run
from interpreters import others
from wheel import build

TESTS = HERE / "tests"
REQUIREMENTS, TYPES = TESTS / "requirements.txt", TESTS / "requirements-types.txt"


class Counts:
    def __init__(self) -> None:
        self.passed = self.failed = 0

    def count(self, name: str, passed: bool) -> None:
        if passed:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED", name, flush=True)


def fresh(work: Path) -> Path:
    """An environment with the wheel, as it is now, and what the tests need."""
    wheel = build(work, work / "wheel")
    return environment(work / "fresh", wheel, "-r", REQUIREMENTS, "-r", TYPES)


def test(work: Path) -> int:
    counts = Counts()
    programs = fresh(work)
    behaviour(work, programs / "python", "", counts)
    types(work, programs, counts)
    (wheel,) = (work / "wheel").glob("*.whl")
    for version, python in others().items():
        if version.endswith("t"):
            # No stable ABI there before 3.15, so it needs a wheel of its own.
            own = build(work, work / f"wheel-{version}", "--interpreter", str(python))
        else:
            own = wheel
        there = environment(work / f"python-{version}", own, "-r", REQUIREMENTS, python=python)
        behaviour(work, there / "python", f" (Python {version})", counts)
    print(f"{counts.passed} passed, {counts.failed} failed", flush=True)
    return 0 if counts.failed == 0 else 1


def behaviour(work: Path, python: Path, where: str, counts: Counts) -> None:
    report = work / "pytest.xml"
    report.unlink(missing_ok=True)
    # From a folder without sources: what is imported must be the wheel.
    status = run(python, "-m", "pytest", "-q", "--no-summary", "-p", "no:cacheprovider", "-c", HERE / "pyproject.toml", "--rootdir", TESTS,
                 f"--junitxml={report}", TESTS, check=False, cwd=work)  # fmt: skip
    cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    failed = counts.failed
    for case in cases:
        # A skip is a failure: everything that the tests need was installed.
        bad = any(case.find(result) is not None for result in ("failure", "error", "skipped"))
        counts.count(f"{case.get('classname')}::{case.get('name')}{where}", not bad)
    if not cases or status != 0 and counts.failed == failed:
        counts.count(f"pytest{where}", False)


def types(work: Path, programs: Path, counts: Counts) -> None:
    python = programs / "python"
    commands = {
        "mypy: a user's program": [python, "-m", "mypy", "--strict", TESTS / "typing_example.py"],
        "mypy: the package": [python, "-m", "mypy", "--strict", "-p", "workos_mfa"],
        "stubtest": [python, "-m", "mypy.stubtest", "workos_mfa._native"],
        "pyright: a user's program": [programs / "basedpyright", "--pythonpath", python, "-p", TESTS / "pyrightconfig.json"],
    }
    for name, command in commands.items():
        counts.count(name, run(*command, check=False, cwd=work) == 0)
