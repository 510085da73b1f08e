"""Reads of appeals by the map: those that have a point, told one by one, or by cells of a grid where they are many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Avg, Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce, Floor
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.places.box import Box

from .models import Appeal
from .selectors import OPEN
from .states import FINAL

CLOSED_WITHIN = timedelta(days=30)
_PIXELS = 56
_MOST = 40
"""Marks side by side, however large a part of the map is asked for."""


class Standing(models.TextChoices):
    """Which appeals the map shows."""

    OPEN = "open", _("Open now")
    CLOSED = "closed", _("Closed within 30 days")


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands on one place of the screen: one appeal, those of one problem, or several together."""

    latitude: float
    longitude: float
    """The middle of them, degrees."""
    box: Box
    """From where to where they lie."""
    appeals: int
    dangers: int
    """How many of them are dangerous, and nobody has said that they have seen it."""
    appeal_id: int | None
    """The only one."""
    problem_id: int | None
    """Of which all of them speak."""


def on_map(
    rows: QuerySet[Appeal], *, standing: Standing, group_id: int | None, now: datetime
) -> QuerySet[Appeal]:
    """Those of the appeals that have a point and that one wants to see; `group_id` is a group of topics."""
    rows = rows.filter(place__latitude__isnull=False)
    if group_id is not None:
        rows = rows.filter(topic__group=group_id)
    if standing == Standing.OPEN:
        return rows.filter(OPEN)
    since = now - CLOSED_WITHIN
    # Whatever was closed since then has changed since then, and for that there is an index.
    return rows.filter(changed_at__gte=since, closed_at__gte=since, state__in=FINAL, merged_into=None)


def marks(rows: QuerySet[Appeal], *, box: Box, zoom: int) -> list[Mark]:
    """The appeals in a part of the map, as marks that do not cover each other. One query, 1,600 marks at most."""
    grid = box.grid(zoom=zoom, pixels=_PIXELS, most=_MOST)
    latitude, longitude = F("place__latitude"), F("place__longitude")
    # Appeals of one problem are one thing. To compare the ends needs no sorting, as to count different ones would.
    thing = Coalesce(-F("problem"), F("pk"), output_field=models.BigIntegerField())
    cells = (
        rows.filter(box.condition("place__"))
        .order_by()
        .annotate(row=Floor(latitude / grid.height), column=Floor(longitude / grid.width))
        .values("row", "column")
        .annotate(
            count=Count("pk"),
            lowest=Min(thing),
            highest=Max(thing),
            dangers=Count("pk", filter=OPEN & ~Q(danger="") & Q(danger_seen_at__isnull=True)),
            first=Min("pk"),
            at_latitude=Avg(latitude),
            at_longitude=Avg(longitude),
            south=Min(latitude),
            west=Min(longitude),
            north=Max(latitude),
            east=Max(longitude),
        )
    )
    return [
        Mark(
            latitude=cell["at_latitude"],
            longitude=cell["at_longitude"],
            box=Box(cell["south"], cell["west"], cell["north"], cell["east"]),
            appeals=cell["count"],
            dangers=cell["dangers"],
            appeal_id=cell["first"] if cell["count"] == 1 else None,
            problem_id=-cell["lowest"] if cell["lowest"] == cell["highest"] < 0 else None,
        )
        for cell in cells
    ]
