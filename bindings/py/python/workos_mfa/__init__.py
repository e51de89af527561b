"""A careful client of the WorkOS multi-factor-authentication API.

    from workos_mfa import WorkOSClient

    client = WorkOSClient()  # WORKOS_API_KEY
    factor = client.mfa.enroll_factor(type="totp", totp_issuer="Foo Corp", totp_user="alan@example.com")

`AsyncWorkOSClient` is the same for asyncio. Everything that goes wrong is a `WorkOSError`.
"""

from __future__ import annotations

import atexit as _atexit
import os as _os

from . import _native
from ._client import WorkOSClient
from ._errors import (
    AuthenticationError,
    BadRequestError,
    ConfigError,
    ConflictError,
    ConnectError,
    DecodeError,
    FieldError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
    TransportError,
    UnexpectedStatusError,
    UnprocessableEntityError,
    WorkOSError,
)
from ._mfa import Mfa
from ._native import EnrolledFactor, EnrolledTotp, Factor, Metadata, Sms, Totp, __version__
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._async_client import AsyncWorkOSClient
    from ._async_mfa import AsyncMfa
    from ._token import TokenRequest

    EnrolledTotpFactor = EnrolledFactor[EnrolledTotp]
    """What `enroll_factor(type="totp", …)` returns: an `EnrolledFactor` whose `totp` is there."""

__all__ = [
    "AsyncMfa",
    "AsyncWorkOSClient",
    "AuthenticationError",
    "BadRequestError",
    "ConfigError",
    "ConflictError",
    "ConnectError",
    "DecodeError",
    "EnrolledFactor",
    "EnrolledTotp",
    "EnrolledTotpFactor",
    "Factor",
    "FieldError",
    "InvalidRequestError",
    "Metadata",
    "Mfa",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestTimeoutError",
    "ServerError",
    "Sms",
    "TokenRequest",
    "Totp",
    "TransportError",
    "UnexpectedStatusError",
    "UnprocessableEntityError",
    "WorkOSClient",
    "WorkOSError",
    "__version__",
]

_atexit.register(_native._at_exit)
if hasattr(_os, "register_at_fork"):  # not on Windows, which has no fork
    _os.register_at_fork(after_in_child=_native._after_fork)


if not TYPE_CHECKING:  # with it, checkers would take every name

    def __getattr__(name):
        # `import asyncio` takes longer than all the rest, and even `types` takes time; only who needs them pays for them.
        if name == "EnrolledTotpFactor":
            value = globals()[name] = EnrolledFactor[EnrolledTotp]
            return value
        if name in ("AsyncWorkOSClient", "AsyncMfa"):
            from . import _async_client as module
        elif name == "TokenRequest":
            from . import _token as module
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(module, name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__} - {"TYPE_CHECKING"})
