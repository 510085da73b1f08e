"""Tables, dates, addresses and states, however they are written."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nasvyazi.domain.external import dates
from nasvyazi.domain.external.rows import is_closed
from nasvyazi.toolbox import links, tables
from nasvyazi.toolbox.tables import MAX_ROWS, Unreadable, workbook

from .books import TITLES, xlsx

DAY_END = datetime(2026, 12, 1, 20, 59, tzinfo=UTC)
NAIVE = datetime(2026, 12, 1)  # noqa: DTZ001 - so a workbook has them


def kept(tmp_path: Path, body: bytes) -> Path:
    path = tmp_path / "table"
    path.write_bytes(body)
    return path


def separated(*rows: Sequence[str], separator: str = ";", encoding: str = "cp1251") -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=separator).writerows(rows)
    return target.getvalue().encode(encoding)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_read_in_any_usual_encoding_and_separator(
    separator: str, encoding: str, tmp_path: Path
) -> None:
    rows = [("Номер", "Текст"), ("7", "Ёлка; снег, и «лёд»\nво дворе"), ("8", "Вторая")]
    body = separated(*rows, separator=separator, encoding=encoding)
    path = kept(tmp_path, body)
    found = list(tables.rows(path, sheet=0, after=1))
    assert [row.values for row in found] == [list(row) for row in rows[1:]]
    assert [row.line for row in found] == [2, 4], "a cell that runs over two lines moves the next one down"


def test_a_workbook_that_unpacks_to_a_mountain_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1_000_000)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * 2_000_000)
    with pytest.raises(Unreadable) as refused:
        tables.heads(kept(tmp_path, target.getvalue()))
    assert refused.value.code == "unpacks_too_large"


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    source = zipfile.ZipFile(io.BytesIO(xlsx(TITLES, ["1"])))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            body = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                body = b'<!DOCTYPE x [<!ENTITY a "1"><!ENTITY b "&a;&a;">]>' + body
            archive.writestr(name, body)
    with pytest.raises(Unreadable) as refused:
        tables.heads(kept(tmp_path, target.getvalue()))
    assert refused.value.code == "damaged"


def test_more_rows_than_anybody_has_are_refused_before_they_are_read(tmp_path: Path) -> None:
    body = "Номер;Текст\n".encode() + b"1;x\n" * (MAX_ROWS + 1)
    with pytest.raises(Unreadable) as refused:
        tables.heads(kept(tmp_path, body))
    assert refused.value.code == "too_many_rows"


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("01.12.2026", DAY_END),
        ("1.12.26", DAY_END),
        ("2026-12-01", DAY_END),
        ("1 дек 2026", DAY_END),
        ("1 декабря 2026 г.", DAY_END),
        (NAIVE, DAY_END),
        (46357, DAY_END),
        ("46357", DAY_END),
        ("01.12.2026 18:00", datetime(2026, 12, 1, 15, tzinfo=UTC)),
        ("01.12.2026, в 18:00:30", datetime(2026, 12, 1, 15, 0, 30, tzinfo=UTC)),
        ("1 декабря 2026 года 18:00", datetime(2026, 12, 1, 15, tzinfo=UTC)),
        ("2026-12-01T18:00:00+03:00", datetime(2026, 12, 1, 15, tzinfo=UTC)),
        ("2026-12-01 15:00Z", datetime(2026, 12, 1, 15, tzinfo=UTC)),
        (46357.75, datetime(2026, 12, 1, 15, tzinfo=UTC)),
        ("46357,75", datetime(2026, 12, 1, 15, tzinfo=UTC)),
        ("", None), (None, None), ("31.02.2026", None), ("1 брюмера 2026", None), ("до конца года", None),
        (True, None), (7, None), (1e300, None), ("9999-12-31", None), ("00.00.0000", None), ("25:00", None),
    ],
)  # fmt: skip
def test_dates_are_read_however_they_are_written(cell: Any, moment: datetime | None) -> None:
    assert dates.read(cell, end_of_day=True) == moment


@pytest.mark.parametrize(
    "text", ["", "javascript:alert(1)", "https://", "https://[::1", "нет", "ftp://a.b/c", "http://x"]
)
def test_what_is_no_web_address_is_none(text: str) -> None:
    assert links.canonical(links.find(text) or text) == ""


@pytest.mark.parametrize(
    ("state", "closed"),
    [
        ("Закрыто", True), ("Решено частично", True), ("РЕШЁН", True), ("Отклонён модератором", True),
        ("Не решено", False), ("В работе", False), ("", False), ("Нерешённый", False), ("Перерешено", False),
    ],
)  # fmt: skip
def test_a_state_is_closed_by_its_words(state: str, closed: bool) -> None:
    assert is_closed(state, ["закрыт", "решен", "отклонен"]) is closed
    assert not is_closed(state, ["", " "])
