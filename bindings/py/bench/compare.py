"""What a call costs with one client, as a part of what it costs with another.

Both make it against the same server, in turns, each in a process of its own. A ratio is formed within a round, so what disturbs the
machine disturbs both sides of it.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Callable, NamedTuple

from report import Report
from subprocesses import Subprocess, worker

CALLS = ("get", "enroll", "delete")
#: What is set against what, and at most how much of it each may cost: one call at a time, and 32 (threads, or tasks of one loop).
COMPARISONS = [
    ("sync / vendor", "ours", "vendor", {1: 0.10, 32: 0.06}),
    ("sync / http.client", "ours", "http.client", {1: 1.0, 32: 1.0}),
    ("async / vendor", "ours-async", "vendor-async", {1: 0.12, 32: 0.06}),
]
MOST_RESIDENT = 30.0


class Effort(NamedTuple):
    rounds: int
    calls: int


def compare(server: Path, effort: Effort, wanted: Callable[[str], bool], report: Report) -> None:
    for call in CALLS:
        for concurrency in (1, 32):
            rows = [(f"{call} c{concurrency} {label}", ours, theirs, most[concurrency])
                    for label, ours, theirs, most in COMPARISONS
                    if wanted(f"{call} c{concurrency} {label}")]  # fmt: skip
            if not rows:
                continue
            # Many at a time are quicker, and the beginning and the end of a batch, when few are at work, must not count.
            calls = effort.calls if concurrency == 1 else effort.calls * 4
            clients = list(dict.fromkeys(client for _, *pair, _ in rows for client in pair))
            costs = measure(server, call, concurrency, clients, effort.rounds, calls)
            for name, ours, theirs, most in rows:
                ratios = [one / other for one, other in zip(costs[ours], costs[theirs])]
                note = f"{median(costs[ours]):.1f} against {median(costs[theirs]):.1f} us of CPU per call"
                report.add(name, ratios, "ratio", most, note)


def measure(
    server: Path, call: str, concurrency: int, clients: list[str], rounds: int, calls: int
) -> dict[str, list[float]]:
    """The microseconds of CPU per call of each client, round by round."""
    costs: dict[str, list[float]] = {client: [] for client in clients}
    with ExitStack() as stack:
        url = stack.enter_context(Subprocess(server, "serve", concurrency=concurrency)).receive()
        workers = [(client, stack.enter_context(worker(client, call, concurrency, url))) for client in clients]
        for _, process in workers:
            # Connections are made, and memory is where it will stay.
            process.ask(str(calls))
        for _ in range(rounds):
            for client, process in workers:
                costs[client].append(process.ask(str(calls)) / calls / 1000)
            # Who comes first changes, so that going first is nobody's advantage.
            workers.append(workers.pop(0))
    return costs


def resident(server: Path, effort: Effort, report: Report) -> None:
    """How much memory a process holds after calls from 32 threads."""
    megabytes: dict[str, float] = {}
    for client in ("ours", "vendor"):
        serving = Subprocess(server, "serve", concurrency=32)
        with serving, worker(client, "get", 32, serving.receive()) as process:
            process.ask(str(effort.calls * 4))
            megabytes[client] = process.ask("resident") / 1e6
    report.add("resident at 32 threads", [megabytes["ours"]], "megabytes", MOST_RESIDENT,
               f"the interpreter included; the vendor's {megabytes['vendor']:.0f} MB")  # fmt: skip
