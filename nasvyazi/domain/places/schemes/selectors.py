"""Reads of schemes: which is in force, what it says of an address, what is doubtful in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from nasvyazi.domain.places.gazetteer import is_own_name
from nasvyazi.domain.places.kinds import StreetKind
from nasvyazi.domain.places.models import (
    District,
    DistrictRule,
    DistrictSet,
    House,
    SchemeRemark,
    Settlement,
    Street,
    StreetName,
)
from nasvyazi.domain.places.naming import is_same_name, is_same_settlement
from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.domain.places.schemes import judging
from nasvyazi.domain.places.schemes.addresses import Address, settlement_key
from nasvyazi.domain.places.schemes.answering import Because, Point, Scheme, Told, Verdict, agreed
from nasvyazi.domain.places.schemes.called import Called, KnownStreet
from nasvyazi.domain.places.schemes.elsewhere import is_of
from nasvyazi.domain.places.schemes.houses import Houses
from nasvyazi.domain.places.schemes.judging import Judgement, KnownHouse
from nasvyazi.domain.places.schemes.polygons import shape_of
from nasvyazi.domain.places.schemes.rules import Rule
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

_NO_SCHEME = Verdict(None, "", Because.NO_SCHEME)
_ELSEWHERE = Verdict(None, "", Because.ELSEWHERE)


class BodyUnclear(Refusal):
    """Schemes of several bodies are in force, and it is not said of which body."""


def schemes() -> QuerySet[DistrictSet]:
    """All schemes, newest first, with how many `districts_count`, `rules_count` and `remarks_count` they have."""
    return (
        DistrictSet.objects.select_related("put_by")
        .defer("source")
        .annotate(
            districts_count=_count(District.objects.all(), "district_set"),
            rules_count=_count(DistrictRule.objects.all(), "district__district_set"),
            remarks_count=_count(SchemeRemark.objects.all(), "district_set"),
        )
        .order_by("-made_at", "-pk")
    )


def _count(rows: QuerySet[Any], path: str) -> Coalesce:
    """How many of the rows a scheme has. Each by itself: joined, they would multiply."""
    of_it = rows.filter(**{path: OuterRef("pk")}).values(path)
    return Coalesce(Subquery(of_it.annotate(count=Count("pk")).values("count")), 0)


def bodies() -> list[str]:
    """The bodies whose schemes are known, by name."""
    return list(DistrictSet.objects.order_by("body").values_list("body", flat=True).distinct())


def districts(scheme_id: int) -> QuerySet[District]:
    """The districts of a scheme with their rules, in the order of its text."""
    rules = Prefetch("rules", DistrictRule.objects.order_by("pk"))
    return District.objects.filter(district_set=scheme_id).order_by("pk").prefetch_related(rules)


def in_force(*, on: date, body: str = "") -> QuerySet[DistrictSet]:
    """The schemes in force on a day, of one body or of all."""
    found = DistrictSet.objects.filter(in_force=True, days__contains=on).order_by("body")
    return found.filter(body__iexact=" ".join(body.split())) if body else found


def the_one_in_force(*, on: date, body: str = "") -> DistrictSet | None:
    """The scheme in force on a day: of the body, or without one the only scheme. Raises BodyUnclear."""
    found = list(in_force(on=on, body=body).defer("source"))
    if len(found) > 1:
        raise BodyUnclear(
            gettext_noop(
                "Schemes of several bodies are in force on {day}: {bodies}. Say which body is meant."
            ),
            day=on,
            bodies=", ".join(f"“{one.body}”" for one in found),
        )
    return found[0] if found else None


def district_of(address: Address, *, on: date, body: str = "") -> Verdict:
    """The district of an address that a person has written, by the body's scheme of the day.

    Without a body by the only scheme that is in force. Raises BodyUnclear.
    """
    scheme = the_one_in_force(on=on, body=body)
    return _NO_SCHEME if scheme is None else answer_written(compiled(scheme.pk), address)


def answer_written(scheme: Scheme, address: Address) -> Verdict:
    """What the scheme says of an address that a person has written, who may mean a street of another town.

    One query more than `answer`, where the address names a settlement that no rule does.
    """
    return _ELSEWHERE if _is_elsewhere(scheme, address.settlement) else answer(scheme, address)


def _is_elsewhere(scheme: Scheme, settlement: str) -> bool:
    """Whether neither the scheme nor the register has the settlement. A register without names of its own has all."""
    if not settlement or is_of(settlement, scheme.settlements):
        return False
    names = list(Settlement.objects.values_list("name", flat=True))
    return bool(names) and all(map(is_own_name, names)) and not is_of(settlement, map(settlement_key, names))


def reader(*, on: date, body: str = "") -> Callable[[Address], Verdict]:
    """What tells the districts of many addresses: one query now, microseconds each then.

    The first address whose street the scheme does not name costs two more: all streets with all their names. Where
    districts are drawn, each that no rule takes costs one, for its point. Without a body it answers where there is one
    scheme in force on the day: with several nobody can say which is meant.
    """
    scheme = _the_only_one(on=on, body=body)
    if scheme is None:
        return lambda _address: _NO_SCHEME
    everywhere = cache(lambda: Called(map(_known, _streets())))
    return lambda address: answer(scheme, address, lambda _address: everywhere())


def _the_only_one(*, on: date, body: str) -> Scheme | None:
    found = list(in_force(on=on, body=body).values_list("pk", flat=True)[:2])
    return compiled(found[0]) if len(found) == 1 else None


def answer(scheme: Scheme, address: Address, called: Callable[[Address], Called] | None = None) -> Verdict:
    """What the scheme says; of a street that it does not name, by its other names: schemes are older than renamings.

    Streets and their names come from `called`, else from four indexed queries. A house's point is looked up only where
    no rule speaks and districts are drawn.
    """
    verdict = scheme.district_of(address)
    if address.street and not scheme.names(address):
        verdict = _by_other_names(scheme, address, (called or _called)(address)) or verdict
    if not scheme.shapes or verdict.why not in (Because.NO_STREET, Because.NO_HOUSE):
        return verdict
    return scheme.or_drawn(verdict, _point_of(address))


def _by_other_names(scheme: Scheme, address: Address, called: Called) -> Verdict | None:
    """What the scheme says of the streets that are meant: all of which it knows have to agree.

    Those that it does not know are left aside only where it names another one: of two streets, one of them in a village
    that a rule takes as a whole, nobody can say which was meant.
    """
    asked = [called.addresses(street, address.number) for street in called.streets(address)]
    verdicts = [scheme.district_of(*addresses) for addresses in asked]
    known = [verdict for verdict in verdicts if verdict.why != Because.NO_STREET]
    are_all_known = len(known) == len(asked)
    if known and (are_all_known or any(scheme.names(one) for addresses in asked for one in addresses)):
        return agreed(known)
    return None


@lru_cache(maxsize=8)
def compiled(scheme_id: int) -> Scheme:
    """A scheme ready to be asked. What a scheme says never changes, so it is made once in a process."""
    rules = (
        Told.of(row.district.number, rule_of(row))
        for row in DistrictRule.objects.filter(district__district_set=scheme_id)
        .select_related("district")
        .order_by("pk")
    )
    drawn = District.objects.filter(district_set=scheme_id)
    shapes = {one.number: shape_of(one.polygon) for one in drawn if one.polygon is not None}
    return Scheme(rules, shapes)


def rule_of(row: DistrictRule) -> Rule:
    """The rule that a row keeps."""
    return Rule(
        settlement=row.settlement,
        kind=StreetKind(row.kind) if row.kind else None,
        name=row.name,
        houses=Houses.from_json(row.houses),
        verbatim=row.verbatim,
    )


def judgement(scheme_id: int) -> Judgement:
    """The scheme by itself and against the register."""
    return judging.judge(compiled(scheme_id), known_houses())


def known_houses() -> Iterator[KnownHouse]:
    """Every house of the register, street by street."""
    streets = {street.pk: (_title(street), _known(street)) for street in _streets()}
    called = Called(known for _name, known in streets.values())
    houses = House.objects.order_by("street", "base", "pk").values_list(
        "street", "number", "base", "fraction", "letter", "building", "structure", "latitude", "longitude"
    )
    for (
        street_id,
        number,
        base,
        fraction,
        letter,
        building,
        structure,
        latitude,
        longitude,
    ) in houses.iterator(chunk_size=2000):
        title, known = streets[street_id]
        house = HouseNumber(base, fraction, letter, building, structure)
        yield KnownHouse(
            street=title,
            number=number,
            addresses=called.addresses(known, house),
            point=None if latitude is None or longitude is None else (latitude, longitude),
        )


def _streets() -> QuerySet[Street]:
    return Street.objects.select_related("settlement").prefetch_related("other_names")


def _title(street: Street) -> str:
    return str(street) if street.kind == StreetKind.SETTLEMENT else f"{street.settlement}, {street}"


def _known(street: Street) -> KnownStreet:
    return _now(street, tuple(other.key for other in street.other_names.all()))


def _now(street: Street, others: tuple[str, ...] = ()) -> KnownStreet:
    return KnownStreet(
        street.pk, StreetKind(street.kind), settlement_key(street.settlement.name), street.key, others
    )


def _called(address: Address) -> Called:
    """The streets that are called as the address says, or have been, and those that are called like these were."""
    ids = list(StreetName.objects.filter(key=address.street).values_list("street", flat=True))
    known = list(map(_known, _streets().filter(Q(key=address.street) | Q(pk__in=ids))))
    there = {street.id for street in known}
    others = {key for street in known for key in street.others}
    namesakes = Street.objects.filter(key__in=others).exclude(pk__in=there).select_related("settlement")
    return Called([*known, *(map(_now, namesakes) if others else ())])


def _point_of(address: Address) -> Point | None:
    """Where the house stands by the register; None where it is not there, or several are."""
    said = address.street or address.settlement
    if address.number is None or not said:
        return None
    last = said.split()[-1]
    rows = House.objects.filter(
        number=str(address.number), latitude__isnull=False, street__key__contains=last
    )
    points = {
        (house.latitude, house.longitude)
        for house in rows.select_related("street__settlement")[:50]
        if is_same_name(house.street.key, said)
        and bool(address.street) == (house.street.kind != StreetKind.SETTLEMENT)
        and (not address.kinds or house.street.kind in address.kinds)
        and (
            not address.settlement
            or is_same_settlement(settlement_key(house.street.settlement.name), address.settlement)
        )
    }
    found = points.pop() if len(points) == 1 else None
    return None if found is None or found[0] is None or found[1] is None else (found[0], found[1])
