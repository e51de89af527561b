"""The client whose calls block."""

from __future__ import annotations

from . import _native
from ._options import call_options, only, settings
from ._typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Literal

    from ._native import EnrolledFactor, EnrolledTotp, Factor, Metadata
    from ._options import TokenProvider

    EnrolledTotpFactor = EnrolledFactor[EnrolledTotp]


class WorkOSClient:
    """A client of the WorkOS multi-factor-authentication API. Build one and keep it; threads may share it.

    It is a context manager. The GIL is released during calls, Ctrl-C ends them, and after a `fork()` the child gets connections
    of its own.
    """

    mfa: Mfa
    """The calls."""

    def __init__(
        self,
        api_key: str | None = None,
        client_id: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        attempt_timeout: float | None = None,
        connect_timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        proxy: str | None = None,
        no_proxy: bool = False,
        allow_http: bool = False,
        root_certificate: str | bytes | None = None,
        user_agent_suffix: str | None = None,
        token_provider: TokenProvider | None = None,
    ) -> None:
        """Checks the configuration; `ConfigError` names the option that is wrong. Nothing is sent.

        What is left out comes from the environment (`WORKOS_API_KEY`, `WORKOS_BASE_URL`, `WORKOS_REQUEST_TIMEOUT`) or is as the
        defaults say. Times are in seconds.

        - `api_key`: the secret key, `sk_…`.
        - `client_id`: taken because the vendor's client takes it; the MFA API has no use for it.
        - `base_url`: https; plain http is for this machine only, unless `allow_http`. A path is kept.
        - `timeout`: for a whole call with its retries and the body, 60. `attempt_timeout`: for each attempt, 30.
          `connect_timeout`: for making a connection, 10.
        - `max_retries`: 2. An enrolment is tried again only where it is certain that nothing was enrolled.
        - `headers`: further headers for every request.
        - `proxy`: instead of the one the environment names; `no_proxy` ignores that one.
        - `root_certificate`: PEM text of authorities to trust besides the system's.
        - `user_agent_suffix`: appended to the `User-Agent`, such as `shop/2.1`.
        - `token_provider`: a callable that returns a token for each attempt, instead of a key. It runs on another thread; a coroutine runs on an event loop of its own.
        """
        try:
            self._native = _native.Client(
                settings(
                    api_key=api_key,
                    base_url=base_url,
                    timeout=timeout,
                    max_retries=max_retries,
                    attempt_timeout=attempt_timeout,
                    connect_timeout=connect_timeout,
                    headers=headers,
                    proxy=proxy,
                    no_proxy=no_proxy,
                    allow_http=allow_http,
                    root_certificate=root_certificate,
                    user_agent_suffix=user_agent_suffix,
                    token_provider=token_provider,
                )
            )
        finally:
            # Tools that show a traceback's variables must not find the key here.
            del api_key, headers, proxy
        self.mfa = Mfa(self._native)

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._native.base_url

    def close(self) -> None:
        """Closes the connections. Calls that are being made end as usual; later ones raise a `ConfigError` that is a `RuntimeError`, too."""
        self._native.close()

    @property
    def closed(self) -> bool:
        """Whether `close()` was called."""
        return self._native.closed

    def __enter__(self) -> WorkOSClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if not hasattr(self, "_native"):
            return "<WorkOSClient that could not be built>"
        return f"WorkOSClient(base_url={self.base_url!r})"


class Mfa:
    """The calls. Every one has a twin that returns a pair: what the call returns, and `Metadata` about how it went."""

    def __init__(self, native: _native.Client) -> None:
        self._native = native

    @overload
    def enroll_factor(
        self,
        *,
        type: Literal["totp"],
        totp_issuer: str,
        totp_user: str,
        user_id: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> EnrolledTotpFactor: ...

    @overload
    def enroll_factor(
        self,
        *,
        type: Literal["sms"],
        phone_number: str,
        user_id: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> EnrolledFactor: ...

    @overload
    def enroll_factor(
        self,
        *,
        type: Literal["generic_otp"],
        user_id: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> EnrolledFactor: ...

    def enroll_factor(
        self,
        *,
        type: str = "",
        totp_issuer: str | None = None,
        totp_user: str | None = None,
        phone_number: str | None = None,
        user_id: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> EnrolledFactor:
        """Enrols a factor. For `totp`, the reply is the only place where the secret is ever shown.

        It is never sent again once it may have arrived: the API does not deduplicate, and the user would end up with two factors.
        If an error's `outcome` is `unknown`, look before you call again; if it is `applied`, the factor exists, with the id in
        `factor_id` if that could be read.

        `totp` takes `totp_issuer` (your product) and `totp_user` (whose factor it is), which the authenticator app shows; `sms`
        takes a `phone_number` in E.164 form, such as `+15555555555`. `timeout` (whole call) and `attempt_timeout` are in seconds.
        """
        options = call_options(timeout, attempt_timeout, max_retries, headers)
        fields = type, totp_issuer, totp_user, phone_number, user_id
        reply: EnrolledFactor = self._native.enroll_factor(*fields, options, False)
        return reply

    @overload
    def get_factor(
        self,
        authentication_factor_id: str,
        *,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Factor: ...

    @overload
    def get_factor(
        self,
        *,
        id: str,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Factor: ...

    def get_factor(
        self,
        authentication_factor_id: str | None = None,
        *,
        id: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Factor:
        """Reads a factor. Its secrets are not part of it. `id` is another name for `authentication_factor_id`."""
        factor_id = authentication_factor_id if id is None else only(id, authentication_factor_id)
        options = call_options(timeout, attempt_timeout, max_retries, headers)
        reply: Factor = self._native.get_factor(factor_id, options, False)
        return reply

    @overload
    def delete_factor(
        self,
        authentication_factor_id: str,
        *,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None: ...

    @overload
    def delete_factor(
        self,
        *,
        id: str,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None: ...

    def delete_factor(
        self,
        authentication_factor_id: str | None = None,
        *,
        id: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Deletes a factor for good.

        If an attempt got no answer and the next one finds the factor gone, the call has done its work and succeeds. `id` is another
        name for `authentication_factor_id`.
        """
        factor_id = authentication_factor_id if id is None else only(id, authentication_factor_id)
        options = call_options(timeout, attempt_timeout, max_retries, headers)
        self._native.delete_factor(factor_id, options, False)

    @overload
    def enroll_factor_with_metadata(
        self,
        *,
        type: Literal["totp"],
        totp_issuer: str,
        totp_user: str,
        user_id: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[EnrolledTotpFactor, Metadata]: ...

    @overload
    def enroll_factor_with_metadata(
        self,
        *,
        type: Literal["sms"],
        phone_number: str,
        user_id: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[EnrolledFactor, Metadata]: ...

    @overload
    def enroll_factor_with_metadata(
        self,
        *,
        type: Literal["generic_otp"],
        user_id: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[EnrolledFactor, Metadata]: ...

    def enroll_factor_with_metadata(
        self,
        *,
        type: str = "",
        totp_issuer: str | None = None,
        totp_user: str | None = None,
        phone_number: str | None = None,
        user_id: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[EnrolledFactor, Metadata]:
        """`enroll_factor`, and how the call went."""
        options = call_options(timeout, attempt_timeout, max_retries, headers)
        fields = type, totp_issuer, totp_user, phone_number, user_id
        reply: tuple[EnrolledFactor, Metadata] = self._native.enroll_factor(*fields, options, True)
        return reply

    @overload
    def get_factor_with_metadata(
        self,
        authentication_factor_id: str,
        *,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[Factor, Metadata]: ...

    @overload
    def get_factor_with_metadata(
        self,
        *,
        id: str,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[Factor, Metadata]: ...

    def get_factor_with_metadata(
        self,
        authentication_factor_id: str | None = None,
        *,
        id: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[Factor, Metadata]:
        """`get_factor`, and how the call went."""
        factor_id = authentication_factor_id if id is None else only(id, authentication_factor_id)
        options = call_options(timeout, attempt_timeout, max_retries, headers)
        reply: tuple[Factor, Metadata] = self._native.get_factor(factor_id, options, True)
        return reply

    @overload
    def delete_factor_with_metadata(
        self,
        authentication_factor_id: str,
        *,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[None, Metadata]: ...

    @overload
    def delete_factor_with_metadata(
        self,
        *,
        id: str,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[None, Metadata]: ...

    def delete_factor_with_metadata(
        self,
        authentication_factor_id: str | None = None,
        *,
        id: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[None, Metadata]:
        """`delete_factor`, and how the call went."""
        factor_id = authentication_factor_id if id is None else only(id, authentication_factor_id)
        options = call_options(timeout, attempt_timeout, max_retries, headers)
        reply: tuple[None, Metadata] = self._native.delete_factor(factor_id, options, True)
        return reply


# `create_autospec(WorkOSClient)` looks for what an instance has in the class. Instances have their own.
WorkOSClient.mfa = Mfa.__new__(Mfa)
