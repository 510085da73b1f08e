"""Titles of settlements: kind and name, in whatever order they are written."""

from __future__ import annotations

from dataclasses import dataclass

from .kinds import SETTLEMENT_WORDS, SettlementKind
from .naming import street_key


@dataclass(frozen=True, slots=True)
class SettlementTitle:
    """What a settlement is called in a text: its kind, if it is said, and its name."""

    kind: SettlementKind | None
    name: str

    @classmethod
    def read(cls, text: str) -> SettlementTitle:
        """«г. Чебоксары», «Чебоксары г», «посёлок Чульман», «д.Н-Армязь» → kind and name."""
        words = text.replace(".", ". ").replace(",", " ").split()
        for place in (0, -1) if len(words) > 1 else ():
            kind = SETTLEMENT_WORDS.get(words[place].rstrip(".").lower())
            if kind is not None:
                del words[place]
                return cls(kind, " ".join(words))
        return cls(None, " ".join(words))

    @property
    def key(self) -> str:
        """What is compared: names of settlements are spelled in as many ways as those of streets."""
        return street_key(self.name)

    def is_same(self, other: SettlementTitle) -> bool:
        """Whether two titles can be one settlement: the same name, and no two kinds are said."""
        return self.key == other.key and (None in (self.kind, other.kind) or self.kind == other.kind)
