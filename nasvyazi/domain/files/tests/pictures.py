"""Pictures for tests: of every format, held in every way, with everything that a camera writes into them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageCms

SIZE = (240, 160)
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (40, 60, 200), (250, 250, 250)
GPS: dict[int, Any] = {
    ExifTags.GPS.GPSLatitudeRef: "N",
    ExifTags.GPS.GPSLatitude: (57.0, 37.0, 35.04),
    ExifTags.GPS.GPSLongitudeRef: "E",
    ExifTags.GPS.GPSLongitude: (39.0, 53.0, 4.2),
}
TAKEN: dict[int, Any] = {
    ExifTags.Base.DateTimeOriginal: "2026:11:20 14:05:09",
    ExifTags.Base.OffsetTimeOriginal: "+03:00",
}
SECRET = "serial number 0451"


def corners(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """Red, green, blue and white quarters: top left, top right, bottom left, bottom right."""
    width, height = size
    image = Image.new("RGB", size, WHITE)
    for colour, place in ((RED, (0, 0)), (GREEN, (width // 2, 0)), (BLUE, (0, height // 2))):
        image.paste(colour, (*place, place[0] + width // 2, place[1] + height // 2))
    return image.convert(mode)


def seen(image: Image.Image) -> list[str]:
    """What stands in the corners, in reading order."""
    rgb = image.convert("RGB")
    width, height = rgb.size
    names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}

    def name(x: int, y: int) -> str:
        pixel = rgb.getpixel((x, y))
        assert isinstance(pixel, tuple)
        return min(names, key=lambda one: sum(abs(a - b) for a, b in zip(names[one], pixel, strict=True)))

    near, far = width // 4, 3 * width // 4
    return [name(x, y) for y in (height // 4, 3 * height // 4) for x in (near, far)]


def exif(
    *, orientation: int = 1, gps: Mapping[int, Any] | None = None, taken: Mapping[int, Any] | None = None
) -> bytes:
    """A directory of tags as cameras write it, with something in it that is nobody's business."""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.ImageDescription] = SECRET
    tags.get_ifd(ExifTags.IFD.GPSInfo).update(GPS if gps is None else gps)
    tags.get_ifd(ExifTags.IFD.Exif).update(TAKEN if taken is None else taken)
    return tags.tobytes()


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The file of a picture."""
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(kind: str = "JPEG", *, orientation: int = 1, size: tuple[int, int] = SIZE) -> bytes:
    """A photo as it comes from a camera."""
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more: dict[str, Any] = {"comment": SECRET.encode()} if kind == "JPEG" else {}
    return encoded(
        corners(size),
        kind,
        exif=exif(orientation=orientation),
        icc_profile=icc,
        xmp=f"<x>{SECRET}</x>".encode(),
        **more,
    )
