"""A register of houses is taken in: what is new is made, what says something else is changed, nothing is deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from django.db import transaction

from ..importers.base import Row
from ..kinds import SettlementKind, StreetKind
from ..models import House
from ..numbers import HouseNumber
from ..reading import Point, Told, read
from ..remarks import Code, Remark
from ..report import Report
from ..settlements import SettlementTitle
from . import register
from .settlements import KnownSettlement, MunicipalityUnclear, Settlements
from .streets import KnownStreet, Streets, StreetWriter

__all__ = ["MunicipalityUnclear", "take_in"]

BATCH = 1000
_HouseKey = tuple[int, HouseNumber]
_Found = tuple[Told, KnownStreet, Streets]


class _Known(NamedTuple):
    """A house that is there: its id, its point, and whether a person has put it where it is."""

    id: int
    point: Point | None
    is_placed: bool


_UNKNOWN = _Known(0, None, is_placed=False)


@transaction.atomic
def take_in(
    *,
    rows: Iterable[Row | Remark],
    municipality: str = "",
    settlement: str = "",
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Take a register in, all of it or (when reading it raises) nothing. The same once more changes nothing.

    `municipality` is where all of it lies; "" = where its rows say, else the only one there is. `settlement` is where
    streets lie whose rows name none; "" = the only one, or the only city. What there is none of is made, and reported.
    `progress` is told how many rows have been read. A batch of rows is at most seven queries. Raises
    MunicipalityUnclear.
    """
    register.lock()
    report = Report()
    intake = _Intake(report, Settlements(report, municipality=municipality, settlement=settlement))
    for batch in _batches(rows):
        intake.take(batch)
        if progress is not None:
            progress(report.rows)
    intake.count()
    if report.is_changed:
        register.touched()
    return report


def _batches(rows: Iterable[Row | Remark]) -> Iterator[list[Row | Remark]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


class _Intake:
    """One register on its way in, batch by batch."""

    def __init__(self, report: Report, settlements: Settlements) -> None:
        self._report = report
        self._settlements = settlements
        self._streets = StreetWriter(report.streets)
        self._seen: dict[int, int] = {}
        """Houses of which rows have spoken: their ids, and in which line."""
        self._new: set[int] = set()
        self._was: dict[int, Point | None] = {}
        """Of houses that say something else now, where they were before: two rows may change one there and back."""

    def take(self, batch: Sequence[Row | Remark]) -> None:
        """Take rows in."""
        self._report.rows += len(batch)
        found = self._streets_of(self._read(batch))
        self._streets.write_names(found)
        self._houses(self._latest(found))

    def count(self) -> None:
        """What came of all houses together."""
        houses = self._report.houses
        houses.new, houses.changed = len(self._new), len(self._was)
        houses.same = len(self._seen) - houses.new - houses.changed

    def _say(self, *remarks: Remark) -> None:
        self._report.remarks.extend(remarks)

    def _read(self, batch: Sequence[Row | Remark]) -> Iterator[Told]:
        for row in batch:
            told = row if isinstance(row, Remark) else read(row)
            if isinstance(told, Remark):
                self._say(told)
            else:
                yield told

    def _streets_of(self, rows: Iterable[Told]) -> list[_Found]:
        """Each row with its street, which is made if it is new."""
        found: list[_Found] = []
        where = {}
        for row in rows:
            settlement = self._settlements.find(row)
            if isinstance(settlement, Remark):
                self._say(settlement)
                continue
            told = _in_settlement(row, settlement)
            street, remark = settlement.streets.find(told)
            self._say(*((remark,) if remark is not None else ()))
            if street is not None:
                self._say(*told.remarks)
                where[street] = settlement
                found.append((told, street, settlement.streets))
        self._settlements.write()
        self._streets.write({street: settlement.id for street, settlement in where.items()})
        return found

    def _latest(self, found: Sequence[_Found]) -> dict[_HouseKey, Told]:
        """Of rows that speak of one house the last one counts; what it does not say, an earlier one has said."""
        latest: dict[_HouseKey, Told] = {}
        for told, street, _streets in found:
            if told.number is None:
                continue
            key = street.id, told.number
            earlier = latest.pop(key, None)
            if earlier is not None:
                self._repeated(told, earlier.line, earlier.point)
            latest[key] = _with(told, earlier) if earlier is not None else told
        return latest

    def _repeated(self, told: Told, line: int, point: Point | None) -> None:
        self._report.repeated += 1
        if told.point is not None and point is not None and told.point != point:
            self._say(Remark(told.line, Code.HOUSE_TWICE, told.verbatim, str(line)))

    def _houses(self, latest: dict[_HouseKey, Told]) -> None:
        """Write what is new or has another point. Two queries."""
        known = _known(latest)
        written = []
        for key, row in latest.items():
            there = known.get((key[0], str(key[1])), _UNKNOWN)
            pk, point = there.id, there.point
            told = self._with_kept_point(row, there)
            if pk in self._seen:
                self._repeated(told, self._seen[pk], point)
            if pk and told.point in (None, point):
                self._saw(pk, told)
                continue
            if pk and pk not in self._new:
                self._changes(pk, point, told.point)
            written.append((_house(key, told.point), told, not pk))
        made = House.objects.bulk_create(
            [house for house, _told, _is_new in written],
            update_conflicts=True,
            unique_fields=["street", "number"],
            update_fields=["latitude", "longitude"],
        )
        for house, (_written, told, is_new) in zip(made, written, strict=True):
            if is_new:
                self._new.add(house.pk)
            self._saw(house.pk, told)

    def _with_kept_point(self, told: Told, house: _Known) -> Told:
        """What a person has seen of a house goes before what a register says."""
        if not house.is_placed or told.point in (None, house.point):
            return told
        self._say(Remark(told.line, Code.POINT_KEPT, told.verbatim, " ".join(map(str, told.point or ()))))
        return replace(told, point=None)

    def _saw(self, pk: int, told: Told) -> None:
        self._seen[pk] = told.line
        if told.manager:
            self._report.managed[pk] = told.manager

    def _changes(self, pk: int, point: Point | None, becomes: Point | None) -> None:
        if self._was.setdefault(pk, point) == becomes:
            del self._was[pk]


def _in_settlement(told: Told, settlement: KnownSettlement) -> Told:
    """A house without a street, or whose street is called like its village, stands right in that: «д. Пески, 12»."""
    is_village = settlement.title.kind != SettlementKind.CITY
    is_called_so = told.kind is None and SettlementTitle.read(told.name).is_same(settlement.title)
    if told.name and not (is_village and is_called_so and not settlement.streets.knows(told.key)):
        return told
    return replace(told, kind=StreetKind.SETTLEMENT, name=str(settlement), key=settlement.title.key)


def _with(told: Told, earlier: Told) -> Told:
    return replace(told, point=told.point or earlier.point, manager=told.manager or earlier.manager)


def _known(latest: dict[_HouseKey, Told]) -> dict[tuple[int, str], _Known]:
    """Those houses that are there."""
    streets = {street for street, _number in latest}
    rows = House.objects.filter(street__in=streets, number__in={str(number) for _street, number in latest})
    return {
        (street, number): _Known(
            pk, None if latitude is None or longitude is None else (latitude, longitude), placed is not None
        )
        for pk, street, number, latitude, longitude, placed in rows.values_list(
            "pk", "street", "number", "latitude", "longitude", "placed_at"
        )
    }


def _house(key: _HouseKey, point: Point | None) -> House:
    street_id, number = key
    latitude, longitude = point or (None, None)
    return House(
        street_id=street_id,
        base=number.base,
        fraction=number.fraction,
        letter=number.letter,
        building=number.building,
        structure=number.structure,
        number=str(number),
        latitude=latitude,
        longitude=longitude,
    )
