"""The map's page: what one wants to see on it, and what browsers are told to draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.onmap import Mark, Standing, on_map
from nasvyazi.domain.places import selectors as places
from nasvyazi.domain.places.box import Box
from nasvyazi.domain.places.ground import Ground, ground
from nasvyazi.domain.places.models import District, DistrictSet
from nasvyazi.domain.places.schemes import selectors as schemes
from nasvyazi.flows.describing import Pin

from .templatetags.desk import appeals as appeals_words

_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class MapSelection:
    """Read from the address, written back into it; what is usual is left out."""

    group: int | None = None
    standing: Standing = Standing.OPEN
    scheme: int | None = None
    district: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> MapSelection:
        """What the address asks for; whatever makes no sense is as if it were not there."""
        standing = query.get("standing", "")
        return cls(
            group=_number(query.get("group", "")),
            standing=Standing(standing) if standing in Standing.values else Standing.OPEN,
            scheme=_number(query.get("scheme", "")),
            district=query.get("district", "").replace("\0", "")[:20],
        )

    @property
    def tail(self) -> str:
        """The address's part with its "?"; nothing when everything is as usual."""
        told = {
            "group": self.group,
            "standing": self.standing.value if self.standing != Standing.OPEN else None,
            "scheme": self.scheme,
            "district": self.district,
        }
        query = urlencode({name: value for name, value in told.items() if value})
        return f"?{query}" if query else ""

    def with_group(self, group: int | None) -> MapSelection:
        """The same of one group of topics, or of any."""
        return replace(self, group=group)

    def with_standing(self, standing: Standing) -> MapSelection:
        """The same of open ones, or of closed ones."""
        return replace(self, standing=standing)

    def with_district(self, district: str) -> MapSelection:
        """The same within one district, or anywhere."""
        return replace(self, district=district)

    def with_scheme(self, scheme: int) -> MapSelection:
        """The districts of another body."""
        return replace(self, scheme=scheme, district="")


class Territory:
    """The ground and the districts of one scheme in force: the chosen one, else the first by name. Read when asked."""

    def __init__(self, chosen: int | None) -> None:
        self._chosen = chosen

    @cached_property
    def schemes(self) -> list[DistrictSet]:
        """The schemes in force today."""
        return list(schemes.in_force(on=localdate()))

    @cached_property
    def scheme(self) -> DistrictSet | None:
        """Whose districts are shown."""
        return next((one for one in self.schemes if one.pk == self._chosen), next(iter(self.schemes), None))

    @cached_property
    def districts(self) -> list[District]:
        """Its districts, in the order of its text, without their borders: those are large, and asked for once."""
        return list(self.drawn().defer("polygon"))

    def drawn(self) -> QuerySet[District]:
        """The same with their borders."""
        if self.scheme is None:
            return District.objects.none()
        return schemes.districts(self.scheme.pk).prefetch_related(None)

    @cached_property
    def ground(self) -> Ground:
        """Its houses and streets."""
        return ground(None if self.scheme is None else self.scheme.pk)


def shown(selection: MapSelection, territory: Territory, *, user: User, now: datetime) -> QuerySet[Appeal]:
    """The appeals that the user sees, has chosen to see, and that have a point."""
    rows = on_map(access.appeals(user), standing=selection.standing, group_id=selection.group, now=now)
    if not selection.district or territory.scheme is None:
        return rows
    return rows.filter(
        places.in_district(scheme_id=territory.scheme.pk, district=selection.district, way="place__")
    )


def config(territory: Territory) -> dict[str, Any]:
    """What scripts have to know to begin with: where to ask, what the ground is, which part to show."""
    return {
        "ground": reverse("desk:map_ground"),
        "nearest": reverse("desk:map_nearest"),
        "tiles": settings.NASVYAZI_MAP_TILES,
        "attribution": settings.NASVYAZI_MAP_ATTRIBUTION,
        "extent": told_box(territory.ground.extent),
        "leaflet": static("desk/vendor/leaflet.js"),
        "words": {
            "plus": _("Zoom in"),
            "minus": _("Zoom out"),
            "district": _("District"),
            "pin": _("Pin: the arrow keys move it, with Shift in small steps"),
            "failed": _("The server does not answer: what the map shows may be old. Move it to ask again."),
            "is_point": _("There is no house within 60 m: it will be this point."),
        },
    }


def pin(appeal: Appeal, *, by: User, put: Pin | None = None) -> dict[str, Any] | None:
    """What the small map of a card has to know; None where it would be an empty sheet.

    `house` is told to those who may move it: the one at which the appeal is. `put` is a pin that was put already, in a
    form that was refused.
    """
    place, territory = appeal.place, Territory(None)
    told = config(territory)
    at = None
    if place is not None and place.latitude is not None and place.longitude is not None:
        at = _point(place.latitude, place.longitude)
    if place is not None and place.house_id is not None and access.may(by, access.IMPORT_PLACES):
        told["house"] = {"id": place.house_id, "title": place.title}
    if put is not None:
        at_pin = _point(put.latitude, put.longitude)
        told["put"] = {"at": at_pin, "exact": put.exact, "moves": put.moves is not None}
    return {**told, "at": at} if at or told["tiles"] or told["extent"] else None


def told_ground(territory: Territory, box: Box, zoom: int) -> dict[str, Any]:
    """Houses and names of streets in a part of the map; a district is told by its place in the list of districts."""
    indexes = {district.number: index for index, district in enumerate(territory.districts)}
    return {
        "houses": [
            [*_point(dot.latitude, dot.longitude), dot.number, indexes.get(dot.district, -1)]
            for dot in territory.ground.houses(box, zoom=zoom)
        ],
        "streets": []
        if settings.NASVYAZI_MAP_TILES
        else [
            [*_point(name.latitude, name.longitude), name.title]
            for name in territory.ground.names(box, zoom=zoom)
        ],
    }


def told_districts(districts: Iterable[District]) -> list[dict[str, Any]]:
    """The districts as they are drawn: their numbers, and polygons where they have any."""
    return [{"number": one.number, "name": one.name, "polygon": one.polygon} for one in districts]


def told_mark(mark: Mark) -> dict[str, Any]:
    """A mark as it is drawn and read aloud."""
    count = appeals_words(mark.appeals)
    problem = _("one problem") if mark.problem_id is not None and mark.appeals > 1 else ""
    danger = _("danger") if mark.dangers else ""
    return {
        "at": _point(mark.latitude, mark.longitude),
        "box": told_box(mark.box),
        "count": mark.appeals,
        "danger": bool(mark.dangers),
        "problem": bool(problem),
        "appeal": mark.appeal_id,
        "label": ", ".join(part for part in (count, problem, danger) if part),
    }


def told_box(box: Box | None) -> list[float] | None:
    """South, west, north, east."""
    return None if box is None else [*_point(box.south, box.west), *_point(box.north, box.east)]


def _point(latitude: float, longitude: float) -> list[float]:
    return [round(latitude, _DECIMALS), round(longitude, _DECIMALS)]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
