"""The gazetteer of the register in the database, kept by each process and made anew when the register has changed.

Whoever changes streets or houses counts `Register.version` up and sets its time in the same transaction, so that a
reader sees both or neither. To look whether it is still the same costs one query of one row.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from threading import Lock

from django.db import transaction

from .gazetteer import Gazetteer, House, Street
from .models import House as HouseRow
from .models import Register, Settlement, StreetName
from .models import Street as StreetRow

_CHUNK = 10_000
_Version = tuple[int, datetime | None] | None
_lock = Lock()
_kept: tuple[_Version, Gazetteer] | None = None


def current() -> Gazetteer:
    """The streets and houses as they are now. One query while nothing has changed, else five; houses are streamed."""
    global _kept  # noqa: PLW0603 -- what a process remembers has to lie somewhere
    if _kept is None or _kept[0] != _version():
        with _lock:  # threads that come meanwhile wait for the one that reads
            version = _version()
            if _kept is None or _kept[0] != version:
                _kept = version, _read()
    return _kept[1]


def _version() -> _Version:
    """Number and time: a restored backup may count to the same number again."""
    return Register.objects.values_list("version", "changed_at").first()


def _read() -> Gazetteer:
    houses: defaultdict[int, dict[str, House]] = defaultdict(dict)
    rows = HouseRow.objects.values_list("street_id", "number", "id", "latitude", "longitude")
    with transaction.atomic():  # a cursor that outlives its transaction would be written out whole first
        for street, number, pk, latitude, longitude in rows.iterator(chunk_size=_CHUNK):
            houses[street][number] = House(pk, latitude, longitude)
        names: defaultdict[int, list[str]] = defaultdict(list)
        for street, name in StreetName.objects.order_by("id").values_list("street_id", "name"):
            names[street].append(name)
        streets = [
            Street(pk, kind, name, settlement, tuple(names[pk]), houses[pk])
            for pk, kind, name, settlement in StreetRow.objects.order_by("id").values_list(
                "id", "kind", "name", "settlement__name"
            )
        ]
        return Gazetteer(streets, Settlement.objects.values_list("name", flat=True))
