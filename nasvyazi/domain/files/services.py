"""Writes of files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from django.conf import settings
from PIL import Image, UnidentifiedImageError

from .models import File

MAX_BYTES = 20 * 1024 * 1024
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


class NotAPhoto(Exception):
    """The bytes are no picture of a kind that networks take, whatever the name says."""


class TooLarge(Exception):
    """The file is larger than MAX_BYTES."""


def keep_photo(*, handle: BinaryIO, name: str) -> File:
    """Store a photo by its contents; the type is read from the bytes. Raises NotAPhoto, TooLarge."""
    body = handle.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise TooLarge(name)
    handle.seek(0)
    try:
        with Image.open(handle, formats=list(_TYPES)) as image:
            kind, size = image.format or "", image.size
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPhoto(name) from error
    file = File(
        sha256=hashlib.sha256(body).hexdigest(),
        name=Path(name).name[:255] or "photo",
        content_type=_TYPES[kind],
        size=len(body),
        width=size[0],
        height=size[1],
    )
    _write(Path(settings.MEDIA_ROOT) / file.relative_path, body)
    file.save()
    return file


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all: a torn file under its own hash would be taken for the real one for ever."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as part:
        part.write(body)
    Path(part.name).replace(path)
