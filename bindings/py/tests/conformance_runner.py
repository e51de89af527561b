"""Runs the conformance scenarios with the sync client, or with `--async` with the async one. It executes and reports; the server judges.

    conformance run --language py -- python conformance_runner.py
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Callable, Iterator
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

from workos_mfa import AsyncWorkOSClient, WorkOSClient, WorkOSError

Json = Any
CONTROL = os.environ["WORKOS_MFA_CONFORMANCE"]
ASYNC = sys.argv[1:] == ["--async"]
LANGUAGE = "py-async" if ASYNC else "py"
#: Clients read the environment when they are built.
ENVIRONMENT = threading.Lock()
LOG: list[str] = []


class Collect(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        LOG.append(f"{record.getMessage()} {record.__dict__}")


def control(method: str, path: str, body: Json = None) -> Json:
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"{CONTROL}{path}?language={LANGUAGE}", data=data, method=method)
    with build_opener(ProxyHandler({})).open(request, timeout=100) as response:
        return json.load(response)


@contextmanager
def environment(variables: dict[str, str] | None) -> Iterator[None]:
    """The session's variables, and no `WORKOS_…` besides."""
    with ENVIRONMENT:
        before = dict(os.environ)
        try:
            for name in [name for name in before if name.startswith("WORKOS_")]:
                del os.environ[name]
            os.environ.update(variables or {})
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


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
    if isinstance(error, (KeyboardInterrupt, asyncio.CancelledError)):
        return {"kind": "cancelled", "message": "the call was cancelled", "outcome": "unknown", "attempts": 0}
    raise error


class Session:
    def __init__(self, started: Json) -> None:
        self.started, self.release = started, threading.Event()
        self.debug: list[str] = []
        options = dict(started["client"])
        if "token_provider" in options:
            options["token_provider"] = token_provider(options["token_provider"], self.release)
        with environment(options.pop("env", None)):
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
        return report

    def call(self, call: Json) -> Json:
        time.sleep(call["wait_before"] or 0)
        method, arguments = self.arguments(call)
        began = time.monotonic()
        try:
            if call["cancel_after"]:  # as Ctrl-C does it: a signal whose handler raises
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
        if call["cancel_after"] is not None:
            asyncio.get_running_loop().call_later(call["cancel_after"], task.cancel)
        await asyncio.wait([task])
        outcome = asyncio.CancelledError() if task.cancelled() else task.exception() or task.result()
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
            others = [None if call["cancel_after"] else pool.submit(self.call, call) for call in calls]
            return [other.result() if other else self.call(call) for call, other in reversed(list(zip(calls, others)))][::-1]


def drive(started: Json) -> Json:
    log_began = len(LOG)
    try:
        session = Session(started)
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
    try:
        report = drive(started)
    except Exception:
        report = {"crash": traceback.format_exc()}
    return bool(control("POST", f"/sessions/{started['session']}/finish", report)["passed"])


def main() -> int:
    logging.getLogger("workos_mfa").setLevel(logging.DEBUG)
    logging.getLogger("workos_mfa").addHandler(Collect())
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    scenarios = control("GET", "/scenarios")["scenarios"]
    on_main = [each for each in scenarios if not ASYNC and "cancellation" in each["needs"]]
    with ThreadPoolExecutor(16) as pool:
        passed = list(pool.map(run, [each for each in scenarios if each not in on_main]))
    passed += [run(each) for each in on_main]
    return 0 if passed and all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
