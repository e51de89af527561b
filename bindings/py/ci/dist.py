"""Builds what is shipped."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from environments import HERE, environment, packages_of, run
from wheel import build, tools

#: What the project promises, in bytes.
MOST_WHEEL, MOST_INSTALLED = 3_000_000, 6_000_000


def dist(work: Path, output: Path) -> int:
    """A manylinux wheel (elsewhere, the platform's), and an sdist that builds."""
    options = ["--compatibility", "manylinux2014", "--zig"] if sys.platform == "linux" else []
    wheel = build(work, work / "release", "--release", *options)
    run(tools(work) / "maturin", "sdist", "--out", work / "release", cwd=HERE)
    (sdist,) = (work / "release").glob("*.tar.gz")
    programs = environment(work / "shipped", wheel)
    installed = sum(path.stat().st_size for path in (packages_of(work / "shipped") / "workos_mfa").rglob("*") if path.is_file())
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
