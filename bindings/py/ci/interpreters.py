"""The Pythons on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 9)
NEWEST_KNOWN = 15
#: Prints what tells one version from another, such as `3.13` or `3.13t` (free-threaded).
VERSION = """
import sys, sysconfig, venv
free = 't' if sysconfig.get_config_var('Py_GIL_DISABLED') else ''
print(f'{sys.version_info[0]}.{sys.version_info[1]}{free}', sys.implementation.name)
"""


def others() -> dict[str, Path]:
    """One of each version that the package supports, besides the one that runs this."""
    found: dict[str, Path] = {}
    seen = {version_of(Path(sys.executable))}
    for path in candidates():
        version = version_of(path)
        if version is not None and version not in seen:
            seen.add(version)
            found[version] = path
    return dict(sorted(found.items(), key=lambda item: int(item[0].split(".")[1].rstrip("t"))))


def candidates() -> list[Path]:
    """On the search path, and where pyenv and uv put them."""
    names = [f"python3.{minor}{free}" for minor in range(OLDEST[1], NEWEST_KNOWN + 1) for free in ("", "t")]
    paths = [Path(path) for path in map(shutil.which, names) if path]
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT", home / ".pyenv")) / "versions"
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR", home / ".local/share/uv/python"))
    for folder in (pyenv, uv):
        # The newest first: of each version one is enough.
        paths += sorted(folder.glob("*/bin/python3"), reverse=True)
    return paths


def version_of(python: Path) -> str | None:
    """`None` if it does not run, is too old, or is no CPython: the wheel is made for CPython's stable ABI."""
    done = subprocess.run([python, "-c", VERSION], capture_output=True, text=True)
    words = done.stdout.split()
    if done.returncode != 0 or len(words) != 2 or words[1] != "cpython":
        return None
    version = words[0]
    minor = int(version.split(".")[1].rstrip("t"))
    return version if version.startswith("3.") and minor >= OLDEST[1] else None
