"""What every importer yields, and what it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nasvyazi.toolbox.refusal import Refusal, gettext_noop
from nasvyazi.toolbox.tables import WHY, Unreadable

from ..kinds import StreetKind
from ..remarks import Remark


@dataclass(frozen=True, slots=True)
class Row:
    """One street, or one house of it, as a source tells of it. What is not told is empty."""

    line: int
    """Where in the source: the line of a table, the number of an element of a GeoJSON or XML file."""
    verbatim: str
    """The same in the source's own words, for a person to find it by."""
    street: str
    """With its kind or without: «ул. К.Маркса», «Карла Маркса»."""
    kind: StreetKind | None = None
    """Where the source tells it apart from the name."""
    municipality: str = ""
    settlement: str = ""
    """With its kind or without: «г. Чебоксары»."""
    former_names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    house: str | None = None
    """The number as it stands there; None = the row speaks of the street only."""
    is_date: bool = False
    """A table program had made a date of the number, from which `house` was made again."""
    latitude: str | float | None = None
    longitude: str | float | None = None
    """Degrees, WGS 84."""
    manager: str = ""
    """The organisation that manages the house."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person has said about a source: which columns say what, and which part of it is wanted."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Of a table: a `columns.Field`'s value → the column's title. Empty = guessed."""
    settlement: str = ""
    """Of ГАР, a register of many: only this one."""
    oktmo: str = ""
    """Of ГАР: only what lies in the municipality whose code (ОКТМО) begins so."""


Importer = Callable[[Path, Choice], Iterator[Row | Remark]]
"""Reads a source row by row, in bounded memory. Raises Unreadable, also in the middle."""

_WHY: Mapping[str, str] = WHY | {
    "no_rows": gettext_noop("There is a row of titles in the file and nothing below it. Export it anew."),
    "too_large": gettext_noop("The file is larger than {at} MB. Split it by settlements."),
    "unpacks_too_large": gettext_noop(
        "Unpacked, the file is far larger than a register is. It may have been made to harm: get it anew from its "
        "source."
    ),
    "no_table": gettext_noop(
        "This is none of the files that are read here: CSV, XLSX, GeoJSON, XML of ГАР in its folder or ZIP."
    ),
    "no_features": gettext_noop("There is no list of “features” in the file: it is JSON, but no GeoJSON."),
    "entities": gettext_noop(
        "The XML in {at} declares things of its own (DOCTYPE), which ГАР never does. It was not read: get it anew from "
        "its source."
    ),
    "gar_parts": gettext_noop(
        "Of ГАР there have to be AS_ADDR_OBJ, AS_HOUSES and AS_MUN_HIERARCHY or AS_ADM_HIERARCHY beside each other. "
        "Missing: {at}."
    ),
    "gar_regions": gettext_noop(
        "There are several regions in it: {at}. Unpack it and give the folder of one, for example gar_xml/21."
    ),
    "gar_no_match": gettext_noop("Nothing in it is of “{at}”. Look how the register writes it."),
}


class NotReadable(Refusal):
    """A source cannot be read, or not to its end."""

    @classmethod
    def of(cls, error: Unreadable) -> NotReadable:
        """The sentence for what a reader has come upon."""
        return cls(_WHY[error.code], at=error.at)


class ColumnsMissing(Refusal):
    """Columns that were named, or that there have to be, are not there."""

    def __init__(self, *, missing: str, found: str) -> None:
        super().__init__(
            gettext_noop(
                "No column for: {missing}. These columns were found: {found}. Say which one it is: street=…, house=…"
            ),
            missing=missing,
            found=found,
        )


class ColumnUnknown(Refusal):
    """A column was given for something that rows do not say."""

    def __init__(self, *, name: str, known: str) -> None:
        super().__init__(
            gettext_noop("Nothing here is called “{name}”. Columns can be: {known}."), name=name, known=known
        )
