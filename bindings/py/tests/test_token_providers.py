"""Token providers."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import threading
import traceback
from types import FrameType
from typing import Any
from unittest import mock

import pytest

import workos_mfa
from conftest import KEY, LIMIT, SilentServer
from workos_mfa import AsyncWorkOSClient, ConfigError, TokenRequest, WorkOSClient
from workos_mfa.testing import Emulator

CLIENTS: Any = pytest.mark.parametrize("cls", [WorkOSClient, AsyncWorkOSClient])


def call(client: Any) -> Any:
    """Enrols with either client."""
    enrolled = client.mfa.enroll_factor(type="generic_otp")
    if isinstance(client, WorkOSClient):
        return enrolled

    async def wait() -> Any:
        return await enrolled

    return asyncio.run(wait())


def test_a_sync_client_asks_its_token_provider(emulator: Emulator) -> None:
    async def coroutine() -> str:
        await asyncio.sleep(0)
        return KEY

    for provider in (lambda: KEY, coroutine):
        client = WorkOSClient(token_provider=provider, base_url=emulator.url)
        assert client.mfa.enroll_factor(type="generic_otp").id


def test_an_async_client_runs_a_coroutine_on_its_own_loop(emulator: Emulator) -> None:
    loops = []

    async def coroutine() -> str:
        loops.append(asyncio.get_running_loop())
        return KEY

    async def main() -> None:
        client = AsyncWorkOSClient(token_provider=coroutine, base_url=emulator.url)
        await client.mfa.enroll_factor(type="generic_otp")
        plain = AsyncWorkOSClient(token_provider=lambda: KEY, base_url=emulator.url)
        await plain.mfa.enroll_factor(type="generic_otp")
        assert loops == [asyncio.get_running_loop()]

    asyncio.run(main())


def test_a_provider_that_fails_is_an_authentication_error_with_its_cause(emulator: Emulator) -> None:
    def fail() -> str:
        raise KeyError("vault")

    client = WorkOSClient(token_provider=fail, base_url=emulator.url)
    with pytest.raises(workos_mfa.AuthenticationError) as caught:
        client.mfa.get_factor("x")
    assert isinstance(caught.value.__cause__, KeyError) and caught.value.status is None
    assert caught.value.outcome == "not_sent" and emulator.requests() == 0
    client = WorkOSClient(token_provider=lambda: 7, base_url=emulator.url)  # type: ignore[arg-type, return-value]
    with pytest.raises(workos_mfa.AuthenticationError) as caught:
        client.mfa.get_factor("x")
    assert isinstance(caught.value.__cause__, TypeError)


def test_a_provider_that_stalls_counts_within_the_deadline_and_is_cancelled(silent: SilentServer) -> None:
    ended = []

    async def stall() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)
        return KEY

    async def main() -> None:
        client = AsyncWorkOSClient(token_provider=stall, base_url=silent.url)
        with pytest.raises(workos_mfa.RequestTimeoutError):
            await client.mfa.get_factor("x", timeout=0.2)
        while not ended:
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(main(), LIMIT))
    client = WorkOSClient(token_provider=stall, base_url=silent.url)
    with pytest.raises(workos_mfa.RequestTimeoutError):
        client.mfa.get_factor("x", timeout=0.2)


VARIABLE: contextvars.ContextVar[str] = contextvars.ContextVar("VARIABLE", default="nothing")


@CLIENTS
@pytest.mark.parametrize("kind", ["plain", "coroutine"])
def test_context_variables_are_as_they_were_where_the_call_was_made(cls: Any, kind: str, emulator: Emulator) -> None:
    seen = []

    def plain() -> str:
        seen.append(VARIABLE.get())
        return KEY

    async def coroutine() -> str:
        await asyncio.sleep(0)
        return plain()

    client = cls(token_provider=plain if kind == "plain" else coroutine, base_url=emulator.url)
    for value in ("one", "two"):
        VARIABLE.set(value)
        call(client)
    assert seen == ["one", "two"]

    async def both() -> None:
        asynchronous = AsyncWorkOSClient(token_provider=plain, base_url=emulator.url)

        async def task(value: str) -> None:
            VARIABLE.set(value)
            await asynchronous.mfa.enroll_factor(type="generic_otp")

        await asyncio.gather(task("three"), task("four"))

    asyncio.run(both())
    assert sorted(seen[2:]) == ["four", "three"]


@CLIENTS
@pytest.mark.parametrize("wrong", ["sk_test", 7, [], object(), lambda first, second: "", lambda *, token: "", KEY])
def test_what_can_not_be_called_is_refused_when_the_client_is_built(cls: Any, wrong: Any) -> None:
    with pytest.raises(ConfigError) as caught:
        cls(token_provider=wrong)
    assert caught.value.field_errors[0].field == "token_provider" and "HIDDEN" not in str(caught.value)


@CLIENTS
def test_one_that_takes_an_argument_is_given_a_request(cls: Any, emulator: Emulator) -> None:
    requests = []

    class Provider:
        def __call__(self, request: TokenRequest) -> str:
            requests.append(request)
            return KEY

        def method(self, asked: TokenRequest) -> str:
            return self(asked)

    def cached(request: TokenRequest = TokenRequest(True)) -> str:
        return Provider()(request)

    takes = [Provider(), Provider().method, cached, functools.partial(lambda key, request: Provider()(request), KEY)]
    for provider in takes:
        assert call(cls(token_provider=provider, base_url=emulator.url)).id
    assert [request.refused for request in requests] == [False] * len(takes)
    assert repr(requests[0]) == "TokenRequest(refused=False)"
    # A default is the provider's own, and so is what takes everything.
    takes_none = [lambda: KEY, lambda key=KEY: key, mock.Mock(return_value=KEY), lambda *arguments: arguments[0] if arguments else KEY]
    for provider in takes_none:
        assert call(cls(token_provider=provider, base_url=emulator.url)).id


@CLIENTS
@pytest.mark.parametrize("kind", ["plain", "coroutine"])
def test_one_whose_token_is_refused_learns_of_it_and_is_asked_once_more(cls: Any, kind: str, emulator: Emulator) -> None:
    asked: list[bool] = []

    def plain(request: TokenRequest) -> str:
        asked.append(request.refused)
        return KEY if request.refused else "sk_expired"

    async def coroutine(request: TokenRequest) -> str:
        return plain(request)

    client = cls(token_provider=plain if kind == "plain" else coroutine, base_url=emulator.url, max_retries=0)
    assert call(client).id
    assert asked == [False, True] and emulator.requests() == 2

    def stubborn(request: TokenRequest) -> str:
        asked.append(request.refused)
        return "sk_expired"

    asked.clear()
    with pytest.raises(workos_mfa.AuthenticationError) as caught:
        call(cls(token_provider=stubborn, base_url=emulator.url))
    # The same token once more would be refused once more.
    assert caught.value.status == 401 and asked == [False, True] and emulator.requests() == 3


class Text(str):
    """What some libraries' secrets are."""


@CLIENTS
def test_a_token_may_be_of_a_subclass_of_str(cls: Any, emulator: Emulator) -> None:
    assert call(cls(token_provider=lambda: Text(KEY), base_url=emulator.url)).id


@CLIENTS
@pytest.mark.parametrize("kind", ["plain", "coroutine"])
@pytest.mark.parametrize("token", [KEY.encode(), (KEY,), KEY + "\ud800", None])
def test_a_token_of_a_wrong_type_is_kept_nowhere(cls: Any, kind: str, token: Any, emulator: Emulator) -> None:
    # Not a variable of this frame, which is a part of the traceback.
    tokens = [token]
    del token

    def plain() -> Any:
        return tokens[0]

    async def coroutine() -> Any:
        return tokens[0]

    client = cls(token_provider=plain if kind == "plain" else coroutine, base_url=emulator.url)
    with pytest.raises(workos_mfa.AuthenticationError) as caught:
        call(client)
    cause = caught.value.__cause__
    assert isinstance(cause, TypeError) and "HIDDEN" not in str(cause)
    for error in (caught.value, cause):
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if not own(frame)]
        assert "HIDDEN" not in "".join(repr(value) for frame in frames for value in frame.f_locals.values())
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        assert all("HIDDEN" not in repr(each.locals) for each in shown.stack if each.filename != __file__)
    assert emulator.requests() == 0


def own(frame: FrameType) -> bool:
    return frame.f_code.co_filename == __file__


@CLIENTS
@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_ctrl_c_while_one_is_set_off_is_no_error_of_its_own(cls: Any, error: type[BaseException], emulator: Emulator) -> None:
    client = cls(token_provider=lambda: KEY, base_url=emulator.url)
    # Signal handlers run in whatever Python code the main thread is in.
    with mock.patch("workos_mfa._token.Fetch.begin", side_effect=error), pytest.raises(error):
        call(client)
    assert emulator.requests() == 0 and call(client).id


@CLIENTS
@pytest.mark.parametrize("kind", ["plain", "coroutine"])
@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt()], ids=repr)
def test_an_exit_in_one_reaches_the_program(cls: Any, kind: str, error: BaseException, emulator: Emulator) -> None:
    def plain() -> str:
        raise error

    async def coroutine() -> str:
        raise error

    client = cls(token_provider=plain if kind == "plain" else coroutine, base_url=emulator.url)
    with pytest.raises(type(error)) as caught:
        call(client)
    assert caught.value is error and emulator.requests() == 0


@CLIENTS
@pytest.mark.parametrize("kind", ["plain", "coroutine"])
def test_one_whose_own_work_was_cancelled_has_failed(cls: Any, kind: str, emulator: Emulator) -> None:
    def plain() -> str:
        raise asyncio.CancelledError

    async def coroutine() -> str:
        await asyncio.sleep(0)
        return plain()

    client = cls(token_provider=plain if kind == "plain" else coroutine, base_url=emulator.url)
    with pytest.raises(workos_mfa.AuthenticationError) as caught:
        call(client)
    assert caught.value.outcome == "not_sent" and emulator.requests() == 0


def test_threads_of_providers_are_used_again(emulator: Emulator) -> None:
    threads = []

    def provider() -> str:
        threads.append(threading.get_ident())
        return KEY

    client = WorkOSClient(token_provider=provider, base_url=emulator.url)
    for _ in range(20):
        client.mfa.enroll_factor(type="generic_otp")
    # One that has just answered may not be back yet when the next call comes.
    assert len(set(threads)) <= 3 and threading.get_ident() not in threads


def test_one_that_nobody_waits_for_is_not_asked_and_holds_nobody_up(silent: SilentServer, emulator: Emulator) -> None:
    release, began = threading.Event(), threading.Semaphore(0)

    def provider() -> str:
        began.release()
        release.wait(LIMIT)
        return KEY

    client = WorkOSClient(token_provider=provider, base_url=emulator.url)
    try:
        for _ in range(3):
            with pytest.raises(workos_mfa.RequestTimeoutError):
                client.mfa.get_factor("x", timeout=0.1)
            assert began.acquire(timeout=LIMIT)
    finally:
        release.set()
    assert client.mfa.enroll_factor(type="generic_otp").id and emulator.requests("get_factor") == 0
