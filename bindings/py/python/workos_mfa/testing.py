"""The API on your own machine, for your tests: no key, no network, real TOTP secrets, faults on demand.

    from workos_mfa import WorkOSClient
    from workos_mfa.testing import Emulator, totp_code

    with Emulator() as emulator:
        client = WorkOSClient(api_key=emulator.api_key, base_url=emulator.url)
        factor = client.mfa.enroll_factor(type="totp", totp_issuer="Foo Corp", totp_user="alan@example.com")
        code = totp_code(factor.totp.secret)

With pytest, the fixture `workos_mfa_emulator` is there as soon as the package is installed.
"""

from __future__ import annotations

from ._native import Emulator, Fault, totp_code

__all__ = ["Emulator", "Fault", "totp_code"]
