"""Whose a place is: the district with its deputy, by each scheme in force, and the company that manages the house."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from nasvyazi.domain.organisations import selectors as organisations
from nasvyazi.domain.places.kinds import StreetKind
from nasvyazi.domain.places.models import Place
from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.domain.places.schemes import selectors as schemes
from nasvyazi.domain.places.schemes.addresses import Address
from nasvyazi.domain.places.schemes.answering import Because, Scheme, Verdict


@dataclass(frozen=True, slots=True)
class Belonging:
    """To whom a place belongs in one respect, and why that is said."""

    label: str
    value: str
    why: str


def belongings(place: Place | None, *, on: date) -> list[Belonging]:
    """What is known of a place with its street and settlement, or of a point by the borders on the map.

    One query for the schemes in force, one for the deputy of each, one for the house; up to four where a
    scheme does not name the street, to learn what it was called.
    """
    if place is None:
        return []
    return [*_districts(_asker(place), on), *_manager(place, on)]


def _asker(place: Place) -> Callable[[Scheme], Verdict]:
    """What asks a scheme about the place: by its address, and where that says nothing, by its point."""
    street, latitude, longitude = place.street, place.latitude, place.longitude
    point = None if latitude is None or longitude is None else (latitude, longitude)
    if street is None:
        return lambda scheme: scheme.or_drawn(Verdict(None, "", Because.NO_STREET), point)
    address = Address.of(
        street=street.name,
        number=HouseNumber.parse(place.number) if place.number else None,
        kind=StreetKind(street.kind),
        settlement=street.settlement.name,
    )
    return lambda scheme: scheme.or_drawn(schemes.answer(scheme, address), point)


def _districts(ask: Callable[[Scheme], Verdict], on: date) -> Iterator[Belonging]:
    for scheme in schemes.in_force(on=on).defer("source"):
        verdict = ask(schemes.compiled(scheme.pk))
        if verdict.district is None:
            continue
        deputy = organisations.deputy_of(body=scheme.body, number=verdict.district, on=on)
        told = _("№ %(number)s") % {"number": verdict.district}
        yield Belonging(
            label=_("District"),
            value=f"{told}, {deputy}" if deputy is not None else told,
            why=f"{scheme.body}: «{verdict.rule}»" if verdict.rule else f"{scheme.body}: {verdict.why.label}",
        )


def _manager(place: Place, on: date) -> Iterator[Belonging]:
    if place.house_id is not None:
        company = organisations.manager_of(house_id=place.house_id, on=on)
        if company is not None:
            yield Belonging(_("Managed by"), company.name, "")
