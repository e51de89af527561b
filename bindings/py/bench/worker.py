"""A process that makes calls with one client, and says what they cost.

    python worker.py CLIENT CALL CONCURRENCY URL

Standard input asks, a line each: a number for so many calls, answered with the nanoseconds of CPU that all threads of this process
spent on them; `resident` for the bytes of memory that are in use.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Callable

from clients import calls, is_async

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

Batch = Callable[[int], None]


def one_at_a_time(call: Callable[[], Any]) -> Batch:
    def batch(count: int) -> None:
        for _ in range(count):
            call()

    return batch


def threads(call: Callable[[], Any], concurrency: int) -> Batch:
    """Threads that stay, as a server's do: starting them is not what is measured."""
    orders: SimpleQueue[int] = SimpleQueue()
    done: SimpleQueue[BaseException | None] = SimpleQueue()

    def work() -> None:
        while True:
            count = orders.get()
            try:
                for _ in range(count):
                    call()
            except BaseException as error:  # noqa: BLE001 - it is raised by whoever waits
                done.put(error)
            else:
                done.put(None)

    for _ in range(concurrency):
        threading.Thread(target=work, daemon=True).start()

    def batch(count: int) -> None:
        for _ in range(concurrency):
            orders.put(count // concurrency)
        for error in [done.get() for _ in range(concurrency)]:
            if error is not None:
                raise error

    return batch


def tasks(call: Callable[[], Any], concurrency: int, loop: AbstractEventLoop) -> Batch:
    from asyncio import gather

    async def work(count: int) -> None:
        for _ in range(count):
            await call()

    async def all_of_them(count: int) -> None:
        await gather(*(work(count // concurrency) for _ in range(concurrency)))

    return lambda count: loop.run_until_complete(all_of_them(count))


def resident() -> int:
    """Bytes. Elsewhere than on Linux, the most there ever were."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024
    import resource  # which Windows lacks

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def main() -> None:
    client, name, concurrency, url = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    if is_async(client):
        # Not above: its memory and time are not the sync client's.
        import asyncio

        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        batch = tasks(calls(client, url)[name], concurrency, loop)
    else:
        call = calls(client, url)[name]
        batch = one_at_a_time(call) if concurrency == 1 else threads(call, concurrency)
    for line in sys.stdin:
        if line.strip() == "resident":
            print(resident(), flush=True)
            continue
        start = time.process_time_ns()
        batch(int(line))
        print(time.process_time_ns() - start, flush=True)


if __name__ == "__main__":
    main()
