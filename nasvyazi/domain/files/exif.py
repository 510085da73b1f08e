"""What a camera wrote into a picture: how it was held, where, when. All of it may be missing, torn or absurd."""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from PIL import ExifTags, Image

_ORIENTATIONS = range(2, 9)
_MOMENT = re.compile(r"([0-9]{4})[:.\-]([0-9]{2})[:.\-]([0-9]{2})[ T]([0-9]{2}):([0-9]{2}):([0-9]{2})")
_OFFSET = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})")
_FIRST_YEAR = 1990
_FARTHEST_OFFSET = timedelta(hours=14)
_TORN = (ValueError, KeyError, TypeError, IndexError, OSError, OverflowError, SyntaxError, struct.error)
"""What Pillow raises on a damaged directory of tags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the camera told: orientation 1 to 8, degrees, the moment by its own clock and, where known, in the world."""

    orientation: int = 1
    latitude: float | None = None
    longitude: float | None = None
    taken_stated: str = ""
    taken_at: datetime | None = None


def read(image: Image.Image) -> Told:
    """What the camera wrote; nothing where it cannot be read."""
    try:
        exif = image.getexif()
    except _TORN:
        return Told()
    place = position(_directory(exif, ExifTags.IFD.GPSInfo))
    stated, at = moment(_directory(exif, ExifTags.IFD.Exif))
    orientation: Any = exif.get(ExifTags.Base.Orientation)
    return Told(
        orientation=orientation if orientation in _ORIENTATIONS else 1,
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        taken_stated=stated,
        taken_at=at,
    )


def position(gps: dict[int, Any]) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None where any of it is missing or not on earth.

    0° 0' is what cameras write that have not found themselves.
    """
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "NS", 90)
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "EW", 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    return latitude, longitude


def moment(tags: dict[int, Any]) -> tuple[str, datetime | None]:
    """When it was taken: "2026-11-23 14:05" by the camera's clock ("" = unknown); the moment if its zone is known."""
    found = _MOMENT.match(_text(tags.get(ExifTags.Base.DateTimeOriginal)))
    if found is None:
        return "", None
    try:
        local = datetime(*map(int, found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - the camera's own clock
    except ValueError:
        return "", None
    if local.year < _FIRST_YEAR:
        return "", None
    offset = _offset(_text(tags.get(ExifTags.Base.OffsetTimeOriginal)))
    return f"{local:%Y-%m-%d %H:%M}", None if offset is None else local.replace(tzinfo=timezone(offset))


def _directory(exif: Image.Exif, which: int) -> dict[int, Any]:
    try:
        return dict(exif.get_ifd(which))
    except _TORN:
        return {}


def _degrees(parts: Any, side: Any, sides: str, most: int) -> float | None:
    """Degrees, minutes and seconds on one of two sides (rationals whose denominators may be zero)."""
    mark = _text(side)[:1].upper()
    if not mark or mark not in sides or not isinstance(parts, tuple | list) or not 1 <= len(parts) <= 3:
        return None
    numbers = [_number(part) for part in parts]
    degrees, minutes, seconds = [*numbers, 0.0, 0.0][:3]
    if degrees is None or minutes is None or seconds is None:
        return None
    found = degrees + minutes / 60 + seconds / 3600
    if min(degrees, minutes, seconds) < 0 or minutes > 60 or seconds > 60 or not found <= most:
        return None
    return -found if mark == sides[1] else found


def _number(value: Any) -> float | None:
    try:
        found = float(value)
    except (ValueError, TypeError, ZeroDivisionError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _offset(text: str) -> timedelta | None:
    found = _OFFSET.match(text)
    if found is None:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return None if offset > _FARTHEST_OFFSET else offset if found[1] == "+" else -offset


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip("\0 ") if isinstance(value, str) else ""
