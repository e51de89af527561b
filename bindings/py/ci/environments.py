"""Virtual environments, and running programs in them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def run(*command: str | Path, check: bool = True, **options: object) -> int:
    print("$", *command, flush=True)
    status = subprocess.run([str(part) for part in command], **options).returncode  # type: ignore[call-overload]
    if check and status != 0:
        sys.exit(f"{command[0]} ended with {status}")
    return int(status)


def environment(folder: Path, *packages: str | Path, python: Path = Path(sys.executable)) -> Path:
    """A virtual environment with these packages and no others, made anew if they have changed; returns its folder of programs."""
    programs = folder / SCRIPTS
    contents = [checksums(package) for package in packages if isinstance(package, Path)]
    wanted = "\n".join([str(python.resolve()), *map(str, packages), *contents])
    marker = folder / "installed"
    if not marker.exists() or marker.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        run(python, "-m", "venv", folder)
        if packages:
            run(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
        marker.write_text(wanted)
    return programs


def checksums(path: Path) -> str:
    if path.suffix != ".whl":
        return path.read_text(encoding="utf-8") if path.suffix == ".txt" else str(path.stat().st_mtime_ns)
    with zipfile.ZipFile(path) as wheel:
        return "\n".join(f"{member.filename} {member.CRC}" for member in wheel.infolist())


def packages_of(environment: Path) -> Path:
    """Where an environment has what is installed in it."""
    return next(environment.glob("lib/python*/site-packages"), environment / "Lib/site-packages")
