"""Registers of houses, whatever their file: each source is one module here that yields the same rows.

A new source is a module with `rows(path, choice)` and a line in IMPORTERS, and in `format_of` how it is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from nasvyazi.toolbox.tables import Unreadable

from ..remarks import Remark
from . import gar, gar_files, geojson, table
from .base import Choice, ColumnsMissing, ColumnUnknown, Importer, NotReadable, Row
from .table import Looked

__all__ = [
    "Choice",
    "ColumnUnknown",
    "ColumnsMissing",
    "Format",
    "Looked",
    "NotReadable",
    "Row",
    "format_of",
    "look",
    "rows",
]


class Format(TextChoices):
    """What kind of source it is."""

    CSV = "csv", _("CSV table")
    XLSX = "xlsx", _("XLSX workbook")
    GAR = "gar", _("state register of addresses (ГАР)")
    GEOJSON = "geojson", _("GeoJSON")


IMPORTERS: Mapping[Format, Importer] = {
    Format.CSV: table.rows,
    Format.XLSX: table.rows,
    Format.GAR: gar.rows,
    Format.GEOJSON: geojson.rows,
}


def format_of(path: Path) -> Format:
    """What kind of source it is, by what is in it: names lie. What is none of the others is read as a CSV."""
    if gar_files.is_one(path) or path.is_dir():
        return Format.GAR
    with path.open("rb") as handle:
        start = handle.read(64)
    if start.startswith(b"PK"):
        return Format.XLSX
    return Format.GEOJSON if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else Format.CSV


def look(path: Path, columns: Mapping[str, str]) -> Looked:
    """The columns of a table and its first rows. Raises NotReadable, ColumnsMissing, ColumnUnknown."""
    try:
        return table.look(path, columns)
    except Unreadable as error:
        raise NotReadable.of(error) from error


def rows(path: Path, choice: Choice, *, kind: Format | None = None) -> Iterator[Row | Remark]:
    """What a source tells, row by row. Raises NotReadable, ColumnsMissing, ColumnUnknown, also in the middle."""
    try:
        yield from IMPORTERS[kind or format_of(path)](path, choice)
    except Unreadable as error:
        raise NotReadable.of(error) from error
