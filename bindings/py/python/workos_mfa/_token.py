"""Asks a token provider. Loaded by the native module at the first attempt of a client that has one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Awaitable

if TYPE_CHECKING:
    from ._options import TokenProvider


class Fetch:
    """One request for a token. `run()` is called on a worker thread, `cancel()` on any."""

    def __init__(self, provider: TokenProvider, loop: asyncio.AbstractEventLoop | None) -> None:
        self._provider = provider
        self._loop = loop
        self._task: asyncio.Task[str] | None = None
        self._cancelled = False

    def run(self) -> str:
        token = self._provider()
        if isinstance(token, str):
            return token
        if not hasattr(token, "__await__"):
            raise TypeError(f"the token provider returned {type(token).__name__}, not a str")
        if self._loop is None:
            return asyncio.run(self._wait(token))
        return asyncio.run_coroutine_threadsafe(self._wait(token), self._loop).result()

    def cancel(self) -> None:
        """Nobody waits for the token any more."""
        self._cancelled = True
        task = self._task
        if task is not None:
            try:
                task.get_loop().call_soon_threadsafe(task.cancel)
            except RuntimeError:
                pass  # the loop is closed: there is nothing left to cancel

    async def _wait(self, token: Awaitable[str]) -> str:
        self._task = asyncio.current_task()
        if self._cancelled:
            raise asyncio.CancelledError
        value = await token
        if not isinstance(value, str):
            raise TypeError(f"the token provider returned {type(value).__name__}, not a str")
        return value
