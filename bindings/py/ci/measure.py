"""Runs `bench/` with the wheel as it is shipped."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from environments import HERE, ROOT, environment, run
from wheel import build, variables


def measure(work: Path, arguments: list[str]) -> int:
    wheel = build(work, work / "measured", "--release")
    requirements = HERE / "bench/requirements.txt"
    python = environment(work / "bench", wheel, "-r", requirements) / "python"
    return run(python, HERE / "bench", "--server", server(work), "--wheel", wheel, *arguments, check=False, cwd=work)


def server(work: Path) -> Path:
    """The server that all benches use: it answers from memory, so that hardly any time is its."""
    command = ["cargo", "build", "--release", "--package", "workos-mfa-bench", "--message-format", "json-render-diagnostics"]
    print("$", *command, flush=True)
    built = subprocess.run(command, cwd=ROOT, env=variables(work), stdout=subprocess.PIPE, text=True, check=True)
    messages = map(json.loads, built.stdout.splitlines())
    return Path(next(path for message in messages if (path := message.get("executable"))))
