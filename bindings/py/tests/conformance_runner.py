"""Runs the conformance scenarios with the sync client, or with `--async` with the async one. It executes and reports; the server judges.

    conformance run --language py -- python conformance_runner.py
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import os
import signal
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Callable, Dict, Iterator, List
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

from workos_mfa import AsyncWorkOSClient, WorkOSClient, WorkOSError

Json = Any
CONTROL = os.environ["WORKOS_MFA_CONFORMANCE"]
ASYNC = sys.argv[1:] == ["--async"]
LANGUAGE = "py-async" if ASYNC else "py"
#: One for all: each makes a context for TLS, which takes long.
OPENER = build_opener(ProxyHandler({}))
LOG: list[str] = []
#: The events of calls that were cancelled.
CANCELLED: list[Json] = []


class Collect(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        LOG.append(f"{record.getMessage()} {record.__dict__}")
        event = record.__dict__["workos_mfa"]
        if event.get("error_kind") == "cancelled":
            CANCELLED.append(event)


def control(method: str, path: str, body: Json = None) -> Json:
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"{CONTROL}{path}?language={LANGUAGE}", data=data, method=method)
    with OPENER.open(request, timeout=100) as response:
        return json.load(response)


def is_ours(variable: str) -> bool:
    return variable.startswith("WORKOS_") or variable.lower() in ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    """For a session that nothing else runs beside: a variable must not change while C code elsewhere in the process reads one."""
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]


def token_provider(steps: list[Json], release: threading.Event) -> Callable[[], Any]:
    remaining = iter(steps)

    def next_step() -> Json:
        step = next(remaining, {"fail": "asked too often"})
        if isinstance(step, dict) and "fail" in step:
            raise RuntimeError(step["fail"])
        return step

    def provider() -> str:
        step = next_step()
        if step == "stall":
            release.wait()
            raise RuntimeError("the session is over")
        return str(step["token"])

    async def async_provider() -> str:
        step = next_step()
        if step == "stall":
            await asyncio.Event().wait()
        return str(step["token"])

    return async_provider if ASYNC else provider


def error_report(error: BaseException) -> Json:
    if isinstance(error, WorkOSError):
        return error.to_dict()
    if isinstance(error.__context__, WorkOSError):
        # What is known of a call that Ctrl-C has ended.
        return error.__context__.to_dict()
    if isinstance(error, (KeyboardInterrupt, asyncio.CancelledError)):
        return {"kind": "cancelled", "message": "the call was cancelled", "outcome": "not_sent", "attempts": 0}
    raise error


async def end_of_call() -> Json:
    """What is known of the call that has been cancelled just now. `CancelledError` is asyncio's own; the event has it."""
    while not CANCELLED:
        await asyncio.sleep(0.001)
    event = CANCELLED.pop()
    return {"outcome": event["outcome"], "attempts": event["attempts"]}


class Interrupting(Dict[str, str]):
    """Headers that Ctrl-C comes upon when the call reads them: it has been made, and has not begun."""

    def items(self) -> Any:
        signal.raise_signal(signal.SIGALRM)
        return super().items()


class Session:
    def __init__(self, started: Json) -> None:
        self.started, self.release = started, threading.Event()
        self.debug: list[str] = []
        options = dict(started["client"])
        if "token_provider" in options:
            options["token_provider"] = token_provider(options["token_provider"], self.release)
        if options.get("retry_budget") == "unlimited":
            options["retry_budget"] = math.inf
        with environment(options.pop("env", None) or {}):
            self.client: Any = AsyncWorkOSClient(**options) if ASYNC else WorkOSClient(**options)
        self.debug.append(repr(self.client))

    def arguments(self, call: Json) -> tuple[str, dict[str, Any]]:
        arguments = {**call["args"], **call["options"]}
        if "id" in arguments:
            arguments["authentication_factor_id"] = arguments.pop("id")
        return call["operation"] + "_with_metadata", arguments

    def report(self, began: float, outcome: Any) -> Json:
        report: dict[str, Any] = {"elapsed_ms": (time.monotonic() - began) * 1000}
        self.debug += [repr(outcome), str(outcome)]
        if isinstance(outcome, BaseException):
            report["error"] = error_report(outcome)
            self.debug += traceback.format_exception(type(outcome), outcome, outcome.__traceback__)
        else:
            result, metadata = outcome
            report["result"] = None if result is None else result.to_dict()
            report["metadata"] = {name: getattr(metadata, name) for name in ("status", "request_id", "attempts")}
            report["metadata"]["headers"] = dict(metadata.headers)
        return report

    def call(self, call: Json) -> Json:
        time.sleep(call["wait_before"] or 0)
        method, arguments = self.arguments(call)
        began = time.monotonic()
        try:
            # As Ctrl-C does it: a signal whose handler raises.
            if call["cancel_before"]:
                arguments["headers"] = Interrupting(arguments.get("headers") or {})
            if call["cancel_after"]:
                signal.setitimer(signal.ITIMER_REAL, call["cancel_after"])
            outcome: Any = getattr(self.client.mfa, method)(**arguments)
        except (WorkOSError, KeyboardInterrupt) as error:
            outcome = error
        return self.report(began, outcome)

    async def acall(self, call: Json) -> Json:
        await asyncio.sleep(call["wait_before"] or 0)
        method, arguments = self.arguments(call)
        began = time.monotonic()
        task = asyncio.ensure_future(getattr(self.client.mfa, method)(**arguments))
        if call["cancel_before"]:
            task.cancel()
        if call["cancel_after"] is not None:
            asyncio.get_running_loop().call_later(call["cancel_after"], task.cancel)
        await asyncio.wait([task])
        if not task.cancelled():
            outcome = task.exception() or task.result()
        elif call["cancel_before"]:
            outcome = asyncio.CancelledError()
        else:
            outcome = WorkOSError("the call was cancelled", **await end_of_call())
            outcome.kind = "cancelled"
        return self.report(began, outcome)

    async def acalls(self, calls: list[Json], parallel: bool) -> list[Json]:
        if parallel:
            return list(await asyncio.gather(*(self.acall(call) for call in calls)))
        return [await self.acall(call) for call in calls]

    def calls(self) -> list[Json]:
        calls, parallel = self.started["calls"], self.started["parallel"]
        if ASYNC:
            return asyncio.run(self.acalls(calls, parallel))
        if not parallel:
            return [self.call(call) for call in calls]
        with ThreadPoolExecutor(len(calls)) as pool:
            # Those that a signal ends stay here: Python runs signal handlers on the main thread only.
            others = [None if call["cancel_after"] or call["cancel_before"] else pool.submit(self.call, call) for call in calls]
            return [other.result() if other else self.call(call) for call, other in reversed(list(zip(calls, others)))][::-1]


def drive(started: Json, alive: List[Session]) -> Json:
    """Leaves the session in `alive`."""
    log_began = len(LOG)
    try:
        session = Session(started)
        alive.append(session)
    except WorkOSError as error:
        shown = [repr(error), *traceback.format_exception(type(error), error, error.__traceback__)]
        return {"construct_error": error.to_dict(), "calls": [], "debug": "\n".join(shown)}
    try:
        calls = session.calls()
    finally:
        session.release.set()
    return {"calls": calls, "debug": "\n".join(session.debug + LOG[log_began:])}


def run(scenario: Json) -> bool:
    started = control("POST", f"/scenarios/{quote(scenario['group'])}/{quote(scenario['name'])}/start")
    # The client lives until the server has judged: what closes only because it goes has been open for too long.
    alive: List[Session] = []
    try:
        report = drive(started, alive)
    except Exception:
        report = {"crash": traceback.format_exc()}
    return bool(control("POST", f"/sessions/{started['session']}/finish", report)["passed"])


def main() -> int:
    for name in filter(is_ours, list(os.environ)):
        del os.environ[name]
    logging.getLogger("workos_mfa").setLevel(logging.DEBUG)
    logging.getLogger("workos_mfa").addHandler(Collect())
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    scenarios = control("GET", "/scenarios")["scenarios"]
    # Signals come to the main thread, the end of a call is found by its being the only one that was cancelled, and a process has
    # one environment.
    alone = [each for each in scenarios if {"cancellation", "cancellation_before", "option.env"} & set(each["needs"])]
    with ThreadPoolExecutor(16) as pool:
        passed = list(pool.map(run, [each for each in scenarios if each not in alone]))
    passed += [run(each) for each in alone]
    return 0 if passed and all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
