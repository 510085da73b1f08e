"""Schemes of districts at the terminal."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from nasvyazi.cli import program
from nasvyazi.domain.places.models import DistrictSet
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "Решение\nИзбирательный округ № 12\nул. Минская с N 1 по N 49; дома лесхоза\n"
BODY = ["--body", "Собрание"]


@pytest.fixture(autouse=True)
def in_the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sys.modules["nasvyazi.cli.places.districts"], "product", partial(translation.override, "en")
    )


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    path = tmp_path / "scheme.txt"
    path.write_text(TEXT, "utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["places", *arguments], env={"NASVYAZI_LANGUAGE": "en"})


def told(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def test_a_scheme_is_brought_and_answers_at_once(scheme: Path) -> None:
    report = told("import-scheme", str(scheme), *BODY, "--from", "2026-01-01")
    assert report["districts"] == [{"number": "12", "name": "", "rules": 1}]
    assert [(one["line"], one["verbatim"]) for one in report["remarks"]] == [
        (1, "Решение"),
        (3, "дома лесхоза"),
    ]
    assert report["in_force"]
    answer = told("district", "ул. Минская, 49", *BODY, "--on", "2026-02-01")
    assert answer == {"district": "12", "rule": "ул. Минская с N 1 по N 49", "why": "The scheme says so."}
    assert told("district", "Минская 50", *BODY)["district"] is None
    assert "no district has this house" in run("district", "Минская 50", *BODY).stdout


def test_an_address_in_another_town_is_told_in_words(scheme: Path) -> None:
    told("import-scheme", str(scheme), *BODY, "--from", "2026-01-01")
    factories.street()
    answer = run("district", "г. Казань, ул. Минская, 49", *BODY)
    assert answer.exit_code == 0
    assert answer.stdout.startswith("The address is in another town")


def test_borders_of_districts_that_the_text_does_not_have_are_told(scheme: Path, tmp_path: Path) -> None:
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    features = [{"properties": {"name": f"Округ № {one}"}, "geometry": geometry} for one in (12, 13)]
    borders = tmp_path / "borders.json"
    borders.write_text(json.dumps({"features": features}), "utf-8")
    brought = (
        "import-scheme",
        str(scheme),
        *BODY,
        "--from",
        "2026-01-01",
        "--polygons",
        str(borders),
        "--dry-run",
    )
    assert told(*brought)["districts_only_on_map"] == ["13"]
    assert "District 13 is drawn on the map, but the text has no street of it." in run(*brought).stdout


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8-sig"])
def test_a_person_reads_the_report_of_a_file_in_any_encoding(scheme: Path, encoding: str) -> None:
    scheme.write_text(TEXT, encoding)
    said = run("import-scheme", str(scheme), *BODY, "--from", "2026-01-01").stdout
    assert "Districts: 1, rules: 1, remarks: 2." in said
    assert "«дома лесхоза»" in said
    assert "In force from 2026-01-01." in said


def test_a_dry_run_keeps_nothing(scheme: Path) -> None:
    report = told("import-scheme", str(scheme), *BODY, "--from", "2026-01-01", "--dry-run")
    assert (report["rules"], report["in_force"]) == (1, False)
    assert not DistrictSet.objects.exists()


def test_days_that_are_taken_are_refused_and_nothing_is_kept(scheme: Path) -> None:
    told("import-scheme", str(scheme), *BODY, "--from", "2026-01-01")
    again = run("import-scheme", str(scheme), *BODY, "--from", "2026-01-01")
    assert again.exit_code == 1
    assert "of “Собрание”, from 01.01.2026, is in force on these days" in again.stderr
    assert DistrictSet.objects.count() == 1


def test_a_scheme_brought_again_is_tried_and_tells_what_was_understood(scheme: Path) -> None:
    brought = ("import-scheme", str(scheme), *BODY, "--from", "2026-01-01")
    told(*brought)
    report = told(*brought, "--dry-run")
    assert (report["rules"], report["in_force"]) == (1, False)
    assert "is in force on these days" in report["conflict"]
    said = run(*brought, "--dry-run").stdout
    assert "Districts: 1, rules: 1, remarks: 2." in said
    assert "It cannot be put in force as it is: Scheme number" in said
    assert DistrictSet.objects.count() == 1


def test_the_body_is_to_be_named_only_where_there_are_several(scheme: Path) -> None:
    told("import-scheme", str(scheme), *BODY, "--from", "2026-01-01")
    assert told("district", "ул. Минская, 49")["district"] == "12"
    told("import-scheme", str(scheme), "--body", "Дума", "--from", "2026-01-01")
    answer = run("district", "ул. Минская, 49", "--on", "2026-02-01")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "Schemes of several bodies are in force on 01.02.2026: “Дума”, “Собрание”." in answer.stderr


def test_a_scheme_is_withdrawn_from_a_day_on(scheme: Path) -> None:
    told("import-scheme", str(scheme), *BODY, "--from", "2026-01-01")
    user = factories.user(username="ivanova")
    withdraw = ("withdraw-scheme", "--from", "2099-01-01", "--why", "Решение суда")
    assert "no user named petrov" in run(*withdraw, "--by", "petrov").stderr
    said = run(*withdraw, *BODY, "--by", "ivanova").stdout
    assert said == "The scheme of “Собрание” answers nobody from 2099-01-01 on.\n"
    assert told("district", "Минская 49", "--on", "2098-12-31")["district"] == "12"
    assert told("district", "Минская 49", "--on", "2099-01-01")["district"] is None
    assert "No scheme of the body is in force on this day." in run(*withdraw, "--by", "ivanova").stderr
    withdrawn = DistrictSet.objects.get()
    assert (withdrawn.ended_by, withdrawn.ended_why) == (user, "Решение суда")


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"", "is empty"), (b"PK\x03\x04", "document of Word"), ("Слова".encode(), "No district was found")],
)
def test_what_is_no_scheme_is_refused_in_a_sentence(scheme: Path, body: bytes, why: str) -> None:
    scheme.write_bytes(body)
    answer = run("import-scheme", str(scheme), *BODY, "--from", "2026-01-01")
    assert (answer.exit_code, why in answer.stderr) == (1, True)


def test_a_wrong_date_and_an_address_without_a_street_are_refused(scheme: Path) -> None:
    assert run("import-scheme", str(scheme), *BODY, "--from", "31.02.2026").exit_code == 2
    assert "names no street" in run("district", "5", *BODY).stderr


def test_coverage_tells_what_the_register_lacks(scheme: Path) -> None:
    assert "No scheme is in force today" in run("coverage").stderr
    told("import-scheme", str(scheme), *BODY, "--from", "2026-01-01")
    assert told("coverage", *BODY)["houses"] == 0
    assert "no houses in the register" in run("coverage").stdout
