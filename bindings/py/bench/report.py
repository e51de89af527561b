"""What was measured, beside what was to be reached."""

from __future__ import annotations

import json
from statistics import median, quantiles
from typing import Callable, NamedTuple, Optional

_SHOWN: dict[str, Callable[[float], str]] = {
    "ratio": lambda value: f"{value:.3f}",
    "milliseconds": lambda value: f"{value:.1f} ms",
    "megabytes": lambda value: f"{value:.2f} MB",
}


class Row(NamedTuple):
    name: str
    #: One for each round; what is shown is the median.
    values: list[float]
    unit: str
    at_most: Optional[float]
    note: str

    @property
    def value(self) -> float:
        return median(self.values)

    @property
    def met(self) -> bool | None:
        """`None` without a target."""
        return None if self.at_most is None else self.value <= self.at_most

    @property
    def quartiles(self) -> tuple[float, float] | None:
        if len(self.values) < 2:
            return None
        low, _, high = quantiles(self.values, n=4, method="inclusive")
        return low, high


class Report:
    """As a table the rows are printed as they come: a run takes minutes."""

    def __init__(self, table: bool) -> None:
        self._table = table
        self._rows: list[Row] = []

    def add(self, name: str, values: list[float], unit: str, at_most: float | None, note: str) -> None:
        if self._table and not self._rows:
            print(_line("", "measured", "quartiles", "target", "", ""))
        row = Row(name, values, unit, at_most, note)
        self._rows.append(row)
        if self._table:
            shown = _SHOWN[unit]
            spread = "" if row.quartiles is None else " - ".join(map(shown, row.quartiles))
            target = "" if at_most is None else f"<= {shown(at_most)}"
            verdict = {None: "", True: "met", False: "NOT MET"}[row.met]
            print(_line(name, shown(row.value), spread, target, verdict, note), flush=True)

    def finish(self) -> bool:
        """Whether all targets were met."""
        if not self._table:
            keys = ("name", "value", "quartiles", "unit", "at_most", "met", "note")
            print(json.dumps([{key: getattr(row, key) for key in keys} for row in self._rows], indent=2))
        return all(row.met is not False for row in self._rows)


def _line(name: str, value: str, spread: str, target: str, verdict: str, note: str) -> str:
    return f"{name:<26} {value:>10}  {spread:<22} {target:<12} {verdict:<8} {note}".rstrip()
