"""Copies of a picture that are safe to look at: small, upright, in sRGB, without any metadata.

    python -m nasvyazi.domain.files.pictures ORIGINAL NAME…

Decoders of pictures are large programs that strangers feed. They run here, in a short-lived process of their own with
little memory, little time and none of the installation's secrets (see apart.py): what breaks them breaks nothing else.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageCms

from nasvyazi.domain.files import exif
from nasvyazi.domain.files.copies import JPEG, PREVIEW, SENT, SIDES, THUMB, WEBP, Drawn, Outcome
from nasvyazi.domain.files.storage import copy_of, write

MOST_PIXELS = 80_000_000
"""More are not decoded at once: 320 MB where one sees through, and what the decoder needs beside."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")
_QUALITY = {PREVIEW: 84, THUMB: 78, SENT: 90}
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
"""How a picture is set upright, by the EXIF orientation."""
_LYING = (5, 6, 7, 8)
_MEMORY, _SECONDS, _LARGEST_COPY = 1536 * 1024 * 1024, 40, 64 * 1024 * 1024


class TooManyPixels(Exception):
    """The picture would take more memory than we give it."""


def draw(original: BinaryIO, names: Sequence[str]) -> tuple[Drawn, dict[str, bytes]]:
    """The copies of a picture by name. Raises TooManyPixels, MemoryError, and whatever decoders raise on damage."""
    pillow_heif.register_heif_opener(thumbnails=False)
    # Our own limit stands below, where it is known how much of a JPEG is decoded.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(original, formats=_FORMATS) as image:
        (width, height), side = image.size, max(SIDES[name] for name in names)
        # A JPEG is decoded at a half, a quarter or an eighth of its size, where that is enough.
        image.draft(None, _fitted(image.size, side))
        if image.width * image.height > MOST_PIXELS:
            raise TooManyPixels
        # After the limit: of a PNG the whole is decoded to find them.
        told = exif.read(image)
        shown = _shown(image, side, told.orientation)
    is_lying = told.orientation in _LYING
    has_alpha = _is_see_through(shown) and SENT not in names
    drawn = Drawn(
        content_type=WEBP if has_alpha else JPEG,
        width=height if is_lying else width,
        height=width if is_lying else height,
        latitude=told.latitude,
        longitude=told.longitude,
        taken_stated=told.taken_stated,
        taken_at=told.taken_at.isoformat() if told.taken_at else "",
    )
    shown = shown if has_alpha else _on_white(shown)
    return drawn, {name: _encoded(shown, name, drawn.content_type) for name in names}


def _fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    scale = min(1.0, side / max(*size, 1))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _shown(image: Image.Image, side: int, orientation: int) -> Image.Image:
    """The first frame: small enough, upright, in sRGB, with nothing beside its pixels."""
    shown = _even(image)
    shown.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if orientation in _UPRIGHT:
        shown = shown.transpose(_UPRIGHT[orientation])
    shown = _in_srgb(shown, image.info.get("icc_profile"))
    shown.info = {}
    return shown


def _even(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be made smaller evenly."""
    if image.mode.startswith("I"):
        # 16 bits a pixel: Pillow would cut them off at 255 instead of scaling.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    mode = "RGBA" if image.has_transparency_data else image.mode if image.mode in ("L", "CMYK") else "RGB"
    if image.mode != mode:
        return image.convert(mode)
    # No copy: there is room for one picture of that size, not for two.
    image.load()
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        # A profile that is itself broken says nothing: the numbers are taken for sRGB then.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            known = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = (
                ImageCms.profileToProfile(image, known, ImageCms.createProfile("sRGB"), outputMode=mode)
                or image
            )
    return image if image.mode == mode else image.convert(mode)


def _is_see_through(image: Image.Image) -> bool:
    return image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _encoded(image: Image.Image, name: str, content_type: str) -> bytes:
    small, out = image.copy(), io.BytesIO()
    small.thumbnail((SIDES[name], SIDES[name]), Image.Resampling.LANCZOS)
    if content_type == WEBP:
        small.save(out, "WEBP", quality=_QUALITY[name], method=2)
    else:
        small.save(out, "JPEG", quality=_QUALITY[name], progressive=name != THUMB, optimize=True)
    return out.getvalue()


def _humble() -> None:
    """Little memory and time, no core dumps; the first to go when the machine runs out of memory."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_COPY, _LARGEST_COPY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def main(original: str, *names: str) -> Outcome:
    """Make the copies beside the original and say on stdout what the picture is, as JSON."""
    _humble()
    try:
        with Path(original).open("rb") as handle:
            drawn, copies = draw(handle, names)
    except (TooManyPixels, MemoryError):
        return Outcome.TOO_LARGE
    try:
        for name, body in copies.items():
            write(copy_of(Path(original), name), body)
    except OSError as error:
        sys.stderr.write(str(error))
        return Outcome.NOT_WRITTEN
    sys.stdout.write(json.dumps(asdict(drawn)))
    return Outcome.MADE


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
