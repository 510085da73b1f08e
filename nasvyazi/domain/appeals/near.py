"""The same thing by place and topic: appeals that may speak of the problem of which another speaks. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.contrib.postgres.search import SearchRank
from django.db.models import F, Q, QuerySet

from nasvyazi.domain.places.models import Place
from nasvyazi.domain.problems import selectors as problems
from nasvyazi.toolbox.geo import around, distance

from .models import EXCERPT_WORDS, Appeal
from .selectors import ALIKE_WITHIN, any_word_of, for_card

METRES = 60.0
"""So near two houses stand in one yard."""
_PLACES_AT_MOST = 500
_DEPTH = 300
"""Of so many newest ones at a place the words are compared: to compare costs more than to find."""


class Closeness(StrEnum):
    """How near two places are: one house, one street of which no house is known, one point, or so many metres."""

    HOUSE = "house"
    STREET = "street"
    POINT = "point"
    METRES = "metres"


@dataclass(frozen=True, slots=True)
class Beside:
    """How near another place is, and how many metres away where that is known."""

    closeness: Closeness
    metres: int | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """An appeal on the same topic near by, and whether the two are joined in one problem already."""

    appeal: Appeal
    beside: Beside
    is_joined: bool


def nearby(appeal: Appeal, *, among: QuerySet[Appeal], now: datetime, limit: int) -> list[Near]:
    """Others of the appeals, open or over, on its topic and near its place; those first whose words are most alike.

    Of the last three months, and of whatever age where the problem they speak of is still open. Three queries where
    the appeal's own place is known, none without a topic and a place.
    """
    if appeal.topic_id is None or appeal.place is None:
        return []
    places = _places_beside(appeal.place)
    rows = among.filter(merged_into=None).exclude(pk=appeal.pk)
    here = rows.filter(topic=appeal.topic_id, place__in=places, opened_at__gt=now - ALIKE_WITHIN)
    there = rows.filter(problem__in=problems.open_at(places=places, topic_id=appeal.topic_id).values("pk"))
    numbers = _most_alike(appeal, here, there, limit)
    found = for_card(Appeal.objects.all()).in_bulk(numbers)
    return [_near(found[number], appeal, places) for number in numbers]


def _places_beside(place: Place) -> Mapping[int, Beside]:
    """The place itself and those near it, by their numbers. One query."""
    same = Q(pk=place.pk)
    if place.street_id is not None and place.number:
        same |= Q(street=place.street_id, number=place.number)
    if place.latitude is not None and place.longitude is not None:
        box = around((place.latitude, place.longitude), metres=METRES)
        same |= Q(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))
    rows = Place.objects.filter(same).order_by("-pk")[:_PLACES_AT_MOST]
    told = {row.pk: _beside(place, row) for row in rows}
    return {number: beside for number, beside in told.items() if beside is not None}


def _beside(place: Place, other: Place) -> Beside | None:
    """None where the other is not near after all: a box has corners."""
    if other.street_id is not None and other.street_id == place.street_id and other.number == place.number:
        return Beside(Closeness.HOUSE if place.number else Closeness.STREET)
    if other.pk == place.pk:
        return Beside(Closeness.POINT)
    one, two = (place.latitude, place.longitude), (other.latitude, other.longitude)
    if one[0] is None or one[1] is None or two[0] is None or two[1] is None:
        return None
    metres = distance((one[0], one[1]), (two[0], two[1]))
    return Beside(Closeness.METRES, round(metres)) if metres <= METRES else None


def _most_alike(appeal: Appeal, here: QuerySet[Appeal], there: QuerySet[Appeal], limit: int) -> Sequence[int]:
    """Numbers, by words in common, of equally alike ones the newest first. One query."""
    newest = here.order_by("-opened_at").values("pk")[:_DEPTH]
    # Each has its index; "one or the other" in one condition would read all appeals.
    either = newest.union(there.order_by("-pk").values("pk")[:_DEPTH])
    rows = Appeal.objects.filter(pk__in=either)
    words = any_word_of(appeal)
    order = [F("pk").desc()] if words is None else [SearchRank(EXCERPT_WORDS, words).desc(), F("pk").desc()]
    return list(rows.order_by(*order).values_list("pk", flat=True)[:limit])


def _near(row: Appeal, appeal: Appeal, places: Mapping[int, Beside]) -> Near:
    """One that was said to be somewhere else, or nowhere, is where the problem is of which it speaks."""
    told = (row.place_id, row.problem.at_id if row.problem is not None else None)
    beside = next((places[at] for at in told if at is not None and at in places), Beside(Closeness.POINT))
    return Near(row, beside, is_joined=row.problem_id is not None and row.problem_id == appeal.problem_id)
