"""The tests, against the wheel in a fresh environment, with every Python that there is here."""

from __future__ import annotations

import json
import re
import shutil
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


def readme(folder: Path) -> list[Path]:
    """The README's programs, a file each, and how pyright is to look at them: as at a user's program."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    found = re.findall(r"```python\n(.*?)```", (HERE / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    files = [folder / f"block_{number}.py" for number in range(len(found))]
    for file, text in zip(files, found):
        file.write_text(text, encoding="utf-8")
    options = json.loads((TESTS / "pyrightconfig.json").read_text(encoding="utf-8"))
    (folder / "pyrightconfig.json").write_text(json.dumps({**options, "include": ["."]}), encoding="utf-8")
    return files


def types(work: Path, programs: Path, counts: Counts) -> None:
    python = programs / "python"
    commands = {
        "mypy: a user's program": [python, "-m", "mypy", "--strict", TESTS / "typing_example.py"],
        "mypy: the package": [python, "-m", "mypy", "--strict", "-p", "workos_mfa"],
        "stubtest": [python, "-m", "mypy.stubtest", "workos_mfa._native"],
        "mypy: the README": [python, "-m", "mypy", "--strict", "--scripts-are-modules", *readme(work / "readme")],
        "pyright: a user's program": [programs / "basedpyright", "--pythonpath", python, "-p", TESTS / "pyrightconfig.json"],
        "pyright: the README": [programs / "basedpyright", "--pythonpath", python, "-p", work / "readme"],
    }
    for name, command in commands.items():
        counts.count(name, run(*command, check=False, cwd=work) == 0)
