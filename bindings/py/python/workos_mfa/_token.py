"""Asks a token provider. Loaded by the native module when a client that has one is built."""

from __future__ import annotations

import os
import sys
from _queue import Empty, SimpleQueue
from _thread import allocate_lock, start_new_thread
from inspect import Parameter, signature

from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Task
    from collections.abc import Awaitable, Callable
    from contextvars import Context
    from typing import Any

    from ._native import TokenAnswer


class TokenRequest:
    """What a token provider that takes an argument is given."""

    __slots__ = ("refused",)

    refused: bool
    """Whether the server has just refused, with 401, the token that the provider returned last in this call: a cached one is of no
    more use then."""

    def __init__(self, refused: bool) -> None:
        self.refused = refused

    def __repr__(self) -> str:
        return f"TokenRequest(refused={self.refused})"


def takes_request(provider: object) -> bool | None:
    """Whether it wants a `TokenRequest`; `None` if it can't be called as a provider is.

    A parameter with a default is something of its own, unless it is called `request`.
    """
    if not callable(provider):
        return None
    try:
        parameters = list(signature(provider).parameters.values())
    except (TypeError, ValueError):  # some that are written in C do not say
        return False
    positional = [each for each in parameters if each.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)]
    needed = [each for each in parameters if each.default is Parameter.empty and each.kind not in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)]
    if needed:
        return True if len(needed) == 1 and needed == positional[:1] else None
    return bool(positional) and positional[0].name == "request"


class Fetch:
    """One request for a token. `begin()` and `cancel()` are called on any thread."""

    def __init__(
        self,
        provider: Callable[..., Any],
        refused: bool | None,
        context: Context | None,
        loop: AbstractEventLoop | None,
        answer: TokenAnswer,
    ) -> None:
        self._provider = provider
        self._arguments = () if refused is None else (TokenRequest(refused),)
        self._context = context
        self._loop = loop
        self._answer = answer
        self._task: Task[Any] | None = None
        self._cancelled = False

    def begin(self) -> None:
        """On another thread: it may take its time, and this one drives the connections."""
        _workers.do(self._run)

    def cancel(self) -> None:
        """Nobody waits for the token any more."""
        self._cancelled = True
        task = self._task
        if task is not None:
            try:
                task.get_loop().call_soon_threadsafe(task.cancel)
            except RuntimeError:
                pass  # the loop is closed: there is nothing left to cancel

    def _run(self) -> None:
        if self._cancelled:
            return
        try:
            if self._context is None:
                self._ask()
            else:
                # A copy: the call's last request may not be done with it.
                self._context.copy().run(self._ask)
        except BaseException as error:
            self._answer.raised(error)

    def _ask(self) -> None:
        token = self._provider(*self._arguments)
        if hasattr(token, "__await__"):
            token = self._wait_for(token)
        # Whether it is one is looked at over there: an error that was raised here would have it in its traceback's frames.
        self._answer.returned(token)

    def _wait_for(self, token: Awaitable[Any]) -> Any:
        import asyncio

        async def wait() -> Any:
            self._task = asyncio.current_task()
            if self._cancelled:
                raise asyncio.CancelledError
            return await token

        if self._loop is None:
            return asyncio.run(wait())
        return asyncio.run_coroutine_threadsafe(wait(), self._loop).result()


class Workers:
    """Threads that wait for work: as many as there are providers at work at a time.

    They are daemon threads with nothing but Python on their stacks. The interpreter may end while a provider is at work.
    """

    IDLE = 10.0
    """After so many seconds without work a thread ends."""

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._idle = 0
        # Not `queue.SimpleQueue`, which gevent replaces: these threads are real ones.
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def do(self, work: Callable[[], None]) -> None:
        with self._lock:
            if self._idle:
                self._idle -= 1
                self._work.put(work)
                return
        _start_new_thread()(self._thread, (work,))

    def _thread(self, work: Callable[[], None] | None) -> None:
        while work is not None:
            work()
            work = None  # it holds a call's context
            with self._lock:
                self._idle += 1
            work = self._next()

    def _next(self) -> Callable[[], None] | None:
        while True:
            try:
                return self._work.get(timeout=self.IDLE)
            except Empty:
                with self._lock:
                    # Otherwise there is work on its way, and one of those that wait is counted on.
                    if self._work.empty():
                        self._idle -= 1
                        return None


def _start_new_thread() -> Callable[..., int]:
    """The real one: a greenlet would wait for the thread that waits for it."""
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None:
        return start_new_thread
    found: Callable[..., int] = monkey.get_original("_thread", "start_new_thread")
    return found


_workers = Workers()


def _after_fork() -> None:
    global _workers
    _workers = Workers()


if hasattr(os, "register_at_fork"):
    # The threads stayed with the parent.
    os.register_at_fork(after_in_child=_after_fork)
