"""Builds what is shipped, and looks whether it works."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tarfile
from pathlib import Path

from environments import HERE, environment, packages_of, run
from wheel import build, tools, variables

#: What the project promises, in bytes.
MOST_WHEEL, MOST_INSTALLED = 3_000_000, 6_000_000
#: For another target than this machine's own.
TARGET = os.environ.get("WORKOS_MFA_PY_TARGET", "")


def dist(work: Path, output: Path) -> int:
    """A wheel, and an sdist that builds."""
    wheel = build(work, work / "release", "--release", "--locked", *options())
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.2f} MB")
    if wheel.stat().st_size > MOST_WHEEL:
        sys.exit(f"the wheel must stay under {MOST_WHEEL / 1e6} MB; look at what was added with `cargo tree`")
    if "musllinux" not in wheel.name:
        try_wheel(work, wheel)
    run(tools(work) / "maturin", "sdist", "--out", work / "release", cwd=HERE, env=variables(work))
    (sdist,) = (work / "release").glob("*.tar.gz")
    look_into_sdist(sdist)
    try_sdist(work, sdist)
    output.mkdir(parents=True, exist_ok=True)
    for file in (wheel, sdist):
        shutil.copy(file, output)
    return 0


def options() -> list[str]:
    """On Linux, zig links against older C libraries than this machine's, so that the wheel runs with all of the last decade."""
    if sys.platform != "linux":
        return []
    musl = "musl" in TARGET if TARGET else platform.libc_ver()[0] != "glibc"
    target = ["--target", TARGET] if TARGET else []
    return [*target, "--zig", "--compatibility", "musllinux_1_2" if musl else "manylinux2014"]


def try_wheel(work: Path, wheel: Path) -> None:
    programs = environment(work / "shipped", wheel)
    folder = packages_of(work / "shipped")
    files = [file for pattern in ("workos_mfa", "workos_mfa-*") for found in folder.glob(pattern) for file in found.rglob("*")]
    installed = sum(file.stat().st_size for file in files if file.is_file() and file.suffix != ".pyc")
    print(f"{wheel.name}: {installed / 1e6:.2f} MB installed")
    if installed > MOST_INSTALLED:
        sys.exit(f"what is installed must stay under {MOST_INSTALLED / 1e6} MB")
    run(programs / "python", HERE / "ci/demo.py", HERE / "README.md", cwd=work)


def look_into_sdist(sdist: Path) -> None:
    """Its metadata says what the wheel's says, of which the tests take care, and has the licences beside it."""
    with tarfile.open(sdist) as archive:
        (top,) = {name.split("/")[0] for name in archive.getnames()}
        information = archive.extractfile(f"{top}/PKG-INFO")
        metadata = information.read().decode() if information else ""
        for licence in ("LICENSE-MIT", "LICENSE-APACHE"):
            if f"License-File: {licence}\n" not in metadata or f"{top}/{licence}" not in archive.getnames():
                sys.exit(f"{sdist.name} lacks {licence}")
    for needed in ("License-Expression: MIT OR Apache-2.0\n", "Classifier: ", "Project-URL: Issues,"):
        if needed not in metadata:
            sys.exit(f"the metadata of {sdist.name} lacks `{needed.strip()}`")


def try_sdist(work: Path, sdist: Path) -> None:
    """It carries all of the workspace that it needs. Built from it in a fresh environment, quickly and not well, it must run."""
    shutil.rmtree(work / "from-sdist", ignore_errors=True)
    programs = environment(work / "from-sdist")
    quickly = {"LTO": "off", "OPT_LEVEL": "0", "CODEGEN_UNITS": "16"}
    profile = {f"CARGO_PROFILE_RELEASE_{name}": value for name, value in quickly.items()}
    run(programs / "python", "-m", "pip", "install", "--quiet", "--no-deps", sdist,
        cwd=work, env=dict(os.environ, CARGO_TARGET_DIR=str(work / "sdist-target"), **profile))  # fmt: skip
    run(programs / "python", HERE / "ci/demo.py", HERE / "README.md", cwd=work)
