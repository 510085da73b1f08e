"""Registers of houses as they come: tables, and a small region of ГАР."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from nasvyazi.domain.places.importers import Choice, Row, rows
from nasvyazi.domain.places.remarks import Remark
from nasvyazi.toolbox.tests.books import xlsx

__all__ = ["OBJECTS", "csv", "gar", "kept", "read", "remarks", "told", "xlsx"]

Element = Mapping[str, object]


def kept(folder: Path, body: bytes, name: str = "register") -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


def csv(*lines: str, encoding: str = "utf-8", end: str = "\n") -> bytes:
    return end.join(lines).encode(encoding)


def read(path: Path, **choice: object) -> list[Row | Remark]:
    return list(rows(path, Choice(**choice)))  # type: ignore[arg-type]


def told(path: Path, **choice: object) -> list[tuple[str, str | None]]:
    return [(row.street, row.house) for row in read(path, **choice) if isinstance(row, Row)]


def remarks(path: Path, **choice: object) -> list[Remark]:
    return [row for row in read(path, **choice) if isinstance(row, Remark)]


_NOW = {"ISACTUAL": 1, "ISACTIVE": 1}


def _object(number: int, name: str, kind: str, level: int, **more: object) -> Element:
    return {"OBJECTID": number, "NAME": name, "TYPENAME": kind, "LEVEL": level, **_NOW, **more}


def house(number: int, text: str, **more: object) -> Element:
    return {"OBJECTID": number, "HOUSENUM": text, "HOUSETYPE": 2, **_NOW, **more}


OBJECTS = (
    _object(1, "Край", "край", 1),
    _object(2, "город Речной", "г.о.", 3),
    _object(3, "Речной", "г.", 5),
    _object(4, "Минская", "ул.", 8),
    _object(5, "Заря", "тер. СНТ", 7),
    _object(6, "Садовая", "ул", 8),
    _object(7, "Садовая", "ул", 8),
    _object(8, "Сибирский", "тракт", 8),
    _object(9, "Лесной", "м.о.", 3),
    _object(10, "Заречье", "д", 6),
    _object(11, "Полевая", "пер", 8),
    _object(12, "Снесённая", "ул", 8, ISACTUAL=0),
    _object(13, "Закрытая", "ул", 8, ISACTIVE=0),
    _object(14, "Южный", "мкр", 7),
    _object(8, "Московский", "тракт", 8, ISACTUAL=0, ISACTIVE=0),
    _object(8, "Сибирский", "тракт", 8, ISACTUAL=0, ISACTIVE=0),
    _object(4, "Колхозная", "ул", 8, ISACTUAL=0, ISACTIVE=0),
    _object(4, "Колхозная", "ул.", 8, ISACTUAL=0),
    _object(4, "Садовая", "ул", 8, ISACTUAL=0),
    _object(11, "Полевая 1-я", "пер", 8, ISACTUAL=0),
    _object(11, "1-я Полевая", "ул", 8, ISACTUAL=0),
    _object(12, "Бывшая", "ул", 8, ISACTUAL=0),
)
PARENTS = {2: 1, 3: 2, 4: 3, 5: 3, 6: 5, 7: 3, 8: 3, 9: 1, 10: 9, 11: 10, 14: 3}
CODES = {9: "97610", 10: "97610", 11: "97610"}
HOUSES = (
    (4, house(101, "49")),
    (4, house(102, "49", ADDNUM1="2", ADDTYPE1=1, ADDNUM2="3", ADDTYPE2=2)),
    (4, house(103, "1", HOUSETYPE=4)),
    (4, house(104, "50", ISACTUAL=0)),
    (4, house(105, "51", ISACTIVE=0)),
    (6, house(106, "1")),
    (7, house(107, "2")),
    (8, house(108, "3А")),
    (11, house(109, "4/2")),
    (14, house(110, "9")),
    (10, house(111, "5")),
    (3, house(112, "7")),
)


def gar(
    folder: Path,
    *,
    hierarchy: str = "AS_MUN_HIERARCHY",
    zipped: bool = False,
    region: str = "",
    without: str = "",
    has_codes: bool = True,
    houses: Iterable[tuple[int, Element]] = HOUSES,
) -> Path:
    """A small region as the state register publishes it."""
    links = [*PARENTS.items(), *((int(str(one["OBJECTID"])), parent) for parent, one in houses), (9001, 101)]
    codes = {number: CODES.get(number, "97701") for number in PARENTS}
    files = {
        "AS_ADDR_OBJ": ("OBJECT", OBJECTS),
        "AS_HOUSES": ("HOUSE", [one for _parent, one in houses]),
        hierarchy: (
            "ITEM",
            [
                {"OBJECTID": child, "PARENTOBJID": parent, "ISACTIVE": 1}
                | ({"OKTMO": codes.get(child, "")} if has_codes and hierarchy == "AS_MUN_HIERARCHY" else {})
                for child, parent in links
            ],
        ),
        "AS_ADDR_OBJ_PARAMS": (
            "PARAM",
            [{"OBJECTID": number, "TYPEID": 7, "VALUE": code} for number, code in codes.items()],
        ),
    }
    target = folder / "gar" / region
    target.mkdir(parents=True, exist_ok=True)
    for kind, (tag, elements) in files.items():
        if kind != without:
            name = f"{kind}_20261101_0a1b2c3d-0000-4000-8000-000000000000.XML"
            (target / name).write_bytes(xml(tag, elements))
    return _zipped(folder) if zipped else folder / "gar"


def xml(tag: str, elements: Iterable[Element]) -> bytes:
    inner = "".join(
        f"<{tag} {' '.join(f'{name}={quoteattr(str(value))}' for name, value in one.items())} />"
        for one in elements
    )
    return f'\ufeff<?xml version="1.0" encoding="utf-8"?><{tag}S>{inner}</{tag}S>'.encode()


def _zipped(folder: Path) -> Path:
    path = folder / "region.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted((folder / "gar").rglob("*.XML")):
            archive.write(file, file.relative_to(folder / "gar"))
    return path
