"""Builds the wheel, installs it into a fresh environment and tests it there; or builds what is shipped.

    python bindings/py/ci.py setup --work target/py     # the wheel, in the environment target/py/fresh
    python bindings/py/ci.py test --work target/py
    python bindings/py/ci.py dist --work target/py --output dist/py

`cargo xtask setup|test|dist py` call it. The last line of `test` counts: `N passed, N failed`. `cargo xtask test conformance` runs
`tests/conformance_runner.py` in the environment that `setup` makes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TESTS = HERE / "tests"
MATURIN = "maturin[zig]==1.16.0"
#: What the project promises, in bytes.
MOST_WHEEL, MOST_INSTALLED = 3_000_000, 6_000_000
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def run(*command: str | Path, check: bool = True, **options: object) -> int:
    print("$", *command, flush=True)
    status = subprocess.run([str(part) for part in command], **options).returncode  # type: ignore[call-overload]
    if check and status != 0:
        sys.exit(f"{command[0]} ended with {status}")
    return int(status)


def environment(folder: Path, *packages: str | Path) -> Path:
    """A virtual environment with these packages and no others, made anew if they have changed; returns its folder of programs."""
    programs = folder / SCRIPTS
    contents = [checksums(package) for package in packages if isinstance(package, Path)]
    wanted = "\n".join([sys.version, *map(str, packages), *contents])
    marker = folder / "installed"
    if not marker.exists() or marker.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        run(sys.executable, "-m", "venv", folder)
        run(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
        marker.write_text(wanted)
    return programs


def checksums(path: Path) -> str:
    if path.suffix != ".whl":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as wheel:
        return "\n".join(f"{member.filename} {member.CRC}" for member in wheel.infolist())


def tools(work: Path) -> Path:
    return environment(work / "tools", MATURIN)


def build(work: Path, output: Path, *options: str) -> Path:
    """Builds one wheel into an empty folder."""
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    variables = dict(os.environ, CARGO_TARGET_DIR=os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target")))
    # maturin finds zig in its own environment.
    variables["PATH"] = os.pathsep.join([str(tools(work)), variables["PATH"]])
    run(tools(work) / "maturin", "build", "--out", output, *options, cwd=HERE, env=variables)
    (wheel,) = output.glob("*.whl")
    return wheel


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


def dist(work: Path, output: Path) -> int:
    """A manylinux wheel (elsewhere, the platform's), and an sdist that builds."""
    options = ["--compatibility", "manylinux_2_28", "--zig"] if sys.platform == "linux" else []
    wheel = build(work, work / "release", "--release", *options)
    run(tools(work) / "maturin", "sdist", "--out", work / "release", cwd=HERE)
    (sdist,) = (work / "release").glob("*.tar.gz")
    programs = environment(work / "shipped", wheel)
    packages = next((work / "shipped").glob("lib/python*/site-packages"), work / "shipped/Lib/site-packages")
    installed = sum(path.stat().st_size for path in (packages / "workos_mfa").rglob("*") if path.is_file())
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.2f} MB, {installed / 1e6:.2f} MB installed")
    if wheel.stat().st_size > MOST_WHEEL or installed > MOST_INSTALLED:
        sys.exit("the wheel has grown over what the project promises; look at what was added with `cargo tree`")
    run(programs / "python", "-c", "from workos_mfa.testing import Emulator; Emulator().stop()", cwd=work)
    # The sdist carries the whole workspace it needs; building it shows that it does.
    run(tools(work) / "python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", work / "from-sdist", sdist,
        cwd=work, env=dict(os.environ, CARGO_TARGET_DIR=str(work / "sdist-target"), CARGO_PROFILE_RELEASE_LTO="off",
                           CARGO_PROFILE_RELEASE_OPT_LEVEL="0", CARGO_PROFILE_RELEASE_CODEGEN_UNITS="16"))
    output.mkdir(parents=True, exist_ok=True)
    for file in (wheel, sdist):
        shutil.copy(file, output)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["setup", "test", "dist"])
    parser.add_argument("--work", type=Path, required=True, help="a folder for environments and wheels")
    parser.add_argument("--output", type=Path, help="where `dist` puts its files")
    given = parser.parse_args()
    work = given.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    if given.task == "setup":
        fresh(work)
        return 0
    if given.task == "test":
        return test(work)
    if given.output is None:
        parser.error("dist needs --output")
    return dist(work, given.output.resolve())


if __name__ == "__main__":
    sys.exit(main())
