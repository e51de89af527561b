"""The vendor's package, as its documentation has it."""

from __future__ import annotations

from typing import Any

import workos

from . import FACTOR_ID, ISSUER, KEY, USER


def sync_calls(url: str) -> dict[str, Any]:
    return _calls(workos.WorkOSClient(api_key=KEY, client_id="client_x", base_url=url).multi_factor_auth)


def async_calls(url: str) -> dict[str, Any]:
    return _calls(workos.AsyncWorkOSClient(api_key=KEY, client_id="client_x", base_url=url).multi_factor_auth)


def _calls(mfa: Any) -> dict[str, Any]:
    return {
        "enroll": lambda: mfa.enroll_factor(type="totp", totp_issuer=ISSUER, totp_user=USER),
        "get": lambda: mfa.get_factor(FACTOR_ID),
        "delete": lambda: mfa.delete_factor(FACTOR_ID),
    }
