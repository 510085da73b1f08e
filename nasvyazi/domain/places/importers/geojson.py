"""GeoJSON of houses and streets, tagged the way of OpenStreetMap.

RFC 7946; tags: https://wiki.openstreetmap.org/wiki/Key:addr:* (addr:street, addr:place, addr:housenumber, addr:city;
several numbers of one house stand with «;»), Key:name (name, alt_name, old_name), Key:highway: a street's own line.
Overpass turbo and osmtogeojson put tags right into `properties`, older exports under `properties.tags`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from nasvyazi.toolbox.tables import Unreadable

from ..remarks import Code, Remark
from .base import Choice, Row

MAX_BYTES = 150 * 1024 * 1024
"""Read at once it takes several times as much memory."""
_RING = 4
"""A ring has so many points at least, the last of which is the first again."""


def rows(path: Path, _choice: Choice) -> Iterator[Row | Remark]:
    """A row for each house number and for each street's line. Raises Unreadable."""
    for number, feature in enumerate(_features(path), 1):
        yield from _read(number, feature)


def _features(path: Path) -> list[Any]:
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable("too_large", str(MAX_BYTES // 1024**2))
    try:
        whole = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("damaged", type(error).__name__) from error
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list):
        raise Unreadable("no_features")
    if not features:
        raise Unreadable("empty")
    return features


def _read(number: int, feature: Any) -> Iterator[Row | Remark]:
    tags = _tags(feature)
    street, houses = tags.get("addr:street") or tags.get("addr:place", ""), tags.get("addr:housenumber", "")
    is_line = "highway" in tags and not houses
    verbatim = ", ".join(
        f"{key}={value}" for key, value in tags.items() if key.startswith(("addr:", "name", "highway"))
    )
    if is_line:
        street = tags.get("name", "")
    if not street:
        yield Remark(number, Code.NO_STREET, verbatim)
        return
    longitude, latitude = _point(feature.get("geometry")) if not is_line else (None, None)
    for house in [one.strip() for one in houses.split(";")] if not is_line else [None]:
        yield Row(
            line=number,
            verbatim=verbatim,
            street=street,
            settlement=tags.get("addr:city", ""),
            former_names=_names(tags, "old_name") if is_line else (),
            aliases=_names(tags, "alt_name", "short_name", "loc_name") if is_line else (),
            house=house,
            latitude=latitude,
            longitude=longitude,
            manager=tags.get("operator:management", ""),
        )


def _tags(feature: Any) -> dict[str, str]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return {}
    nested = properties.get("tags")
    tags: Mapping[str, Any] = nested if isinstance(nested, dict) else properties
    return {
        str(key): str(value).strip() for key, value in tags.items() if isinstance(value, str | int | float)
    }


def _names(tags: Mapping[str, str], *keys: str) -> tuple[str, ...]:
    return tuple(name.strip() for key in keys for name in tags.get(key, "").split(";") if name.strip())


def _point(geometry: Any) -> tuple[float | None, float | None]:
    """Longitude and latitude of a point, or of the middle of an outer ring; (None, None) for what has neither."""
    if not isinstance(geometry, dict):
        return None, None
    kind: object = geometry.get("type")
    coordinates: Any = geometry.get("coordinates")
    try:
        if kind == "Point":
            return float(coordinates[0]), float(coordinates[1])
        if kind == "Polygon":
            return _middle(coordinates[0])
        if kind == "MultiPolygon":
            return _middle(max((polygon[0] for polygon in coordinates), key=len))
    except (TypeError, ValueError, LookupError, OverflowError):
        return None, None
    return None, None


def _middle(ring: list[list[float]]) -> tuple[float, float]:
    """The centre of a polygon's area; of a ring without area, of its points (longitude, latitude)."""
    if len(ring) < _RING:
        raise ValueError(ring)
    # Counted from its first point: at these sizes the products would drown in rounding else.
    x0, y0 = float(ring[0][0]), float(ring[0][1])
    points = [(float(point[0]) - x0, float(point[1]) - y0) for point in ring]
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(points):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    if abs(area) < 1e-14:
        corners = points[:-1]
        return x0 + sum(one for one, _y in corners) / len(corners), y0 + sum(
            one for _x, one in corners
        ) / len(corners)
    return x0 + x / (3 * area), y0 + y / (3 * area)
