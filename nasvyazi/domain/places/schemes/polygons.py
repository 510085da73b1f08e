"""Districts drawn on a map: GeoJSON (RFC 7946) polygons with holes, and whether a point lies in one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from nasvyazi.toolbox.refusal import Refusal, gettext_noop

Ring = list[tuple[float, float]]
"""Longitude and latitude of the corners, in degrees, WGS 84."""
Shape = list[list[Ring]]
"""Polygons, each an outer ring and its holes."""

_NUMBER_NAMES = ("number", "district", "num", "no", "номер", "округ", "номер округа", "№", "ref", "name")


class BadPolygons(Refusal):
    """The file is no GeoJSON collection of numbered polygons."""


def read_polygons(body: bytes) -> dict[str, dict[str, Any]]:
    """The number of each district with its geometry. Raises BadPolygons."""
    try:
        told = json.loads(body.decode("utf-8-sig"))
        features = told["features"]
        found = {_number_of(feature["properties"]): feature["geometry"] for feature in features}
        for geometry in found.values():
            shape_of(geometry)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadPolygons(
            gettext_noop(
                "The polygons are not read: a GeoJSON FeatureCollection of Polygon or MultiPolygon is expected,"
                " with the district's number in the property “number” of each."
            )
        ) from error
    return found


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


def _number_of(properties: Mapping[str, Any]) -> str:
    low = {str(name).lower(): value for name, value in properties.items()}
    number = next((str(low[name]).strip() for name in _NUMBER_NAMES if low.get(name) not in (None, "")), "")
    if not number:
        raise ValueError("number")
    return number.upper()[:20]
