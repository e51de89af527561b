"""The tests, against the wheel in a fresh environment."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from environments import HERE, environment, run
from wheel import build

TESTS = HERE / "tests"


def fresh(work: Path) -> Path:
    """An environment with the wheel, as it is now, and what the tests need."""
    wheel = build(work, work / "wheel")
    return environment(work / "fresh", wheel, "-r", TESTS / "requirements.txt")


def test(work: Path) -> int:
    programs = fresh(work)
    python = programs / "python"
    counts = {"passed": 0, "failed": 0}

    def count(name: str, passed: bool) -> None:
        counts["passed" if passed else "failed"] += 1
        if not passed:
            print("FAILED", name, flush=True)

    report = work / "pytest.xml"
    report.unlink(missing_ok=True)
    # Away from the sources: what is imported must be the wheel.
    status = run(python, "-P" if sys.version_info >= (3, 11) else "-B", "-m", "pytest", "-q", "-c", HERE / "pyproject.toml",
                 "--rootdir", TESTS, f"--junitxml={report}", TESTS, check=False, cwd=work)
    cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    for case in cases:
        # A skip is a failure: everything that the tests need was installed.
        bad = any(case.find(result) is not None for result in ("failure", "error", "skipped"))
        count(f"{case.get('classname')}::{case.get('name')}", not bad)
    if status != 0 and not counts["failed"] or not cases:
        count("pytest", False)

    mypy = [python, "-m", "mypy", "--strict"]
    count("mypy: a user's program", run(*mypy, TESTS / "typing_example.py", check=False, cwd=work) == 0)
    count("mypy: the package", run(*mypy, "-p", "workos_mfa", check=False, cwd=work) == 0)
    count("stubtest", run(python, "-m", "mypy.stubtest", "workos_mfa._native", check=False, cwd=work) == 0)
    pyright = [programs / "basedpyright", "--pythonpath", python, "-p", TESTS / "pyrightconfig.json"]
    count("pyright: a user's program", run(*pyright, check=False, cwd=work) == 0)
    print(f"{counts['passed']} passed, {counts['failed']} failed", flush=True)
    return 0 if counts["failed"] == 0 else 1
