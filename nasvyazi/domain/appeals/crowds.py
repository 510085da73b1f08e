"""Many people about one thing at once and in one place: which appeals are one accident. Pure: no database.

Five appeals of five residents on one topic within an hour, each within 500 metres of each: so many pot-holes are not
found in an hour. Whatever belongs to such a five belongs to the accident; fives that meet are one accident.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nasvyazi.toolbox.geo import distance

PEOPLE = 5
"""So many residents are a crowd."""
WITHIN = timedelta(hours=1)
METRES = 500.0
"""How far a quarter reaches."""


@dataclass(frozen=True, slots=True)
class Report:
    """An appeal as far as it matters here: whose, since when, where."""

    appeal_id: int
    resident_id: int
    at: datetime
    point: tuple[float, float] | None
    """Latitude and longitude in degrees, where they are known."""
    street_id: int | None


def are_near(one: Report, other: Report) -> bool:
    """Whether two reports of two residents may be of one accident.

    Where a point is unknown the same street is near; of two without a street and a point nobody knows.
    """
    if one.resident_id == other.resident_id or abs(one.at - other.at) > WITHIN:
        return False
    if one.point is None or other.point is None:
        return one.street_id is not None and one.street_id == other.street_id
    return distance(one.point, other.point) <= METRES


def crowds(reports: Sequence[Report]) -> list[frozenset[int]]:
    """The accidents among reports on one topic: of each the numbers of its appeals. No order of the reports matters.

    Compares every report with every other.
    """
    beside = {one.appeal_id: {two.appeal_id for two in reports if are_near(one, two)} for one in reports}
    among = {number for number, near in beside.items() if _holds(near, PEOPLE - 1, beside)}
    found = []
    while among:
        crowd = _spread(min(among), among, beside)
        among -= crowd
        found.append(crowd)
    return found


def _holds(pool: Iterable[int], size: int, beside: dict[int, set[int]]) -> bool:
    """Whether so many of the pool are all near each other.

    It ends soon: where it is crowded the first ones do, and far from each other few have room within 500 metres.
    """
    if size == 0:
        return True
    left = set(pool)
    while len(left) >= size:
        number = min(left)
        left.discard(number)
        if _holds(left & beside[number], size - 1, beside):
            return True
    return False


def _spread(start: int, among: set[int], beside: dict[int, set[int]]) -> frozenset[int]:
    """Everything that is reached from one of them by going from near to near."""
    reached, fresh = {start}, {start}
    while fresh:
        fresh = {other for number in fresh for other in beside[number] & among} - reached
        reached |= fresh
    return frozenset(reached)
