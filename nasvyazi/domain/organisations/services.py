"""Writes of organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from nasvyazi.domain.accounts.models import User

from .models import Management, Mandate, Official, Organisation
from .naming import organisation_key

_BATCH = 1000
_NAME_LENGTH = 300
_OFFICIAL_LENGTH = 200


@dataclass(slots=True)
class Managed:
    """Houses of which it was not known who manages them, is somebody else now, or is the same."""

    new: int = 0
    changed: int = 0
    same: int = 0


def add_official(*, name: str, position: str, kind: Official.Kind, user: User | None = None) -> Official:
    """An official in whose name channels speak; the same name and position is the same official."""
    official, _ = Official.objects.update_or_create(
        name=name, position=position, defaults={"kind": kind, "user": user}
    )
    return official


@transaction.atomic
def elect(*, body: str, number: str, name: str, since: date) -> Mandate | None:
    """Who is the deputy of a district from a day on; "" = nobody. The same once more changes nothing.

    Whoever was it before was so until that day. A name that is not known yet becomes a deputy.
    """
    name = " ".join(name.split())[:_OFFICIAL_LENGTH]
    standing = Mandate.objects.select_for_update(of=("self",)).select_related("official")
    later = standing.filter(body__iexact=body, number=number, days__overlap=DateRange(since, None))
    for mandate in later.order_by("days"):
        if name and mandate.official.name == name and mandate.days.upper is None and since in mandate.days:
            return mandate
        if mandate.days.lower < since:
            mandate.days = DateRange(mandate.days.lower, since)
            mandate.save(update_fields=["days"])
        else:
            mandate.delete()
    if not name:
        return None
    known = Official.objects.filter(name=name, kind=Official.Kind.DEPUTY).order_by("pk").first()
    official = known or add_official(name=name, position="", kind=Official.Kind.DEPUTY)
    return Mandate.objects.create(official=official, body=body, number=number, days=DateRange(since, None))


@transaction.atomic
def manage(*, managers: Mapping[int, str], since: date) -> Managed:
    """Write down who manages houses from a day on: a house's id → the organisation's name; unknown ones are made.

    Who managed a house before did so until that day; what is written down for later days stays. The same once more
    changes nothing. Five queries for a thousand houses, and two for all. A name without words is passed over.
    """
    organisations = _organisations(managers.values())
    managed = Managed()
    wanted = ((house, organisations.get(organisation_key(name))) for house, name in managers.items())
    known = ((house, organisation) for house, organisation in wanted if organisation is not None)
    while batch := dict(islice(known, _BATCH)):
        _Batch(batch, since, managed).write()
    return managed


def _organisations(names: Iterable[str]) -> dict[str, int]:
    """Organisations by their keys, made where there are none. Two queries."""
    told: dict[str, str] = {}
    for name in names:
        told.setdefault(organisation_key(name), " ".join(name.split())[:_NAME_LENGTH])
    told.pop("", None)
    known = dict(Organisation.objects.filter(key__in=told).values_list("key", "pk"))
    missing = [Organisation(name=name, key=key) for key, name in told.items() if key not in known]
    return known | {one.key: one.pk for one in Organisation.objects.bulk_create(missing)}


class _Batch:
    """Some houses and who manages them from a day on."""

    def __init__(self, wanted: Mapping[int, int], since: date, managed: Managed) -> None:
        self._wanted = wanted
        self._since = since
        self._managed = managed
        self._changed: list[Management] = []
        self._made: list[Management] = []

    def write(self) -> None:
        """Three queries."""
        from_now_on = DateRange(self._since, None)
        rows = Management.objects.filter(house__in=self._wanted, days__overlap=from_now_on)
        standing: dict[int, list[Management]] = {house: [] for house in self._wanted}
        for row in rows.order_by("days"):
            standing[row.house_id].append(row)
        for house, organisation in self._wanted.items():
            self._decide(house, organisation, standing[house])
        Management.objects.bulk_update(self._changed, ["organisation", "days"])
        Management.objects.bulk_create(self._made)

    def _decide(self, house: int, organisation: int, standing: list[Management]) -> None:
        current = next((row for row in standing if row.days.lower <= self._since), None)
        if current is not None and current.organisation_id == organisation:
            self._managed.same += 1
            return
        ends = next((row.days.lower for row in standing if row.days.lower > self._since), None)
        if current is None:
            self._managed.new += 1
        else:
            self._managed.changed += 1
            ends = current.days.upper
        if current is not None and current.days.lower == self._since:
            # Written down on that very day: it was a mistake, and no day of it has passed.
            current.organisation_id = organisation
            self._changed.append(current)
            return
        if current is not None:
            current.days = DateRange(current.days.lower, self._since)
            self._changed.append(current)
        self._made.append(
            Management(house_id=house, organisation_id=organisation, days=DateRange(self._since, ends))
        )
