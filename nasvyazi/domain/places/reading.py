"""A row of a register read as a house: what it says, and what of it was not understood."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nasvyazi.toolbox.text import REPLACEMENT, storable

from . import country
from .importers.base import Row
from .kinds import STREET_WORDS, StreetKind
from .naming import StreetTitle, street_key
from .numbers import HouseNumber, NotANumber
from .remarks import Code, Remark
from .settlements import SettlementTitle

NAME_LENGTH = 200
_KIND_IN_BRACKETS = re.compile(r"\(\s*([а-яё-]+)\.?\s*\)", re.IGNORECASE)
_HOUSE_BEHIND = re.compile(
    r"""(?:,|[\s,]д(?:ом)?\b\.?)\s*(?:(?:д(?:ом)?\b\.?|№)\s*)*
    (?P<house>(?!\d+-?(?:я|й|го|ая|ый|ой|ое|ий|летия)\b)\d[^,]*)""",
    re.VERBOSE | re.IGNORECASE,
)
"""«ул. Ленина, д. 5», «Ленина ул., 5»; not «Южная, 1-я», and what follows «Победы, 40 лет» is no number."""
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:[.,]\d+)?°?")

Point = tuple[float, float]
"""Latitude and longitude, degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says, in the forms in which it is compared."""

    line: int
    verbatim: str
    municipality: str
    settlement: SettlementTitle | None
    kind: StreetKind | None
    name: str
    """"" = the house stands right in its settlement: the row names no street."""
    key: str
    former_names: tuple[str, ...]
    aliases: tuple[str, ...]
    number: HouseNumber | None
    """None = the row speaks of a street only."""
    point: Point | None
    manager: str
    remarks: tuple[Remark, ...]
    """What of it was understood otherwise than it stands there."""


def read(row: Row) -> Told | Remark:
    """The street or house that a row tells of, or why it tells of none."""
    remarks: list[Remark] = []

    def say(code: Code, detail: str = "") -> None:
        remarks.append(_remark(row, code, detail))

    if broken := _broken(row):
        return _remark(row, Code.STREET_UNCLEAR, broken)
    title = _title(row)
    if isinstance(title, Code):
        return _remark(row, title, row.street)
    number = _number(row)
    if isinstance(number, Code):
        return _remark(row, number, row.house or "")
    if number is None and row.house is not None:
        say(Code.NO_HOUSE)
    if number is not None and row.is_date:
        say(Code.DATE_FOR_NUMBER, str(number))
    point = _point(row)
    if isinstance(point, Code):
        say(point, f"{row.latitude or ''} {row.longitude or ''}".strip())
        point = None
    return Told(
        line=row.line,
        verbatim=_clean(row.verbatim),
        municipality=_clean(row.municipality)[:NAME_LENGTH],
        settlement=SettlementTitle.read(_clean(row.settlement)[:NAME_LENGTH])
        if row.settlement.strip()
        else None,
        kind=title.kind,
        name=title.name,
        key=title.key,
        former_names=_names(row.former_names),
        aliases=_names(row.aliases),
        number=number,
        point=point,
        manager=_clean(row.manager),
        remarks=tuple(remarks),
    )


def _remark(row: Row, code: Code, detail: str) -> Remark:
    return Remark(row.line, code, storable(row.verbatim), storable(detail)[:300])


def _broken(row: Row) -> str:
    """The first name in which letters are lost; of the number it is told like of any that is unclear."""
    names = (row.municipality, row.settlement, row.street, *row.former_names, *row.aliases, row.manager)
    return next((name for name in names if REPLACEMENT in name), "")


def _title(row: Row) -> StreetTitle | Code:
    street = _KIND_IN_BRACKETS.sub(_without_brackets, _clean(row.street))
    if not street:
        return StreetTitle(StreetKind.SETTLEMENT, "") if (row.house or "").strip() else Code.NO_STREET
    if row.kind is None and _names_house(street):  # a source that tells kinds apart tells houses apart, too
        return Code.STREET_UNCLEAR
    title = StreetTitle.read(street)
    if row.kind not in (None, title.kind):
        title = StreetTitle(row.kind, street)
    return title if title.key and len(title.name) <= NAME_LENGTH else Code.STREET_UNCLEAR


def _without_brackets(kind: re.Match[str]) -> str:
    """«Ленина (ул.)» is «Ленина, ул.»; what else stands in brackets is a part of the name."""
    return f", {kind[1]}" if kind[1].lower() in STREET_WORDS else kind[0]


def _names_house(street: str) -> bool:
    """Whether it is a whole address, whose house may be another than that of its own column."""
    found = _HOUSE_BEHIND.search(street)
    if found is None:
        return False
    try:
        return HouseNumber.parse(found["house"]).base > 0
    except NotANumber:
        return False


def _number(row: Row) -> HouseNumber | Code | None:
    house = _clean(row.house or "")
    if not house:
        return None
    try:
        number = HouseNumber.parse(house)
    except NotANumber:
        return Code.NUMBER_UNCLEAR
    return number if number.base else Code.NUMBER_UNCLEAR


def _point(row: Row) -> Point | Code | None:
    latitude, longitude = _degrees(row.latitude), _degrees(row.longitude)
    if latitude is None and longitude is None:
        return None
    if isinstance(latitude, float) and isinstance(longitude, float):
        if country.holds(latitude, longitude):
            return latitude, longitude
        return Code.POINT_SWAPPED if country.are_swapped(latitude, longitude) else Code.POINT_OUTSIDE
    return Code.POINT_UNCLEAR


def _degrees(told: str | float | None) -> float | Code | None:
    """Degrees; None where nothing is told. A comma is a point: Russian table programs write one."""
    if isinstance(told, float):
        return told
    text = (told or "").strip()
    if not text:
        return None
    return float(text.rstrip("°").replace(",", ".")) if _DEGREES.fullmatch(text) else Code.POINT_UNCLEAR


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names without their kind: it is the street's own."""
    read_ = (StreetTitle.read(_clean(name)).name for name in names)
    return tuple(name for name in read_ if street_key(name) and len(name) <= NAME_LENGTH)


def _clean(text: str) -> str:
    return " ".join(storable(text).split())
