"""The state register of addresses: what is taken of it, and what of it is left out and said."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from nasvyazi.domain.places.importers import Format, NotReadable, Row, format_of, gar_files
from nasvyazi.domain.places.kinds import StreetKind
from nasvyazi.domain.places.remarks import Code
from nasvyazi.toolbox.tables import Unreadable

from .registers import HOUSES, gar, house, read, remarks, told

HARMFUL = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><HOUSES><HOUSE X="&c;"/></HOUSES>'
OUTWARD = b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><HOUSES/>'


class _Endless(io.BytesIO):
    """A file of one attribute that never ends."""

    given = 0

    def read(self, size: int | None = -1) -> bytes:
        start = b"" if self.given else b'<HOUSES><HOUSE X="'
        self.given += size or 0
        return start + b"x" * (size or 0)


def houses(path: Path, **choice: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for street, number in told(path, **choice):
        if number is not None:
            found.setdefault(street, []).append(number)
    return found


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("hierarchy", ["AS_MUN_HIERARCHY", "AS_ADM_HIERARCHY"])
def test_houses_stand_in_the_streets_that_the_hierarchy_says(
    tmp_path: Path, zipped: bool, hierarchy: str
) -> None:
    path = gar(tmp_path, zipped=zipped, hierarchy=hierarchy)
    assert format_of(path) == Format.GAR
    assert houses(path) == {
        "Минская": ["49", "49 к2 стр3"],
        "Садовая (тер. СНТ Заря)": ["1"],
        "Садовая": ["2"],
        "Сибирский тракт": ["3А"],
        "Полевая": ["4/2"],
        "Южный": ["9"],
        "": ["5"],
    }


def test_a_row_says_where_it_lies_and_what_kind_of_street_it_is(tmp_path: Path) -> None:
    rows = {row.street: row for row in read(gar(tmp_path)) if isinstance(row, Row)}
    lane, estate = rows["Полевая"], rows["Южный"]
    assert (lane.kind, lane.settlement, lane.municipality) == (StreetKind.LANE, "д Заречье", "Лесной м.о.")
    assert (estate.kind, estate.settlement) == (StreetKind.ESTATE, "г. Речной")


def test_a_street_says_what_it_was_called_before_unless_another_is_called_so_now(tmp_path: Path) -> None:
    streets = {row.street: row for row in read(gar(tmp_path)) if isinstance(row, Row) and row.house is None}
    assert {name: row.former_names for name, row in streets.items() if row.former_names} == {
        "Минская": ("Колхозная",),
        "Сибирский тракт": ("Московский тракт",),
        "Полевая": ("Полевая 1-я",),
    }


def test_a_street_without_houses_is_told_of_too(tmp_path: Path) -> None:
    streets = {
        row.street for row in read(gar(tmp_path, houses=())) if isinstance(row, Row) and row.house is None
    }
    assert {"Минская", "Заря", "Полевая"} <= streets
    assert not {"Снесённая", "Закрытая"} & streets


def test_garages_and_houses_right_in_a_city_are_left_out_and_named(tmp_path: Path) -> None:
    found = {(one.code, one.verbatim, one.detail) for one in remarks(gar(tmp_path))}
    assert found == {
        (Code.NOT_A_HOUSE, "ул. Минская, OBJECTID 103: HOUSENUM=1 HOUSETYPE=4", "гараж"),
        (Code.NO_STREET, "OBJECTID 112: HOUSENUM=7 HOUSETYPE=2", ""),
    }


@pytest.mark.parametrize(
    "choice", [{"settlement": "д. Заречье"}, {"settlement": "Заречье"}, {"oktmo": "9761"}]
)
@pytest.mark.parametrize("has_codes", [True, False])
def test_only_one_settlement_or_municipality_may_be_taken(
    tmp_path: Path, choice: dict[str, str], has_codes: bool
) -> None:
    assert houses(gar(tmp_path, has_codes=has_codes), **choice) == {"Полевая": ["4/2"], "": ["5"]}


def test_a_house_right_in_a_village_says_which_and_a_village_alone_is_no_row(tmp_path: Path) -> None:
    rows = [row for row in read(gar(tmp_path)) if isinstance(row, Row) and not row.street]
    assert [(row.settlement, row.municipality, row.house) for row in rows] == [
        ("д Заречье", "Лесной м.о.", "5")
    ]


def test_a_choice_that_nothing_is_of_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match=r"Nothing in it is of “г\. Заречье”"):
        read(gar(tmp_path), settlement="г. Заречье")


@pytest.mark.parametrize("without", ["AS_ADDR_OBJ", "AS_HOUSES", "AS_MUN_HIERARCHY"])
def test_a_part_that_is_missing_is_named(tmp_path: Path, without: str) -> None:
    with pytest.raises(NotReadable, match=f"Missing: {without}"):
        read(gar(tmp_path, without=without))


def test_the_folders_of_several_regions_are_refused_and_one_is_taken(tmp_path: Path) -> None:
    gar(tmp_path, region="21")
    path = gar(tmp_path, region="16")
    with pytest.raises(NotReadable, match="several regions in it: 16, 21"):
        read(path)
    assert houses(path / "21") == houses(path / "16")


@pytest.mark.parametrize("body", [HARMFUL, OUTWARD])
def test_a_file_that_declares_entities_is_not_read(tmp_path: Path, body: bytes) -> None:
    path = gar(tmp_path)
    next(path.glob("AS_HOUSES*")).write_bytes(body)
    with pytest.raises(NotReadable, match="DOCTYPE"):
        read(path)


def test_a_torn_file_is_refused(tmp_path: Path) -> None:
    path = gar(tmp_path)
    file = next(path.glob("AS_HOUSES*"))
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(NotReadable, match="damaged"):
        read(path)


@pytest.mark.parametrize(
    ("kind", "sound", "damaged"),
    [
        ("AS_ADDR_OBJ", b'NAME="', b'NOME="'),
        ("AS_ADDR_OBJ", b'LEVEL="', b'LAVEL="'),
        ("AS_ADDR_OBJ", b'OBJECTID="', b'OBJECTID="x'),
        ("AS_MUN_HIERARCHY", b'PARENTOBJID="', b'PARENTOBJID="x'),
        ("AS_ADDR_OBJ_PARAMS", b'OBJECTID="', b'OBJECTID="x'),
        ("AS_HOUSES", b'OBJECTID="', b'OBJECTID="x'),
    ],
)
def test_elements_that_are_none_of_the_register_are_refused_with_their_file(
    tmp_path: Path, kind: str, sound: bytes, damaged: bytes
) -> None:
    path = gar(tmp_path, has_codes=False)
    file = next(path.glob(f"{kind}_2*"))
    file.write_bytes(file.read_bytes().replace(sound, damaged))
    with pytest.raises(NotReadable, match=rf"damaged .*\({kind}_2"):
        read(path, oktmo="977")


def test_an_archive_that_unpacks_to_far_more_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gar_files, "_SMALL", 1000)
    path = tmp_path / "region.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("AS_HOUSES_20261101_0a1b.XML", b"<HOUSES>" + b" " * 2_000_000)
    with pytest.raises(NotReadable, match="made to harm"):
        read(path)


def test_an_element_without_an_end_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gar_files, "_LONGEST_ELEMENT", 1_000_000)
    endless = _Endless()
    with pytest.raises(Unreadable):
        list(gar_files.Part("AS_HOUSES.XML", lambda: endless).elements())
    assert endless.given < 2_000_000


def test_a_hierarchy_that_runs_in_a_circle_ends(tmp_path: Path) -> None:
    circle = [*HOUSES, (15, house(4, "1")), (4, house(15, "1"))]
    assert "Садовая" in houses(gar(tmp_path, houses=circle))
