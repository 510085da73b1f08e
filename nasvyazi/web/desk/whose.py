"""Whose a place is: the district with its deputy, by each scheme in force, and the company that manages the house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from nasvyazi.domain.organisations import selectors as organisations
from nasvyazi.domain.places.kinds import StreetKind
from nasvyazi.domain.places.models import Place, Street
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
    """What is known of a place with its street and settlement: of a point alone, or of none, nothing.

    One query for the schemes in force, one for the deputy of each, one for the house; one for the street's other names
    where a scheme does not name it.
    """
    if place is None or place.street is None:
        return []
    return [*_districts(place.street, place.number, on), *_manager(place, on)]


def _districts(street: Street, number: str, on: date) -> Iterator[Belonging]:
    for scheme in schemes.in_force(on=on).defer("source"):
        verdict = _verdict(schemes.compiled(scheme.pk), street, number)
        if verdict is None or verdict.district is None:
            continue
        deputy = organisations.deputy_of(body=scheme.body, number=verdict.district, on=on)
        told = _("№ %(number)s") % {"number": verdict.district}
        yield Belonging(
            label=_("District"),
            value=f"{told}, {deputy}" if deputy is not None else told,
            why=f"{scheme.body}: «{verdict.rule}»" if verdict.rule else scheme.body,
        )


def _verdict(scheme: Scheme, street: Street, number: str) -> Verdict | None:
    """What a scheme says; of a street that it does not name, by what that was called when the scheme was written."""
    verdict = None
    for name in _names(street):
        address = Address.of(
            street=name,
            number=HouseNumber.parse(number) if number else None,
            kind=StreetKind(street.kind),
            settlement=street.settlement.name,
        )
        verdict = schemes.answer(scheme, address)
        if verdict.why != Because.NO_STREET:
            break
    return verdict


def _names(street: Street) -> Iterator[str]:
    """Its name, then the others; they are a query of their own, made where they are needed."""
    yield street.name
    yield from street.other_names.order_by("pk").values_list("name", flat=True)


def _manager(place: Place, on: date) -> Iterator[Belonging]:
    if place.house_id is not None:
        company = organisations.manager_of(house_id=place.house_id, on=on)
        if company is not None:
            yield Belonging(_("Managed by"), company.name, "")
