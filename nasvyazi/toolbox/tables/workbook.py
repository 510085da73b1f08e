"""XLSX, read as a stream: a workbook of 50,000 rows does not fit into memory as cells."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

from .base import Row, Sheet, Unreadable, Value

MAX_UNPACKED = 300 * 1024 * 1024
"""A file of 30 MB that unpacks to more holds no texts of people."""
_CHUNK = 1024 * 1024
_MERGE, _ROW_END = b"mergeCell ", b"row>"
"""Whatever the prefix of the names is: </row>, </x:row>."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)([0-9]+):[A-Z]+([0-9]+)"')
_BROKEN = (
    BadZipFile, zlib.error, ParseError, InvalidFileException, OSError, EOFError, RuntimeError,
    ValueError, LookupError, TypeError, AttributeError,
)  # fmt: skip
"""What openpyxl raises over files that are damaged, encrypted or written by a program that knows better."""

Merged = Mapping[int, list[tuple[int, int]]]
"""By the line in which merged cells begin: their first column (counted from 0) and their last line."""


def sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook, hidden ones left out. Raises Unreadable."""
    try:
        with ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise Unreadable("unpacks_too_large")
        # The stored file has no ending, by which openpyxl would judge it: it is handed over opened.
        reader = ExcelReader(path.open("rb"), read_only=True, data_only=True, keep_links=False)
        reader.read()
        parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
        return [
            _sheet(reader.archive, parts[one.title], one)
            for one in reader.wb.worksheets
            if one.sheet_state == "visible"
        ]
    except _BROKEN as error:
        raise Unreadable("damaged", type(error).__name__) from error


def _sheet(archive: ZipFile, part: str, found: Any) -> Sheet:
    count, merged = _scan(archive, part)
    return Sheet(found.title, count, partial(_rows, found, merged))


def _scan(archive: ZipFile, part: str) -> tuple[int, dict[int, list[tuple[int, int]]]]:
    """How many rows a sheet has and which of its cells are merged: told behind the rows, where a stream comes late."""
    count, merged, rest = 0, dict[int, list[tuple[int, int]]](), b""
    with archive.open(part) as source:
        while chunk := source.read(_CHUNK):
            # What is cut in two at the end of a chunk is looked at with the next one; nothing is looked at twice.
            seen = rest + chunk
            reach = seen.rfind(b">") + 1
            whole, rest = seen[:reach], seen[reach:]
            count += whole.count(_ROW_END)
            for found in _MERGED.finditer(whole) if _MERGE in whole else ():
                column, first, last = found[1].decode(), int(found[2]), int(found[3])
                if last > first:
                    merged.setdefault(first, []).append((column_index_from_string(column) - 1, last))
    return count, merged


def _rows(sheet: Any, merged: Merged) -> Iterator[Row]:
    sheet.reset_dimensions()  # some programs write a wrong size into their files
    try:
        yield from _spread(sheet.iter_rows(values_only=True), merged)
    except _BROKEN as error:
        raise Unreadable("damaged", type(error).__name__) from error


def _spread(rows: Iterator[tuple[Value, ...]], merged: Merged) -> Iterator[Row]:
    """Rows in which cells that are merged downwards all say what the first of them says."""
    standing: dict[int, tuple[int, Value]] = {}  # column → until which line, what
    for line, cells in enumerate(rows, 1):
        values = list(cells)
        for column, (until, value) in list(standing.items()):
            if line > until:
                del standing[column]
                continue
            values += [None] * (column + 1 - len(values))
            values[column] = value
        for column, until in merged.get(line, ()):
            standing[column] = (until, values[column] if column < len(values) else None)
        yield Row(line, values)
