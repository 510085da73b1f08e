"""What came of a register of houses that was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from .remarks import Code, Remark


@dataclass(slots=True)
class Tally:
    """How many of a thing are new, say something else now, or are as they were."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def as_dict(self) -> dict[str, int]:
        """For JSON."""
        return {"new": self.new, "changed": self.changed, "same": self.same}


@dataclass(slots=True)
class Report:
    """What came of each row: `rows` were read, every one of which is counted or in `remarks`."""

    rows: int = 0
    settlements: Tally = field(default_factory=Tally)
    streets: Tally = field(default_factory=Tally)
    houses: Tally = field(default_factory=Tally)
    managers: Tally = field(default_factory=Tally)
    """Of houses: by whom they are managed. Whoever knows organisations counts it."""
    repeated: int = 0
    """Rows that speak of a house of which an earlier row spoke."""
    municipality: str = ""
    is_municipality_made: bool = False
    settlement: str = ""
    """Where streets were put whose rows name no settlement; "" = there were none, or there was no such settlement."""
    is_settlement_made: bool = False
    remarks: list[Remark] = field(default_factory=list)
    managed: dict[int, str] = field(default_factory=dict)
    """A house's number → the organisation that manages it, in the source's words."""

    @property
    def not_taken(self) -> int:
        """Rows of which nothing was made."""
        return sum(not remark.is_taken for remark in self.remarks)

    @property
    def is_changed(self) -> bool:
        """Whether the register of streets and houses is another than before."""
        return any(one.new or one.changed for one in (self.settlements, self.streets, self.houses))

    def counts(self) -> Mapping[Code, int]:
        """How many remarks of each code, the most frequent first."""
        return dict(Counter(remark.code for remark in self.remarks).most_common())

    def as_dict(self) -> dict[str, object]:
        """The numbers, for JSON; the remarks themselves may be many."""
        return {
            "rows": self.rows,
            "settlements": self.settlements.as_dict(),
            "streets": self.streets.as_dict(),
            "houses": self.houses.as_dict(),
            "managers": self.managers.as_dict(),
            "repeated": self.repeated,
            "not_taken": self.not_taken,
            "municipality": self.municipality,
            "municipality_made": self.is_municipality_made,
            "settlement": self.settlement,
            "settlement_made": self.is_settlement_made,
            "remark_counts": {code.value: count for code, count in self.counts().items()},
        }
