"""What a bench gives: figures, each with what it stands beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `beside` names the limit or the peer of the same run, with its value."""

    name: str
    value: float
    unit: str
    beside: str

    def row(self) -> Row:
        """The figure as one JSON object."""
        return {"name": self.name, "value": round(self.value, 3), "unit": self.unit, "beside": self.beside}


Figures = Iterator[Figure]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 … 1) of the values lie; the values need not be sorted."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
