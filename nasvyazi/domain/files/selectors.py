"""Reads of files."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from .models import File


def path_of(file: File) -> Path:
    """Where the bytes of a file lie."""
    return Path(settings.MEDIA_ROOT) / file.relative_path


def by_ids(ids: Sequence[int]) -> list[File]:
    """Files in the order of their numbers as given."""
    found = File.objects.in_bulk(ids)
    return [found[number] for number in ids if number in found]
