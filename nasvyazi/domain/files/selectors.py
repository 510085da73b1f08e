"""Reads of files."""

from pathlib import Path

from django.conf import settings

from .models import File


def path_of(file: File) -> Path:
    """Where the bytes of a file lie."""
    return Path(settings.MEDIA_ROOT) / file.relative_path
