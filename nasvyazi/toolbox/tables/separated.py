"""CSV in the encodings and with the separators that Russian systems write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ..encodings import UnknownEncoding, encoding_of
from .base import Row, Sheet, Unreadable

_SEPARATORS = ";\t,|"
_SAMPLE = 30


def sheets(path: Path) -> list[Sheet]:
    """The one sheet of a CSV. Raises Unreadable."""
    text = _text(path.read_bytes())
    separator = _separator(text)
    return [Sheet("", text.count("\n") + 1, partial(_rows, text, separator))]


def _text(body: bytes) -> str:
    """What the file says; a letter that is lost in it stands there as lost, and whoever reads the cell sees it."""
    try:
        encoding = encoding_of(body)
    except UnknownEncoding:
        encoding = ""
    if encoding != "utf-16" and b"\0" in body:
        raise Unreadable("no_table")
    if not encoding:
        raise Unreadable("encoding")
    return body.decode(encoding, "replace")


def _separator(text: str) -> str:
    """The one that cuts the first lines into the most columns, and most of them into as many."""
    sample = text[:100_000].splitlines()[:_SAMPLE]

    def width(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(sample, delimiter=separator) if row]
        usual = max(set(widths), key=lambda one: (widths.count(one), one)) if widths else 0
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(_SEPARATORS, key=width)


def _rows(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            yield Row(line, [cell.strip() for cell in cells])
            # A cell may run over several lines: the row is where it begins.
            line = reader.line_num + 1
    except csv.Error:
        raise Unreadable("quote_open", str(line)) from None
