"""What a program needs of `typing`, without it: importing that takes longer than importing all of this package."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import overload as overload
else:

    def overload(function):
        return function
