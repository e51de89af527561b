"""Builds the wheel."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from environments import HERE, ROOT, environment, run

MATURIN = "maturin[zig]==1.16.0"


def tools(work: Path) -> Path:
    return environment(work / "tools", MATURIN)


def variables(work: Path) -> dict[str, str]:
    """For maturin: it finds zig in its own environment, and cargo's folder where everyone else has it."""
    found = dict(os.environ, CARGO_TARGET_DIR=os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target")))
    found["PATH"] = os.pathsep.join([str(tools(work)), found["PATH"]])
    return found


def build(work: Path, output: Path, *options: str) -> Path:
    """Builds one wheel into an empty folder."""
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    run(tools(work) / "maturin", "build", "--out", output, *options, cwd=HERE, env=variables(work))
    (wheel,) = output.glob("*.whl")
    return wheel
