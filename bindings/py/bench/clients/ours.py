"""This package."""

from __future__ import annotations

from typing import Any

import workos_mfa

from . import FACTOR_ID, ISSUER, KEY, USER


def sync_calls(url: str) -> dict[str, Any]:
    return _calls(workos_mfa.WorkOSClient(KEY, base_url=url).mfa)


def async_calls(url: str) -> dict[str, Any]:
    return _calls(workos_mfa.AsyncWorkOSClient(KEY, base_url=url).mfa)


def _calls(mfa: Any) -> dict[str, Any]:
    return {
        "enroll": lambda: mfa.enroll_factor(type="totp", totp_issuer=ISSUER, totp_user=USER),
        "get": lambda: mfa.get_factor(FACTOR_ID),
        "delete": lambda: mfa.delete_factor(FACTOR_ID),
    }
