"""Runs the README's first program with the package that is installed: `python demo.py README.md`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

found = re.search(r"```python\n(.*?)```", Path(sys.argv[1]).read_text(encoding="utf-8"), re.DOTALL)
if found is None:
    sys.exit(f"there is no program in {sys.argv[1]}")
exec(compile(found[1], sys.argv[1], "exec"))  # noqa: S102 - it is our own
