"""Builds the wheel, installs it into a fresh environment and tests it there; measures it; or builds what is shipped.

    python bindings/py/ci setup --work target/py     # the wheel, in the environment target/py/fresh
    python bindings/py/ci test --work target/py
    python bindings/py/ci bench --work target/py -- --quick
    python bindings/py/ci dist --work target/py --output dist/py

`cargo xtask setup|test|bench|dist py` call it. The last line of `test` counts: `N passed, N failed`. `cargo xtask test conformance`
runs `tests/conformance_runner.py` in the environment that `setup` makes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dist import dist
from measure import measure
from suite import fresh, test


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["setup", "test", "bench", "dist"])
    parser.add_argument("--work", type=Path, required=True, help="a folder for environments and wheels")
    parser.add_argument("--output", type=Path, help="where `dist` puts its files")
    words = sys.argv[1:]
    ours = words.index("--") if "--" in words else len(words)
    given = parser.parse_args(words[:ours])
    work = given.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    if given.task == "setup":
        fresh(work)
        return 0
    if given.task == "test":
        return test(work)
    if given.task == "bench":
        return measure(work, words[ours + 1 :])
    if given.output is None:
        parser.error("dist needs --output")
    return dist(work, given.output.resolve())


if __name__ == "__main__":
    sys.exit(main())
