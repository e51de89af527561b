"""Models and errors as Python objects."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import workos_mfa
from workos_mfa import EnrolledFactor, EnrolledTotp, Factor, FieldError, Metadata, Sms, Totp, WorkOSClient, WorkOSError
from workos_mfa.testing import Emulator, Fault

MOMENT = datetime(2026, 1, 15, 12, 0, 0, 123000, timezone.utc)
TOTP = EnrolledTotp(
    issuer="Foo", user="alan", secret="SECRETSECRET", qr_code="data:image/png;base64,iVBORw==", uri="otpauth://SECRETSECRET"
)
MODELS: list[Any] = [
    Factor(id="a", type="totp", created_at=MOMENT, updated_at=MOMENT, totp=Totp(issuer="Foo", user="alan")),
    Factor(id="a", type="sms", created_at=MOMENT, updated_at=MOMENT, sms=Sms(phone_number="+15"), user_id="u"),
    EnrolledFactor(id="a", type="totp", created_at=MOMENT, updated_at=MOMENT, totp=TOTP),
    TOTP,
    Totp(issuer="Foo", user="alan"),
    Sms(phone_number="+15"),
    Metadata(status=200, request_id="r", attempts=2, elapsed=0.25),
]
ERRORS = sorted({error for error in vars(workos_mfa).values() if isinstance(error, type) and issubclass(error, WorkOSError)}, key=str)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_models_survive_pickle_and_copy(model: Any) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(model, protocol)) == model
    twin = copy.deepcopy(model)
    assert copy.copy(model) == model == twin and hash(model) == hash(twin) and type(twin) is type(model)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_models_are_frozen(model: Any) -> None:
    for name in [name for name in dir(model) if not name.startswith("_")]:
        with pytest.raises(AttributeError):
            setattr(model, name, "x")
    with pytest.raises(AttributeError):
        model.anything = 1


def test_models_differ_where_a_field_does() -> None:
    assert len({*MODELS}) == len(MODELS)
    assert MODELS[0] != MODELS[1] and MODELS[0] != "a" and MODELS[0] is not None


def test_datetimes_are_exact_and_aware() -> None:
    east = timezone(timedelta(hours=2))
    for moment in (MOMENT, datetime(1969, 12, 31, 23, 59, 59, 999999, timezone.utc), datetime(2300, 2, 3, 4, 5, 6, 7, east)):
        factor = Factor(id="a", type="x", created_at=moment, updated_at=moment)
        assert factor.created_at == moment and factor.created_at.tzinfo is timezone.utc
    with pytest.raises(ValueError, match="time zone"):
        Factor(id="a", type="x", created_at=datetime(2026, 1, 1), updated_at=MOMENT)


def test_to_dict_is_the_wires_form() -> None:
    assert json.loads(json.dumps(MODELS[1].to_dict())) == {
        "object": "authentication_factor",
        "id": "a",
        "type": "sms",
        "user_id": "u",
        "sms": {"phone_number": "+15"},
        "created_at": "2026-01-15T12:00:00.123Z",
        "updated_at": "2026-01-15T12:00:00.123Z",
    }
    assert MODELS[2].to_dict()["totp"]["secret"] == "SECRETSECRET"


def test_no_representation_shows_a_secret() -> None:
    for model in MODELS:
        for shown in (repr(model), str(model), f"{model}", f"{[model]!r}"):
            assert "SECRET" not in shown and "otpauth" not in shown and "base64" not in shown
    assert "[redacted]" in repr(MODELS[2]) and "Foo" in repr(MODELS[2])


def test_a_qr_code_that_is_no_png_is_a_decode_error() -> None:
    wrong = EnrolledTotp(issuer="", user="", secret="", qr_code="https://x", uri="")
    with pytest.raises(workos_mfa.DecodeError):
        wrong.qr_png()
    assert TOTP.qr_png() == b"\x89PNG"


def test_a_qr_code_that_is_missing_is_a_decode_error_that_says_what_to_do() -> None:
    empty = EnrolledTotp(issuer="", user="", secret="", qr_code="", uri="otpauth://totp/x")
    with pytest.raises(workos_mfa.DecodeError, match="typed in by hand") as caught:
        empty.qr_png()
    assert caught.value.outcome == "applied"


@pytest.mark.parametrize("cls", ERRORS, ids=lambda cls: cls.__name__)
def test_errors_survive_pickle_and_copy(cls: type[WorkOSError]) -> None:
    error = cls(
        "text", message="m", status=404, code="c", field_errors=(FieldError("f", "c", "m"),), request_id="r", retry_after=1.5,
        outcome="rejected", attempts=2, elapsed=0.5, body="b", factor_id="i", retry_budget_exhausted=True,
        headers={"Via": "x"},
    )
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is cls and str(twin) == "text" and vars(twin) == vars(error)
        assert twin.to_dict() == error.to_dict() and twin.retry_budget_exhausted and twin.headers["via"] == "x"


def test_headers_of_answers_are_a_mapping_that_shows_no_values(client: WorkOSClient, emulator: Emulator) -> None:
    def answer(status: int) -> Fault:
        fault = Fault.status(status)
        for name, value in (("X-Limit", "SECRET"), ("via", "a"), ("via", "b"), ("set-cookie", "SECRET")):
            fault = fault.header(name, value)
        return fault

    body = b'{"object": "authentication_factor", "id": "x", "type": "generic_otp", "created_at": "2026-01-15T12:00:00.000Z", "updated_at": "2026-01-15T12:00:00.000Z"}'
    emulator.inject("get_factor", answer(200).body(body).header("content-type", "application/json"))
    _, metadata = client.mfa.get_factor_with_metadata("x")
    emulator.inject("get_factor", answer(404))
    with pytest.raises(workos_mfa.NotFoundError) as caught:
        client.mfa.get_factor("x")
    for headers in (metadata.headers, caught.value.headers):
        assert isinstance(headers, Mapping)
        assert headers["x-limit"] == headers["X-Limit"] == headers.get("x-LIMIT") == "SECRET" and "X-Limit" in headers
        assert headers["via"] == "a, b" and "set-cookie" not in headers and headers.get("x-none") is None
        assert set(headers) == {name.lower() for name in headers} and len(headers) == len(dict(headers))
        assert "x-limit" in repr(headers)
        with pytest.raises(TypeError):
            headers["x"] = "y"  # type: ignore[index]
    error = caught.value
    for shown in (repr(metadata), str(metadata), repr(error), str(error), repr(vars(error)), str(error.to_dict()), repr([error.headers])):
        assert "SECRET" not in shown
    assert metadata.to_dict()["headers"]["x-limit"] == "SECRET"
    for twin in (pickle.loads(pickle.dumps(metadata)), copy.copy(metadata), copy.deepcopy(metadata)):
        assert twin == metadata and twin.headers == metadata.headers and hash(twin) == hash(metadata)
    assert pickle.loads(pickle.dumps(error)).headers == error.headers
    assert Metadata(status=200).headers == {} and WorkOSError("x").headers == {}
    assert Metadata(status=200, headers={"A": "b"}).headers == {"a": "b"} and Metadata(status=200) != Metadata(status=200, headers={"A": "b"})


def test_there_is_a_class_for_each_kind() -> None:
    kinds = {error.kind for error in ERRORS} - {"unknown"}
    assert kinds == {
        "invalid_request", "config", "bad_request", "authentication", "permission_denied", "not_found", "conflict",
        "unprocessable", "rate_limited", "server", "unexpected_status", "connect", "timeout", "transport", "decode",
    }
    assert set(workos_mfa.__all__) <= set(dir(workos_mfa))
