"""Whether a settlement that a person names is one of ours: a street of Lenin is in every town."""

from __future__ import annotations

from collections.abc import Iterable

from nasvyazi.domain.places.naming import is_same_settlement
from nasvyazi.domain.places.stems import stem, stems


def is_of(settlement: str, ours: Iterable[str]) -> bool:
    """Whether it is one of `ours` (keys, as `addresses.settlement_key` makes them), in any case.

    More words than the name's may be said: «г. Усмань Липецкой области».
    """
    said = set(map(stem, settlement.split()))
    return any(
        is_same_settlement(settlement, one) or all(not said.isdisjoint(stems(word)) for word in one.split())
        for one in ours
    )
