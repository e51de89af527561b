"""The async client and its event loops."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import time
import weakref
from collections import Counter
from typing import Any, Callable

import pytest

from conftest import KEY, LIMIT, SilentServer
from test_threads_and_processes import UNIX, in_child, inject_bad
from workos_mfa import AsyncWorkOSClient, RequestTimeoutError
from workos_mfa.testing import Emulator, Fault

Run = Callable[[Any], Any]


class NoReaders(asyncio.SelectorEventLoop):
    """A loop that can't watch descriptors, as Windows' default one."""

    def add_reader(self, *_: object) -> None:  # type: ignore[override]
        raise NotImplementedError


def on(loop: asyncio.AbstractEventLoop) -> Run:
    def run(main: Any) -> Any:
        try:
            return loop.run_until_complete(asyncio.wait_for(main, LIMIT))
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    return run


@pytest.fixture(params=["asyncio", "uvloop", "no readers"])
def run(request: pytest.FixtureRequest) -> Run:
    if request.param == "uvloop":
        return on(pytest.importorskip("uvloop").new_event_loop())
    return on(NoReaders() if request.param == "no readers" else asyncio.new_event_loop())


def test_many_calls_at_once(run: Run, emulator: Emulator) -> None:
    async def main() -> None:
        async with AsyncWorkOSClient(KEY, base_url=emulator.url) as client:
            factors = await asyncio.gather(
                *(client.mfa.enroll_factor(type="generic_otp", user_id=f"u{number}") for number in range(100))
            )
            assert [factor.user_id for factor in factors] == [f"u{number}" for number in range(100)]
            await asyncio.gather(*(client.mfa.delete_factor(factor.id) for factor in factors))

    run(main())
    assert emulator.factors() == []


def test_tasks_get_one_bad_answer_each(run: Run, emulator: Emulator) -> None:
    wanted = inject_bad(emulator, 28)

    async def main() -> None:
        async with AsyncWorkOSClient(KEY, base_url=emulator.url, max_retries=0) as client:
            calls = (client.mfa.enroll_factor(type="generic_otp") for _ in range(sum(wanted.values())))
            ends: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
            assert Counter(error.kind for error in ends) == wanted
            assert (await client.mfa.enroll_factor(type="generic_otp")).id

    run(main())
    assert emulator.requests() == sum(wanted.values()) + 1


def test_cancelling_a_task_closes_its_connection(run: Run, silent: SilentServer) -> None:
    async def main() -> None:
        client = AsyncWorkOSClient(KEY, base_url=silent.url)
        task = asyncio.ensure_future(client.mfa.get_factor("x"))
        await asyncio.get_running_loop().run_in_executor(None, silent.wait_asked)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        # The client is still open: it is the cancellation that closes.
        await asyncio.get_running_loop().run_in_executor(None, silent.wait_closed)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.mfa.get_factor("x"), 0.05)
        await asyncio.get_running_loop().run_in_executor(None, silent.wait_closed)

    run(main())


def test_a_task_that_was_cancelled_before_its_call_began_sends_nothing(run: Run, emulator: Emulator) -> None:
    async def main() -> None:
        client = AsyncWorkOSClient(KEY, base_url=emulator.url)

        async def cancelled_within() -> None:
            current = asyncio.current_task()
            assert current is not None
            current.cancel()
            await client.mfa.enroll_factor(type="generic_otp")

        async def never_begun() -> None:
            await client.mfa.enroll_factor(type="generic_otp")

        for _ in range(50):
            within, before = asyncio.ensure_future(cancelled_within()), asyncio.ensure_future(never_begun())
            before.cancel()
            await asyncio.wait([within, before])
            assert within.cancelled() and before.cancelled()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.mfa.enroll_factor(type="generic_otp"), 0)
        # A request that had been on its way would be there before this one.
        async def cleaning_up() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                await client.mfa.enroll_factor(type="generic_otp")

        task = asyncio.ensure_future(cleaning_up())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])

    run(main())
    # What a task does after it has heard of its cancellation is a call like any other.
    assert emulator.requests() == 1 and len(emulator.factors()) == 1


def test_a_timeout_is_an_error_of_the_call(run: Run, silent: SilentServer) -> None:
    async def main() -> None:
        client = AsyncWorkOSClient(KEY, base_url=silent.url)
        with pytest.raises(RequestTimeoutError):
            await client.mfa.get_factor("x", timeout=0.1)

    run(main())


def test_a_task_cancelled_just_when_its_result_comes_harms_nobody(run: Run, emulator: Emulator) -> None:
    async def main() -> None:
        client = AsyncWorkOSClient(KEY, base_url=emulator.url)
        factor = await client.mfa.enroll_factor(type="generic_otp")
        for number in range(200):
            task = asyncio.ensure_future(client.mfa.get_factor(factor.id))
            await asyncio.sleep(number * 0.00001)
            task.cancel()
            await asyncio.wait([task])
        assert (await client.mfa.get_factor(factor.id)).id == factor.id

    run(main())


def test_several_loops_and_threads_share_a_client(emulator: Emulator) -> None:
    client = AsyncWorkOSClient(KEY, base_url=emulator.url)
    errors: list[BaseException] = []

    def thread() -> None:
        async def main() -> None:
            for _ in range(10):
                factor = await client.mfa.enroll_factor(type="generic_otp")
                await client.mfa.delete_factor(factor.id)

        try:
            for _ in range(2):
                asyncio.run(main())
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=thread) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(LIMIT)
    assert errors == [] and emulator.factors() == []


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether it comes true before the test takes it for hanging."""
    deadline = time.monotonic() + LIMIT
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(0.001)
    return met


def test_a_loop_that_is_gone_leaves_nothing_behind(emulator: Emulator, silent: SilentServer) -> None:
    client = AsyncWorkOSClient(KEY, base_url=emulator.url)
    stalled = AsyncWorkOSClient(KEY, base_url=silent.url)
    descriptors = "/proc/self/fd"

    def use(loop: asyncio.AbstractEventLoop) -> weakref.ref[asyncio.AbstractEventLoop]:
        async def main() -> None:
            task = asyncio.ensure_future(stalled.mfa.get_factor("x"))
            await client.mfa.enroll_factor(type="generic_otp")
            # Cancelled earlier it might never have had a connection.
            while not silent.asked.acquire(blocking=False):
                await asyncio.sleep(0.001)
            task.cancel()
            await asyncio.wait([task])

        on(loop)(main())
        return weakref.ref(loop)

    gone = use(asyncio.new_event_loop())
    gc.collect()
    open_before = len(os.listdir(descriptors)) if os.path.exists(descriptors) else 0
    for make in (asyncio.new_event_loop, NoReaders) * 5:
        gone = use(make())
        # The client's thread may be just about to let go of it.
        assert eventually(lambda: gc.collect() >= 0 and gone() is None)
    if open_before:
        silent.wait_closed(11)
        assert eventually(lambda: len(os.listdir(descriptors)) <= open_before + 4)


@UNIX
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_of_a_fork_has_its_own_thread(emulator: Emulator) -> None:
    client = AsyncWorkOSClient(KEY, base_url=emulator.url)

    async def main() -> None:
        factor = await client.mfa.enroll_factor(type="generic_otp")
        await asyncio.gather(*(client.mfa.get_factor(factor.id) for _ in range(10)))

    asyncio.run(main())
    assert in_child(lambda: asyncio.run(main())) == 0
    asyncio.run(main())


@UNIX
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_forks_while_other_threads_await_calls(emulator: Emulator) -> None:
    client = AsyncWorkOSClient(KEY, base_url=emulator.url)
    stop = threading.Event()

    async def calls() -> None:
        while not stop.is_set():
            await client.mfa.enroll_factor(type="generic_otp")

    async def one() -> None:
        await client.mfa.enroll_factor(type="generic_otp")

    threads = [threading.Thread(target=lambda: asyncio.run(calls())) for _ in range(3)]
    for each in threads:
        each.start()
    codes = [in_child(lambda: asyncio.run(one())) for _ in range(10)]
    stop.set()
    for each in threads:
        each.join(LIMIT)
    assert codes == [0] * 10 and not any(each.is_alive() for each in threads)


def test_a_client_that_nobody_holds_any_more_ends_its_calls_as_usual(run: Run, emulator: Emulator) -> None:
    emulator.inject("enroll_factor", Fault.delay(0.2), times=10)

    async def main() -> None:
        client = AsyncWorkOSClient(KEY, base_url=emulator.url)
        tasks = [asyncio.ensure_future(client.mfa.enroll_factor(type="generic_otp")) for _ in range(10)]
        while emulator.requests() < 10:
            await asyncio.sleep(0.001)
        del client
        gc.collect()
        assert len({factor.id for factor in await asyncio.gather(*tasks)}) == 10

    run(main())
