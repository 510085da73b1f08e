"""What a phone writes: a photo as it lies in the phone's memory, before any network has touched it."""

from __future__ import annotations

import io
from datetime import datetime
from math import floor

import pillow_heif
from PIL import ExifTags, Image

_TURN_RIGHT = 6
"""Orientation in EXIF: the picture lies on its left side."""
_QUALITY = 68


def stored(jpeg: bytes, *, heic: bool, taken: datetime, place: tuple[float, float]) -> bytes:
    """The file of an upright JPEG: on its side, with the moment by the phone's clock and the place in degrees.

    As HEIC its own header says how it lies: pillow_heif moves the orientation there.
    """
    with Image.open(io.BytesIO(jpeg)) as upright:
        lying = upright.transpose(Image.Transpose.ROTATE_90)
    kind = "JPEG"
    if heic:
        pillow_heif.register_heif_opener()
        kind = "HEIF"
    out = io.BytesIO()
    lying.save(out, kind, quality=_QUALITY, exif=_exif(taken, place))
    return out.getvalue()


def _exif(taken: datetime, place: tuple[float, float]) -> bytes:
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = _TURN_RIGHT
    tags.get_ifd(ExifTags.IFD.Exif).update({
        ExifTags.Base.DateTimeOriginal: f"{taken:%Y:%m:%d %H:%M:%S}",
        ExifTags.Base.OffsetTimeOriginal: taken.isoformat(timespec="seconds")[-6:],
    })  # fmt: skip
    latitude, longitude = place
    tags.get_ifd(ExifTags.IFD.GPSInfo).update({
        ExifTags.GPS.GPSLatitudeRef: "N" if latitude >= 0 else "S",
        ExifTags.GPS.GPSLatitude: _sexagesimal(abs(latitude)),
        ExifTags.GPS.GPSLongitudeRef: "E" if longitude >= 0 else "W",
        ExifTags.GPS.GPSLongitude: _sexagesimal(abs(longitude)),
    })  # fmt: skip
    return tags.tobytes()


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    """Degrees, minutes and seconds."""
    minutes = (degrees - floor(degrees)) * 60
    return float(floor(degrees)), float(floor(minutes)), round((minutes - floor(minutes)) * 60, 2)
