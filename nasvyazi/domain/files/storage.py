"""Bytes on the disk. Knows neither Django nor the database: the process that makes copies uses it, too."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile


def copy_of(original: Path, name: str) -> Path:
    """Where a copy of a picture lies: beside the original, which is named by the hash of its contents."""
    return original.with_name(f"{original.name}.{name}")


def write(path: Path, body: bytes) -> None:
    """Whole or not at all: a torn file under its own hash would be taken for the real one for ever."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as part:
        part.write(body)
    Path(part.name).replace(path)
