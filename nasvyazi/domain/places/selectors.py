"""Reads of places: what was brought, which version the register has, what lies in a district or is there twice."""

from __future__ import annotations

from django.db.models import OuterRef, Q, QuerySet, Subquery

from .ground import ground
from .models import Municipality, Place, Register, RegisterImport, RegisterRemark
from .schemes.polygons import is_inside
from .schemes.selectors import compiled


def register_version() -> int:
    """A number that is another one whenever streets or houses have changed."""
    return Register.objects.values_list("version", flat=True).first() or 0


def municipalities() -> list[str]:
    """The names of those there are."""
    return list(Municipality.objects.order_by("name").values_list("name", flat=True))


def place(number: int | None) -> Place | None:
    """A place by its number; None where there is none, or no number. One query."""
    return Place.objects.filter(pk=number).first() if number is not None else None


def imports(chosen: QuerySet[RegisterImport]) -> QuerySet[RegisterImport]:
    """Of these registers that were brought the last ones first, with their files and who brought them."""
    return chosen.select_related("file", "by").order_by("-pk")


def remarks(*, register: RegisterImport, after: str, size: int) -> tuple[list[RegisterRemark], str]:
    """Remarks on rows, as they were met, and behind which one the next page begins ("" = this is the last).

    Raises ValueError: `after` is no number.
    """
    rows = register.remarks.filter(pk__gt=int(after or 0)).order_by("pk")[: size + 1]
    found = list(rows)
    return found[:size], str(found[size - 1].pk) if len(found) > size else ""


def doubled() -> dict[int, int]:
    """Places of numbers whose house has a place of its own, too: their ids, each with that of the house. One query.

    A number that the register lacked may have been named before its house came, and the house after that.
    """
    own = Place.objects.filter(house__isnull=False, street=OuterRef("street"), number=OuterRef("number"))
    numbers = Place.objects.filter(house=None, street__isnull=False).exclude(number="")
    twice = numbers.annotate(own=Subquery(own.values("pk")[:1])).filter(own__isnull=False)
    return dict(twice.values_list("pk", "own"))


def in_district(*, scheme_id: int, district: str, way: str = "") -> Q:
    """Which places lie in a district: at its houses, or as points within its polygon. `way` leads to them: "place__".

    At most two queries, for the register and for the points.
    """
    houses = ground(scheme_id).houses_by_district.get(district, [])
    found = Q(**{f"{way}house__in": houses})
    shape = compiled(scheme_id).shapes.get(district)
    if shape is None:
        return found
    points = Place.objects.filter(house=None, latitude__isnull=False).values_list(
        "pk", "latitude", "longitude"
    )
    inside = [
        pk
        for pk, latitude, longitude in points
        if latitude is not None
        and longitude is not None
        and is_inside(shape, latitude=latitude, longitude=longitude)
    ]
    return found | Q(**{f"{way}pk__in": inside})
