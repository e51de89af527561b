"""Threads, forks, signals and the interpreter's end, for the sync client."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import KEY, LIMIT, SilentServer, run_python
from workos_mfa import WorkOSClient, WorkOSError
from workos_mfa.testing import Emulator, Fault

UNIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork() here")


def test_threads_share_a_client(client: WorkOSClient, emulator: Emulator) -> None:
    def work(number: int) -> str:
        factor = client.mfa.enroll_factor(type="generic_otp", user_id=f"user_{number}")
        read = client.mfa.get_factor(factor.id)
        client.mfa.delete_factor(factor.id)
        return read.user_id or ""

    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(work, range(200))) == [f"user_{number}" for number in range(200)]
    assert emulator.factors() == []


def test_more_calls_at_a_time_than_there_are_drivers(client: WorkOSClient, emulator: Emulator) -> None:
    factor = client.mfa.enroll_factor(type="generic_otp")
    emulator.inject("get_factor", Fault.delay(1.0), times=100)
    with ThreadPoolExecutor(100) as pool:
        calls = [pool.submit(client.mfa.get_factor, factor.id) for _ in range(100)]
        assert [call.result().id for call in calls] == [factor.id] * 100


def test_the_gil_is_released_during_a_call(silent: SilentServer) -> None:
    client = WorkOSClient(KEY, base_url=silent.url)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(client.mfa.get_factor, "x", timeout=1, max_retries=0)
        # With the GIL held, this thread would not get here before the call ends.
        silent.wait_asked()
        assert not call.done()
        with pytest.raises(TimeoutError):
            raise call.exception() or AssertionError


#: One bad answer each: what the caller sees.
BAD = {
    "transport": [Fault.garbage(), Fault.reset_before_reading(), Fault.reset_after_reading(), Fault.cut_body(3)],
    "server": [Fault.status(503)],
    "decode": [Fault.status(200).body(b"{")],
    "rate_limited": [Fault.status(429)],
}


def inject_bad(emulator: Emulator, rounds: int) -> Counter[str]:
    """Faults for so many rounds of calls, and how often each kind of error has to come."""
    faults = [(kind, fault) for kind, faults in BAD.items() for fault in faults]
    for _ in range(rounds):
        for _, fault in faults:
            emulator.inject("enroll_factor", fault)
    return Counter({kind: rounds * len(each) for kind, each in BAD.items()})


def test_threads_get_one_bad_answer_each(emulator: Emulator) -> None:
    wanted = inject_bad(emulator, 28)
    with WorkOSClient(KEY, base_url=emulator.url, max_retries=0) as client, ThreadPoolExecutor(50) as pool:

        def kind(_: int) -> str:
            with pytest.raises(WorkOSError) as caught:
                client.mfa.enroll_factor(type="generic_otp")
            return caught.value.kind

        assert Counter(pool.map(kind, range(sum(wanted.values())))) == wanted
        assert emulator.requests() == sum(wanted.values())
        # None of it is left to the next one.
        assert client.mfa.enroll_factor(type="generic_otp").id


@UNIX
def test_signal_handlers_that_raise_in_the_middle_harm_no_later_call(client: WorkOSClient, emulator: Emulator) -> None:
    class Raised(Exception):
        pass

    def handler(*_: object) -> None:
        raise Raised

    factor = client.mfa.enroll_factor(type="generic_otp")
    before = signal.signal(signal.SIGALRM, handler)
    try:
        for number in range(300):
            with contextlib.suppress(Raised):
                # As long as a call, more or less.
                signal.setitimer(signal.ITIMER_REAL, 0.00001 * (1 + number % 100))
                client.mfa.get_factor(factor.id)
                while True:  # the signal is sure to come
                    time.sleep(0)
            assert client.mfa.get_factor(factor.id).id == factor.id
    finally:
        signal.signal(signal.SIGALRM, before)


def test_closing_lets_calls_end(client: WorkOSClient, emulator: Emulator) -> None:
    factor = client.mfa.enroll_factor(type="generic_otp")
    emulator.inject("get_factor", Fault.delay(0.3))
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(client.mfa.get_factor, factor.id)
        while emulator.requests("get_factor") == 0:
            time.sleep(0.001)
        client.close()
        assert call.result().id == factor.id


@UNIX
def test_ctrl_c_ends_a_stalled_call_and_closes_its_connection(silent: SilentServer) -> None:
    client = WorkOSClient(KEY, base_url=silent.url)

    def interrupt() -> None:
        silent.wait_asked()
        os.kill(os.getpid(), signal.SIGINT)

    # Whoever runs the tests in the background has them begin with it ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            client.mfa.get_factor("x")
    finally:
        signal.signal(signal.SIGINT, before)
    silent.wait_closed()


@UNIX
def test_a_signal_handler_may_make_calls_of_its_own(
    silent: SilentServer, client: WorkOSClient, emulator: Emulator
) -> None:
    seen = []

    def handler(*_: object) -> None:
        seen.append(client.mfa.enroll_factor(type="generic_otp"))
        with pytest.raises(TimeoutError):
            stalled.mfa.get_factor("x", timeout=0.2, max_retries=0)

    stalled = WorkOSClient(KEY, base_url=silent.url)
    before = signal.signal(signal.SIGUSR1, handler)
    try:
        threading.Thread(target=lambda: (silent.wait_asked(), os.kill(os.getpid(), signal.SIGUSR1))).start()
        with pytest.raises(TimeoutError):
            stalled.mfa.get_factor("x", timeout=1.5, max_retries=0)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert len(seen) == 1


def in_child(work: object) -> int:
    """Forks, runs, and returns the child's exit code; 1 if it raised, 99 if it hung."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()  # type: ignore[operator]
            code = 0
        finally:
            os._exit(code)
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 99


@UNIX
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_makes_connections_of_its_own(client: WorkOSClient, emulator: Emulator) -> None:
    factor = client.mfa.enroll_factor(type="generic_otp")

    def work() -> None:
        assert client.mfa.get_factor(factor.id).id == factor.id
        # And a grandchild.
        assert in_child(lambda: client.mfa.get_factor(factor.id)) == 0

    for _ in range(3):
        assert in_child(work) == 0
        assert client.mfa.get_factor(factor.id) is not None
    # A child that only drops what it inherited, and one that ends as usual.
    assert in_child(client.close) == 0
    assert client.mfa.get_factor(factor.id).id == factor.id
    client.mfa.delete_factor(factor.id)


@UNIX
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_forks_while_other_threads_make_calls(client: WorkOSClient) -> None:
    factor = client.mfa.enroll_factor(type="generic_otp")
    stop = threading.Event()

    def calls() -> None:
        while not stop.is_set():
            client.mfa.get_factor(factor.id)

    with ThreadPoolExecutor(4) as pool:
        others = [pool.submit(calls) for _ in range(4)]
        codes = [in_child(lambda: client.mfa.get_factor(factor.id)) for _ in range(20)]
        stop.set()
        for other in others:
            other.result()
    assert codes == [0] * 20


@UNIX
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing_after_first_use(method: str) -> None:
    done = run_python(
        f"""
import multiprocessing, sys
from workos_mfa import WorkOSClient
from workos_mfa.testing import Emulator
def read(arguments):
    url, id = arguments
    global client
    try: client
    except NameError: client = WorkOSClient("sk_test_default", base_url=url)
    return client.mfa.get_factor(id)
if __name__ == "__main__":
    # For spawn: the child imports this file under another name.
    emulator = Emulator()
    client = WorkOSClient("sk_test_default", base_url=emulator.url)
    factor = client.mfa.enroll_factor(type="generic_otp")
    if {method!r} == "fork":
        with multiprocessing.get_context("fork").Pool(2) as pool:
            factors = pool.map(read, [(emulator.url, factor.id)] * 4)
    else:
        import concurrent.futures, operator
        context = multiprocessing.get_context({method!r})
        with context.Pool(2) as pool:
            factors = pool.map(operator.attrgetter("id"), [client.mfa.get_factor(factor.id)] * 4)
        assert factors == [factor.id] * 4
        factors = [client.mfa.get_factor(factor.id)] * 4
    assert [each.id for each in factors] == [factor.id] * 4
    print("done")
"""
    )
    assert (done.stdout, done.returncode) == ("done\n", 0), done.stderr
