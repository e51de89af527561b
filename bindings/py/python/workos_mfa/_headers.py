"""The headers of an answer."""

from __future__ import annotations

from collections.abc import Mapping

from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any


class Headers(Mapping[str, str]):
    """Values by name, in lower case; looked up in any case. `repr()` shows the names only: a server or a proxy may repeat anything."""

    __slots__ = ("_values",)

    def __init__(self, headers: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        self._values: dict[str, str] = {}
        for name, value in headers.items() if isinstance(headers, Mapping) else headers:
            name = name.lower()
            # RFC 9110, section 5.2: a name that occurs several times has the list of the values.
            self._values[name] = f"{self._values[name]}, {value}" if name in self._values else value

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def to_dict(self) -> dict[str, str]:
        """All of them, values included."""
        return self._values.copy()

    def __repr__(self) -> str:
        return f"Headers({', '.join(sorted(self._values))})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Headers, (self._values,)
