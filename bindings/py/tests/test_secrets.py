"""Neither the key nor a TOTP secret may be seen anywhere."""

from __future__ import annotations

import copy
import logging
import pickle
import traceback

import pytest

from conftest import KEY
from workos_mfa import AsyncWorkOSClient, ConfigError, WorkOSClient, WorkOSError
from workos_mfa.testing import Emulator, Fault


def test_clients_do_not_show_their_key(emulator: Emulator) -> None:
    for cls in (WorkOSClient, AsyncWorkOSClient):
        client = cls(KEY, base_url=emulator.url, headers={"x-secret": "HIDDEN"})
        for thing in (client, client.mfa, client._native):
            assert "HIDDEN" not in repr(thing) + str(thing) + str(getattr(thing, "__dict__", ""))


def test_clients_can_not_be_pickled_with_their_key() -> None:
    for cls in (WorkOSClient, AsyncWorkOSClient):
        client = cls(KEY)
        for thing in (client, client.mfa):
            for how in (pickle.dumps, copy.deepcopy):
                with pytest.raises(TypeError) as caught:
                    how(thing)
                assert "HIDDEN" not in str(caught.value)
        # Another name for the same connections.
        assert copy.copy(client).base_url == client.base_url


def test_a_traceback_with_variables_does_not_show_the_key() -> None:
    with pytest.raises(ConfigError) as caught:
        WorkOSClient("sk_HIDDEN\n", headers={"x": "HIDDEN"}, proxy="http://user:HIDDEN@proxy:1")
    # The first frame is this test's own.
    ours = caught.value.__traceback__.tb_next  # type: ignore[union-attr]
    shown = "".join(traceback.TracebackException(ConfigError, caught.value, ours, capture_locals=True).format())
    assert "_client.py" in shown and "HIDDEN" not in shown


def test_logs_and_errors_do_not_show_secrets(
    client: WorkOSClient, emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    enrolled = client.mfa.enroll_factor(type="totp", totp_issuer="Foo", totp_user="alan")
    assert enrolled.totp is not None
    body = b'{"id": "auth_factor_1", "totp": {"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "uri": "otpauth://totp/x?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"'
    emulator.inject("enroll_factor", Fault.status(201).body(body))
    with pytest.raises(WorkOSError) as caught:
        client.mfa.enroll_factor(type="totp", totp_issuer="Foo", totp_user="alan")
    error = caught.value
    assert error.outcome == "applied" and error.factor_id == "auth_factor_1"
    shown = caplog.text + repr(caplog.records) + str([record.__dict__ for record in caplog.records])
    shown += repr(error) + str(error) + repr(vars(error)) + str(error.to_dict()) + repr(enrolled)
    assert "enroll_factor" in shown
    for secret in (KEY, "HIDDEN", enrolled.totp.secret, "JBSWY3DP", enrolled.totp.uri):
        assert secret not in shown
