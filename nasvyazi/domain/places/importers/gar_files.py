"""The files of ГАР: found in a folder or a ZIP, and read element by element.

Every file is one XML element with hundreds of thousands of children that have attributes only (schemas AS_*_2_251_*.xsd
of https://fias.nalog.ru). expat hands them over one by one: no tree is built, and what expat could be harmed with,
declarations of a document's own, is refused (as `defusedxml` does, whose readers go through Python for each element and
take several times as long for a region).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from nasvyazi.toolbox.tables import Unreadable

_NAME = re.compile(r"(AS_[A-Z_]+?)_\d{8}_[\w-]+\.XML", re.IGNORECASE)
_CHUNK = 256 * 1024
_LONGEST_ELEMENT = 4 * 1024 * 1024
"""Between two elements there is never so much: what has, is no register, and expat would keep it all."""
_RATIO, _SMALL = 200, 64 * 1024 * 1024
"""XML of ГАР becomes thirty times smaller in a ZIP; what unpacks to two hundred times as much is a bomb."""
_BROKEN = (BadZipFile, zlib.error, expat.ExpatError, OSError, EOFError, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the register."""

    name: str
    open: Callable[[], IO[bytes]]

    def elements(self) -> Iterator[Mapping[str, str]]:
        """The attributes of each of its elements. Raises Unreadable, also in the middle."""
        try:
            with closing(self.open()) as source:
                yield from _elements(source, self.name)
        except _BROKEN as error:
            raise Unreadable("damaged", f"{self.name}: {error}") from error


def is_one(path: Path) -> bool:
    """Whether a folder or a ZIP holds files of the register."""
    if path.is_dir():
        return any(_NAME.fullmatch(found.name) for found in path.rglob("*.[xX][mM][lL]"))
    try:
        with ZipFile(path) as archive:
            return any(_NAME.fullmatch(PurePosixPath(name).name) for name in archive.namelist())
    except (BadZipFile, OSError):
        return False


def parts(path: Path) -> dict[str, Part]:
    """The files of one region by their kinds: AS_ADDR_OBJ, AS_HOUSES, … Raises Unreadable."""
    found = _in_folder(path) if path.is_dir() else _in_zip(path)
    folders = sorted({folder for folder, kind, _part in found if kind == "AS_HOUSES"})
    if len(folders) > 1:
        raise Unreadable("gar_regions", ", ".join(folders[:10]))
    wanted = folders[0] if folders else ""
    # What is common to all regions (AS_ADDR_OBJ_TYPES, …) lies a folder higher: the region's own goes before it.
    ordered = sorted(found, key=lambda one: one[0] == wanted)
    return {kind: part for _folder, kind, part in ordered}


def _in_folder(path: Path) -> list[tuple[str, str, Part]]:
    return [
        (str(file.parent.relative_to(path)), named[1].upper(), Part(file.name, _opener(file)))
        for file in sorted(path.rglob("*.[xX][mM][lL]"))
        if (named := _NAME.fullmatch(file.name))
    ]


def _in_zip(path: Path) -> list[tuple[str, str, Part]]:
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
    except _BROKEN as error:
        raise Unreadable("damaged", type(error).__name__) from error
    found = []
    for entry in entries:
        if entry.file_size > max(_SMALL, entry.compress_size * _RATIO):
            raise Unreadable("unpacks_too_large")
        name = PurePosixPath(entry.filename)
        if named := _NAME.fullmatch(name.name):
            found.append((str(name.parent), named[1].upper(), Part(name.name, _opener(path, entry.filename))))
    return found


def _opener(path: Path, inside: str = "") -> Callable[[], IO[bytes]]:
    if not inside:
        return lambda: path.open("rb")

    def open_() -> IO[bytes]:
        # An opened member keeps its archive open until it is closed itself.
        with ZipFile(path) as archive:
            return archive.open(inside)

    return open_


def _elements(source: IO[bytes], name: str) -> Iterator[Mapping[str, str]]:
    found: list[Mapping[str, str]] = []

    def refuse(*_declared: object) -> None:
        raise Unreadable("entities", name)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda _tag, attributes: found.append(attributes)
    quiet = 0
    while chunk := source.read(_CHUNK):
        parser.Parse(chunk)
        quiet = 0 if found else quiet + len(chunk)
        if quiet > _LONGEST_ELEMENT:
            raise Unreadable("damaged", name)
        yield from (attributes for attributes in found if attributes)
        found.clear()
    parser.Parse(b"", True)
    yield from (attributes for attributes in found if attributes)
