"""A register of houses taken in from the command line."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from nasvyazi.cli import program
from nasvyazi.domain.places.models import House, Settlement
from nasvyazi.domain.places.tests.registers import csv, kept

pytestmark = pytest.mark.django_db
TOWN = csv(
    "Улица, переулок;Дом;Широта;Долгота;УК", "Минская, ул.;49;56,1;47,2;УК Центр", "Минская, ул.;поз5;;;"
)
COLUMNS = "street=Улица, переулок,house=Дом,lat=Широта,lon=Долгота,manager=УК"


@pytest.fixture(autouse=True)
def in_the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASVYAZI_LANGUAGE", "en")
    monkeypatch.setattr(sys.modules["nasvyazi.cli.places.taking"], "product", nullcontext)


def run(path: Path, *words: str) -> Result:
    return CliRunner().invoke(program, ["places", "import", str(path), *words])


def taken(path: Path, *words: str) -> Any:
    result = run(path, *words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_the_report_is_one_object_with_every_row_that_was_not_understood(tmp_path: Path) -> None:
    report = taken(kept(tmp_path, TOWN), "--columns", COLUMNS, "--settlement", "г. Речной")
    assert (report["rows"], report["houses"]["new"], report["managers"]["new"]) == (2, 1, 1)
    assert report["remarks"] == [
        {
            "line": 3,
            "code": "number_unclear",
            "text": "Минская, ул. · поз5",
            "taken": False,
            "why": "“поз5” is no house number that we know. No house was made of the row.",
        }
    ]
    assert str(Settlement.objects.get()) == "г. Речной"


def test_a_dry_run_says_so_and_changes_nothing(tmp_path: Path) -> None:
    assert taken(kept(tmp_path, TOWN), "--dry-run")["dry_run"] is True
    told = run(kept(tmp_path, TOWN), "--dry-run").stdout
    assert "nothing was changed" in told
    assert "Houses: 1 new, 0 changed, 0 as they were" in told
    assert not House.objects.exists()


def test_a_person_reads_what_was_made_and_what_was_not_understood(tmp_path: Path) -> None:
    told = run(kept(tmp_path, csv("Улица;Дом", "ул. Мира;1", *["ул. Мира;поз1"] * 12))).stdout
    assert "Municipality: Наш город (made now)" in told
    assert "Rows not understood: 12" in told
    assert told.count("line ") == 10
    assert "… and 2 more: --json names them all." in told


def test_progress_is_told_beside_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["nasvyazi.cli.places.taking"], "_TOLD_EVERY", 1)
    result = run(kept(tmp_path, TOWN), "--json")
    assert result.stderr == "2 rows read …\n"
    json.loads(result.stdout)


@pytest.mark.parametrize(
    ("body", "words", "code", "sentence"),
    [
        (
            TOWN,
            ["--columns", "street=Улица, переулок,house=Номер"],
            1,
            "No column for: Номер. These columns were found: Улица, переулок, Дом",
        ),
        (TOWN, ["--columns", "street"], 2, "street=Улица,house=Дом"),
        (TOWN, ["--format", "gar"], 1, "damaged"),
        (TOWN, ["--format", "xlsx", "--columns", "flat=УК"], 1, "Nothing here is called “flat”"),
        (b"", [], 1, "not one filled row"),
        (b"\x89PNG\0", [], 1, "none of the files that are read here"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_in_a_sentence(
    tmp_path: Path, body: bytes, words: list[str], code: int, sentence: str
) -> None:
    result = run(kept(tmp_path, body), *words)
    assert (result.exit_code, sentence in result.stderr) == (code, True), result.stderr
    assert not House.objects.exists()
