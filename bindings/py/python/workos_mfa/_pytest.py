"""The pytest plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Iterator

import pytest

if TYPE_CHECKING:
    from .testing import Emulator


@pytest.fixture
def workos_mfa_emulator() -> Iterator[Emulator]:
    """A running WorkOS MFA emulator, without factors."""
    from .testing import Emulator

    with Emulator() as emulator:
        yield emulator
