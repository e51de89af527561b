"""The client for asyncio."""

from __future__ import annotations

from . import _native
from ._async_mfa import AsyncMfa
from ._options import settings
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from ._options import TokenProvider


class AsyncWorkOSClient:
    """A client of the WorkOS multi-factor-authentication API for asyncio. Build one and keep it; tasks and event loops may share it.

    It is an asynchronous context manager. Cancelling a task ends its call and closes the connection.
    """

    # `create_autospec` looks for what an instance has in the class. Instances have their own.
    mfa: AsyncMfa = AsyncMfa.__new__(AsyncMfa)
    """The calls."""

    def __init__(
        self,
        api_key: str | None = None,
        client_id: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        retry_budget: float | None = None,
        attempt_timeout: float | None = None,
        connect_timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        proxy: str | None = None,
        no_proxy: bool = False,
        allow_http: bool | None = None,
        root_certificate: str | bytes | None = None,
        client_certificate: str | bytes | None = None,
        client_key: str | bytes | None = None,
        user_agent_suffix: str | None = None,
        token_provider: TokenProvider | None = None,
    ) -> None:
        """Checks the configuration; `ConfigError` names the option that is wrong. Nothing is sent.

        What is left out comes from the environment (`WORKOS_API_KEY`, `WORKOS_BASE_URL`, `WORKOS_REQUEST_TIMEOUT`,
        `WORKOS_ALLOW_HTTP`) or is as the defaults say. Times are in seconds.

        - `api_key`: the secret key, `sk_…`.
        - `client_id`: taken because the vendor's client takes it; the MFA API has no use for it.
        - `base_url`: https; plain http is for this machine only, unless `allow_http`. A path is kept.
        - `timeout`: for a whole call with its retries and the body, 60. `attempt_timeout`: for each attempt, 30.
          `connect_timeout`: for making a connection, 10.
        - `max_retries`: 2. An enrolment is tried again only where it is certain that nothing was enrolled.
        - `retry_budget`: how many retries the client may make for each call that the server answered in the last ten seconds,
          besides a small reserve: 0.2. 0 leaves the reserve, `math.inf` lifts the limit.
        - `headers`: further headers for every request.
        - `proxy`: instead of the one the environment names; `no_proxy` ignores that one.
        - `root_certificate`: PEM text of authorities to trust besides the system's.
        - `client_certificate` and `client_key`: PEM texts for servers that ask for a certificate (mutual TLS). The certificate is
          followed by those that lead to its authority; the key is not encrypted.
        - `user_agent_suffix`: appended to the `User-Agent`, such as `shop/2.1`.
        - `token_provider`: a callable that returns a token for each attempt, instead of a key. A coroutine runs on the event loop of the call; a plain function runs on another thread.
        """
        try:
            self._native = _native.AsyncClient(
                settings(
                    api_key=api_key,
                    base_url=base_url,
                    timeout=timeout,
                    max_retries=max_retries,
                    retry_budget=retry_budget,
                    attempt_timeout=attempt_timeout,
                    connect_timeout=connect_timeout,
                    headers=headers,
                    proxy=proxy,
                    no_proxy=no_proxy,
                    allow_http=allow_http,
                    root_certificate=root_certificate,
                    client_certificate=client_certificate,
                    client_key=client_key,
                    user_agent_suffix=user_agent_suffix,
                    token_provider=token_provider,
                )
            )
        finally:
            # Tools that show a traceback's variables must not find the key here.
            del api_key, headers, proxy, client_key
        self.mfa = AsyncMfa(self._native)

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._native.base_url

    async def close(self) -> None:
        """Closes the connections. Calls that are being made end as usual; later ones raise a `ConfigError` that is a `RuntimeError`, too."""
        self._native.close()

    @property
    def closed(self) -> bool:
        """Whether `close()` was called."""
        return self._native.closed

    async def __aenter__(self) -> AsyncWorkOSClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        if not hasattr(self, "_native"):
            return "<AsyncWorkOSClient that could not be built>"
        return f"AsyncWorkOSClient(base_url={self.base_url!r})"
