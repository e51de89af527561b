"""The errors. One class for each kind; all have the same fields.

They are Python classes because the stable ABI has no native exceptions before Python 3.12. What the fields say is decided in Rust.
"""

from __future__ import annotations

from collections import namedtuple

from ._headers import Headers
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class FieldError(namedtuple("FieldError", ["field", "code", "message"])):
    """What was wrong with one field."""

    __slots__ = ()

    field: str | None
    """The field, under its name on the wire."""
    code: str | None
    """What was wrong, as a stable word."""
    message: str | None
    """What was wrong, in words."""


class WorkOSError(Exception):
    """Why a call failed, or why a client could not be built. `str()` says it all in one line."""

    kind: str = "unknown"
    """What kind of thing went wrong, as a stable word that is the same in every language."""
    message: str
    """What went wrong, in words: the server's where it gave any, else ours."""
    status: int | None
    """The HTTP status of the last answer."""
    code: str | None
    """The server's stable word for the error."""
    field_errors: tuple[FieldError, ...]
    """What was wrong with which field."""
    request_id: str | None
    """The last answer's `x-request-id`. Quote it when you ask the vendor for help."""
    retry_after: float | None
    """The least time to wait before the next call, in seconds, if the server named one."""
    outcome: str
    """What is known of the effect on the server: `not_sent`, `rejected` (the server said no), `unknown` (it may have been carried
    out) or `applied` (it has been carried out, and the reply was not readable)."""
    attempts: int
    """How many times the request was tried."""
    elapsed: float
    """How many seconds the call took, with all attempts and waits."""
    body: str | None
    """The beginning of the last answer's body, at most 4 KiB, with secrets redacted. Neither `str()` nor `repr()` shows it."""
    factor_id: str | None
    """The id of the factor that now exists although the reply could not be read, where that much could be."""
    retry_budget_exhausted: bool
    """Whether the call would have been tried again but for the client's `retry_budget`."""
    headers: Mapping[str, str]
    """The last answer's headers, but for cookies and challenges for passwords. Names are found in any case; `repr()` shows no
    values, and `to_dict()` leaves them out."""

    def __init__(
        self,
        text: str = "",
        *,
        message: str | None = None,
        status: int | None = None,
        code: str | None = None,
        field_errors: tuple[FieldError, ...] = (),
        request_id: str | None = None,
        retry_after: float | None = None,
        outcome: str = "unknown",
        attempts: int = 0,
        elapsed: float = 0.0,
        body: str | None = None,
        factor_id: str | None = None,
        retry_budget_exhausted: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(text)
        self.message = text if message is None else message
        self.status = status
        self.code = code
        self.field_errors = field_errors
        self.request_id = request_id
        self.retry_after = retry_after
        self.outcome = outcome
        self.attempts = attempts
        self.elapsed = elapsed
        self.body = body
        self.factor_id = factor_id
        self.retry_budget_exhausted = retry_budget_exhausted
        self.headers = Headers(headers or ())

    def to_dict(self) -> dict[str, Any]:
        """The fields, ready for `json.dumps`. Absent ones are left out."""
        found: dict[str, Any] = {"kind": self.kind, "message": self.message}
        for name in ("status", "code", "request_id", "retry_after", "outcome", "attempts", "factor_id", "body"):
            value = getattr(self, name)
            if value is not None:
                found[name] = value
        if self.retry_budget_exhausted:
            found["retry_budget_exhausted"] = True
        if self.field_errors:
            found["field_errors"] = [
                {name: value for name, value in each._asdict().items() if value is not None} for each in self.field_errors
            ]
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        # The default would call the class with `args` alone. The traceback, the cause and notes are not part of a pickle.
        return _rebuild, (type(self), self.args, self.__dict__.copy())


class InvalidRequestError(WorkOSError, ValueError):
    """The call's arguments are wrong; nothing was sent."""

    kind = "invalid_request"


class ConfigError(WorkOSError, ValueError):
    """The client's configuration is wrong; nothing was sent."""

    kind = "config"


class BadRequestError(WorkOSError):
    """400: the server could not understand the request."""

    kind = "bad_request"


class AuthenticationError(WorkOSError):
    """401: the key is missing, unknown or revoked; or the token provider failed, and then there is no status."""

    kind = "authentication"


class PermissionDeniedError(WorkOSError):
    """403: the key may not do this."""

    kind = "permission_denied"


class NotFoundError(WorkOSError):
    """404: there is no such factor."""

    kind = "not_found"


class ConflictError(WorkOSError):
    """409: the request is at odds with the present state."""

    kind = "conflict"


class UnprocessableEntityError(WorkOSError):
    """422: some fields are missing or wrong; see `field_errors`."""

    kind = "unprocessable"


class RateLimitError(WorkOSError):
    """429: too many requests; see `retry_after`."""

    kind = "rate_limited"


class ServerError(WorkOSError):
    """5xx: the server, or a proxy in front of it, failed."""

    kind = "server"


class UnexpectedStatusError(WorkOSError):
    """Any other status."""

    kind = "unexpected_status"


class ConnectError(WorkOSError):
    """No connection: DNS, a refusal, TLS, or no answer within the connect timeout."""

    kind = "connect"


class RequestTimeoutError(WorkOSError, TimeoutError):
    """No complete answer in time."""

    kind = "timeout"


class TransportError(WorkOSError):
    """The connection broke."""

    kind = "transport"


class DecodeError(WorkOSError):
    """The server reports success, but with a reply that can't be read."""

    kind = "decode"


class ArgumentTypeError(InvalidRequestError, TypeError):
    """An argument of a call is of the wrong type."""


class OptionTypeError(ConfigError, TypeError):
    """An option of a client is of the wrong type."""


class NestedCallError(InvalidRequestError, RuntimeError):
    """A call from within a log handler of a call that is being made on the same thread."""


class ClosedError(ConfigError, RuntimeError):
    """The client is closed."""


class ShutdownError(WorkOSError, RuntimeError):
    """The interpreter is shutting down."""

    kind = "cancelled"


_BY_KIND = {error.kind: error for error in WorkOSError.__subclasses__() if error is not ShutdownError}
#: Those that are a built-in class besides that of their kind.
_ALSO: dict[tuple[str, str | None], type[WorkOSError]] = {
    ("invalid_request", "type"): ArgumentTypeError,
    ("invalid_request", "runtime"): NestedCallError,
    ("config", "type"): OptionTypeError,
    ("config", "runtime"): ClosedError,
    ("cancelled", "runtime"): ShutdownError,
}


def _from_native(kind: str, text: str, fields: dict[str, Any], also: str | None = None) -> WorkOSError:
    """Called by the native module."""
    fields["field_errors"] = tuple(FieldError(*each) for each in fields["field_errors"])
    error = (_ALSO.get((kind, also)) or _BY_KIND.get(kind, WorkOSError))(text, **fields)
    error.kind = kind
    return error


def _rebuild(cls: type[WorkOSError], args: tuple[Any, ...], fields: dict[str, Any]) -> WorkOSError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(fields)
    return error
