"""Writes of files."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from django.conf import settings
from PIL import Image, UnidentifiedImageError

from .models import File

UNKNOWN_TYPE = "application/octet-stream"
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
    picture = _picture(body)
    if picture is None:
        raise NotAPhoto(name)
    return _keep(body, name or "photo", picture.content_type, picture)


def keep_received(*, body: bytes, name: str, content_type: str) -> File:
    """Store what a resident sent. A picture is what its bytes say; anything else is only what its sender says."""
    picture = _picture(body)
    claimed = content_type.lower()[:100]
    harmless = claimed.startswith(("audio/", "video/")) or claimed == "application/pdf"
    known = picture.content_type if picture else claimed if harmless else UNKNOWN_TYPE
    return _keep(body, name, known, picture)


@dataclass(frozen=True, slots=True)
class _Picture:
    content_type: str
    width: int
    height: int


def _picture(body: bytes) -> _Picture | None:
    """What the bytes are, if they are a picture of a kind that browsers show."""
    try:
        with Image.open(io.BytesIO(body), formats=list(_TYPES)) as image:
            kind, (width, height) = image.format or "", image.size
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    return _Picture(_TYPES[kind], width, height)


def _keep(body: bytes, name: str, content_type: str, picture: _Picture | None) -> File:
    file = File(
        sha256=hashlib.sha256(body).hexdigest(),
        name=Path(name).name[:255] or "file",
        content_type=content_type,
        size=len(body),
        width=picture.width if picture else None,
        height=picture.height if picture else None,
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
