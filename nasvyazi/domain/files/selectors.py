"""Reads of files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from .models import File
from .storage import copy_of


def path_of(file: File) -> Path:
    """Where the bytes of a file lie."""
    return Path(settings.MEDIA_ROOT) / file.relative_path


def copy_path(file: File, name: str) -> Path:
    """Where a copy of a picture lies (see copies.SIDES), if it has been made."""
    return copy_of(path_of(file), name)


def by_ids(ids: Sequence[int]) -> list[File]:
    """Files in the order of their numbers as given."""
    found = File.objects.in_bulk(ids)
    return [found[number] for number in ids if number in found]
