"""Pictures that come to a practice network: made into the JPEG a network would keep, or drawn on request."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageOps, UnidentifiedImageError
from starlette.concurrency import run_in_threadpool

from nasvyazi.sandbox import pictures
from nasvyazi.sandbox.control import BadRequest, Fields
from nasvyazi.sandbox.store import Store

_MAX_SIDE = 2560


class NotAPhoto(ValueError):
    """The uploaded bytes are no picture."""


def normalised(content: bytes) -> bytes:
    """The upright JPEG of at most 2560 pixels a side that a network makes of an upload. Raises NotAPhoto."""
    try:
        with Image.open(io.BytesIO(content)) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPhoto(str(error)) from error
    upright.thumbnail((_MAX_SIDE, _MAX_SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85)
    return out.getvalue()


async def jpeg(content: bytes) -> bytes:
    """A picture that came with a request of the control API, as a network keeps it."""
    try:
        return await run_in_threadpool(normalised, content)
    except NotAPhoto:
        raise BadRequest("photo", "is no picture") from None


def wanted(given: Fields) -> list[bytes | str]:
    """The photos of a request: those that came with it, and the scenes of those it wants drawn (`photos`)."""
    return [*given.files, *given.pictures("photos", pictures.SCENES)]


async def made(photos: Sequence[bytes | str], store: Store, *, series: str) -> list[bytes]:
    """The JPEGs of what `wanted` found; `series` counts the drawn ones, so that each is another."""
    return [
        await jpeg(one) if isinstance(one, bytes)
        else await run_in_threadpool(pictures.draw, str(store.next(series)), scene=one)
        for one in photos
    ]  # fmt: skip
