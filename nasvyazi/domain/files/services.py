"""Writes of files."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import structlog
from django.db import transaction

from nasvyazi.toolbox.clock import now

from . import apart, kinds
from .apart import CannotBeShown, NotStored
from .copies import JPEG, SENT, SHOWN, Drawn
from .models import TURNS, File
from .selectors import copy_path, path_of
from .storage import write

__all__ = [
    "MAX_BYTES",
    "SENT_TYPE",
    "CannotBeShown",
    "NotAPhoto",
    "NotStored",
    "TooLarge",
    "claim_copies",
    "copy_to_send",
    "keep_photo",
    "keep_received",
    "make_copies",
    "turn",
]

log = structlog.get_logger(__name__)
MAX_BYTES = 20 * 1024 * 1024
SENT_TYPE = JPEG
"""What photos are when they leave."""


class NotAPhoto(Exception):
    """The bytes are no picture of a kind that networks take, whatever the name says."""


class TooLarge(Exception):
    """The file is larger than MAX_BYTES."""


def keep_photo(*, handle: BinaryIO, name: str) -> File:
    """Store a photo by its contents; the type is read from the bytes. Raises NotAPhoto, TooLarge."""
    body = handle.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise TooLarge(name)
    if kinds.content_type(body) not in kinds.PICTURES:
        raise NotAPhoto(name)
    return _keep(body, name or "photo")


def keep_received(*, body: bytes, name: str) -> File:
    """Store what a resident sent. It is what its bytes say, not what its name or its sender does."""
    return _keep(body, name)


@transaction.atomic
def claim_copies(*, lease: timedelta, now: datetime) -> File | None:
    """Take the next picture whose copies are due, if any. A worker that dies leaves it to the next one."""
    file = (
        File.objects.select_for_update(skip_locked=True)
        .filter(copies=File.Copies.WANTED, copies_at__lte=now)
        .order_by("copies_at", "pk")
        .first()
    )
    if file is not None:
        file.copies_at = now + lease
        file.save(update_fields=["copies_at"])
    return file


def make_copies(*, file: File) -> None:
    """Make what people look at, and learn what the camera told. No transaction is open while it is drawn."""
    try:
        drawn = apart.draw(path_of(file), SHOWN)
    except apart.NotStored as error:
        # Left to the next attempt, when the lease is over: somebody has to see to the disk.
        log.warning("copies_not_stored", file=file.pk, why=str(error))
        return
    except apart.CannotBeShown as error:
        log.info("picture_cannot_be_shown", file=file.pk, why=str(error))
        is_large = isinstance(error, apart.TooLarge)
        file.copies = File.Copies.TOO_LARGE if is_large else File.Copies.DAMAGED
        file.save(update_fields=["copies"])
        return
    _learn(file, drawn)


def copy_to_send(*, file: File) -> Path:
    """What leaves to a network instead of a photo: upright, a JPEG, no metadata. Raises CannotBeShown, NotStored."""
    path = copy_path(file, SENT)
    if not path.exists():
        apart.draw(path_of(file), (SENT,))
    return path


def turn(*, file: File, degrees: int) -> None:
    """Show a picture turned clockwise, to everybody. Raises ValueError unless it is by right angles."""
    if degrees not in TURNS:
        raise ValueError(degrees)
    File.objects.filter(pk=file.pk).update(turn=degrees)


def _learn(file: File, drawn: Drawn) -> None:
    file.copies, file.copies_type = File.Copies.MADE, drawn.content_type
    file.width, file.height = drawn.width, drawn.height
    file.latitude, file.longitude = drawn.latitude, drawn.longitude
    file.taken_stated = drawn.taken_stated
    file.taken_at = datetime.fromisoformat(drawn.taken_at) if drawn.taken_at else None
    file.save(
        update_fields=[
            "copies", "copies_type", "width", "height", "latitude", "longitude", "taken_stated", "taken_at",
        ]
    )  # fmt: skip


def _keep(body: bytes, name: str) -> File:
    kind = kinds.content_type(body)
    is_picture = kind in kinds.PICTURES
    file = File(
        sha256=hashlib.sha256(body).hexdigest(),
        name=Path(name).name[:255] or "file",
        content_type=kind,
        size=len(body),
        copies=File.Copies.WANTED if is_picture else File.Copies.NONE,
        copies_at=now() if is_picture else None,
    )
    write(path_of(file), body)
    file.save()
    return file
