"""Many people about one thing at once and in one place: which appeals are one accident. Pure: no database.

Five appeals of five people on one topic within an hour, each within 500 metres of each: so many pot-holes are not
found in an hour. Whatever belongs to such a five belongs to the accident; fives that meet are one accident.
"""

from __future__ import annotations

from collections.abc import Iterable, KeysView, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nasvyazi.toolbox.geo import distance

PEOPLE = 5
"""So many people are a crowd."""
WITHIN = timedelta(hours=1)
METRES = 500.0
"""How far a quarter reaches."""


@dataclass(frozen=True, slots=True)
class Report:
    """An appeal as far as it matters here: whose, since when, where."""

    appeal_id: int
    human_id: int
    """One person in several networks is one human (`people.HUMAN`)."""
    at: datetime
    point: tuple[float, float] | None
    """Latitude and longitude in degrees, where they are known."""
    street_id: int | None


_Pool = dict[int, Report]
"""Reports by the numbers of their appeals."""


def are_near(one: Report, other: Report) -> bool:
    """Whether two reports of two people may be of one accident.

    Where a point is unknown the same street is near; of two without a street and a point nobody knows.
    """
    if one.human_id == other.human_id or abs(one.at - other.at) > WITHIN:
        return False
    if one.point is None or other.point is None:
        return one.street_id is not None and one.street_id == other.street_id
    return distance(one.point, other.point) <= METRES


def crowds(reports: Sequence[Report]) -> list[frozenset[int]]:
    """The accidents among reports on one topic: of each the numbers of its appeals. No order of the reports matters.

    Compares every report with every other.
    """
    beside = {one.appeal_id: {two.appeal_id: two for two in reports if are_near(one, two)} for one in reports}
    among = {
        one.appeal_id
        for one in reports
        if _holds(_speaking(one, beside[one.appeal_id].values()), PEOPLE - 1, beside)
    }
    found = []
    while among:
        crowd = _spread(min(among), among, beside)
        among -= crowd
        found.append(crowd)
    return found


def _speaking(one: Report, near: Iterable[Report]) -> _Pool:
    """Of each person's reports from one place near this one: the last before it, and the first since.

    They speak for all the others. Everything near this one is within an hour of it: whatever of that is near a report
    that is farther off in time is near the one between, too. The nearest in time come last: they have the most near.
    """
    found: dict[tuple[object, ...], Report] = {}
    for other in sorted(near, key=lambda other: abs(other.at - one.at)):
        found.setdefault((other.human_id, other.point, other.street_id, other.at < one.at), other)
    return {other.appeal_id: other for other in reversed(found.values())}


def _holds(pool: _Pool, size: int, beside: Mapping[int, _Pool]) -> bool:
    """Whether reports of so many people in the pool are all near each other.

    It ends soon: where it is crowded the first ones that are taken (the last of the pool) do; where few write, too few
    people are left; and who is near nobody but those among whom a search failed is not searched.
    """
    if size == 0:
        return True
    left, failed = dict(pool), list[KeysView[int]]()
    while len({one.human_id for one in left.values()}) >= size:
        number, _report = left.popitem()
        near = {other: report for other, report in left.items() if other in beside[number]}
        if any(near.keys() <= among for among in failed):
            continue
        if _holds(near, size - 1, beside):
            return True
        failed.append(near.keys())
    return False


def _spread(start: int, among: set[int], beside: Mapping[int, _Pool]) -> frozenset[int]:
    """Everything that is reached from one of them by going from near to near."""
    reached, fresh = {start}, {start}
    while fresh:
        fresh = {other for number in fresh for other in beside[number].keys() & among} - reached
        reached |= fresh
    return frozenset(reached)
