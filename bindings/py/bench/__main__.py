"""What a call costs, against the vendor's package and the standard library's http.client, in one run.

    cargo xtask bench py                         # all, some minutes
    cargo xtask bench py -- --quick              # a first look
    cargo xtask bench py -- --only "get c32"     # the rows whose name holds this
    cargo xtask bench py -- --json | --check     # for machines; fail if a target is missed
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from compare import Effort, compare, resident
from footprint import size, start
from report import Report


def main() -> int:
    parser = argparse.ArgumentParser(prog="cargo xtask bench py --", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--server", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--wheel", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--check", action="store_true", help="fail if a target is missed")
    parser.add_argument("--quick", action="store_true", help="a quick look: fewer rounds, wider spread")
    parser.add_argument("--only", metavar="TEXT", default="", help="measure only what contains this text, such as `get`, `c32` or `wheel`")
    parser.add_argument("--rounds", type=int, help="rounds per comparison")
    parser.add_argument("--calls", type=int, help="calls per round")
    given = parser.parse_args()
    effort = Effort(given.rounds or (3 if given.quick else 11), given.calls or (300 if given.quick else 1000))

    def wanted(name: str) -> bool:
        return given.only in name

    report = Report(table=not given.json)
    compare(given.server, effort, wanted, report)
    if wanted("resident at 32 threads"):
        resident(given.server, effort, report)
    if wanted("import and client"):
        start(5 if given.quick else 25, report)
    if wanted("wheel") or wanted("installed"):
        size(given.wheel, report)
    met = report.finish()
    return 1 if given.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
