"""The calls that block."""

from __future__ import annotations

from ._options import call_options, only
from ._typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from . import _native
    from ._native import EnrolledFactor, EnrolledTotp, Factor, Metadata

    EnrolledTotpFactor = EnrolledFactor[EnrolledTotp]


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
