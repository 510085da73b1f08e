"""Districts drawn on a map: GeoJSON (RFC 7946) polygons with holes, and whether a point lies in one."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from nasvyazi.domain.places.schemes.sections import tidy_number
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

Ring = list[tuple[float, float]]
"""Longitude and latitude of the corners, in degrees, WGS 84."""
Shape = list[list[Ring]]
"""Polygons, each an outer ring and its holes."""

_NUMBER_NAMES = ("number", "district", "num", "no", "номер", "округ", "номер округа", "№", "ref", "name")
_LONGEST_NUMBER = 20
_IN_WORDS = re.compile(
    r"""(?:№|\bN[oº]?|\bномер|\bокруг\w?|\bdistrict)[\s.:№]*
        (?P<behind>\d{1,4}(?:-?[а-ик-юё](?!\w)|\s(?-i:[А-ЯЁ])(?![\w.]))?)(?!\d)
      | ^(?P<before>\d{1,4}(?:-?[а-ик-юё](?!\w))?)(?:-?(?:й|ый|ий|ой))?\s\D*\bокруг""",
    re.VERBOSE | re.IGNORECASE,
)
"""«Избирательный округ № 12», «Округ 3-А», «12-й избирательный округ»."""
_WHOLE = re.compile(r"^(\d+)\.0+$")
"""Programs that draw maps keep every number as a fraction: «1.0»."""


class BadPolygons(Refusal):
    """The file is no GeoJSON collection of numbered polygons."""


def read_polygons(body: bytes) -> dict[str, dict[str, Any]]:
    """The number of each district, as texts of schemes are read, with a MultiPolygon of all its features.

    Raises BadPolygons.
    """
    shapes: defaultdict[str, Shape] = defaultdict(list)
    try:
        told = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
        for feature in told["features"]:
            shapes[_number_of(feature["properties"])] += shape_of(feature["geometry"])
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BadPolygons(
            gettext_noop(
                "The polygons are not read: a GeoJSON FeatureCollection of Polygon or MultiPolygon is expected,"
                " with the district's number in the property “number” of each."
            )
        ) from error
    for number, shape in shapes.items():
        _check_degrees(number, shape)
    return {number: {"type": "MultiPolygon", "coordinates": shape} for number, shape in shapes.items()}


def shape_of(geometry: Mapping[str, Any]) -> Shape:
    """The rings of a Polygon or MultiPolygon. Raises ValueError, KeyError or TypeError for anything else."""
    kind, told = geometry["type"], geometry["coordinates"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(kind)
    polygons = [told] if kind == "Polygon" else told
    shape = [[[(float(x), float(y)) for x, y, *_ in ring] for ring in rings] for rings in polygons]
    if not all(rings and all(len(ring) > 3 for ring in rings) for rings in shape):
        raise ValueError("ring")
    return shape


def is_inside(shape: Shape, *, latitude: float, longitude: float) -> bool:
    """Whether the point lies in one of the polygons and in none of its holes."""
    return any(
        _in_ring(outer, longitude, latitude)
        and not any(_in_ring(hole, longitude, latitude) for hole in holes)
        for outer, *holes in shape
    )


def _in_ring(ring: Ring, x: float, y: float) -> bool:
    """Even-odd rule: how many sides a ray to the east crosses."""
    inside = False
    for (x1, y1), (x2, y2) in _sides(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _sides(ring: Ring) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _refuse_constant(value: str) -> NoReturn:
    """NaN and Infinity, which programs write though JSON has neither. Raises BadPolygons."""
    raise BadPolygons(
        gettext_noop(
            "The polygons have “{value}” where a number belongs: mend the borders in the program that drew them, and"
            " save them anew."
        ),
        value=value,
    )


def _check_degrees(number: str, shape: Shape) -> None:
    """Whether all corners are on the globe, which neither metres nor endless numbers are. Raises BadPolygons."""
    for x, y in (corner for rings in shape for ring in rings for corner in ring):
        if not (-180 <= x <= 180 and -90 <= y <= 90):
            raise BadPolygons(
                gettext_noop(
                    "The border of district {number} has a corner at {x}, {y}, which is no longitude and latitude in"
                    " degrees: save the borders in WGS 84 (EPSG:4326)."
                ),
                number=number,
                x=x,
                y=y,
            )


def _number_of(properties: Mapping[str, Any]) -> str:
    """The district's number by the properties of its feature. Raises BadPolygons or ValueError."""
    low = {str(name).lower(): value for name, value in properties.items()}
    said = next((str(low[name]) for name in _NUMBER_NAMES if low.get(name) not in (None, "")), "")
    said = _WHOLE.sub(r"\1", " ".join(said.split()))
    told = _IN_WORDS.search(said)
    number = tidy_number((told["behind"] or told["before"]) if told else said)
    if not number or not number.isprintable():
        raise ValueError("number")
    if len(number) > _LONGEST_NUMBER:
        raise BadPolygons(
            gettext_noop(
                "“{words}” is no number of a district: put the number alone into the property “number” of the polygon."
            ),
            words=said[:100],
        )
    return number
