"""`nasvyazi understanding read`: for people one text, for programs a stream in which no line stops the others."""

from __future__ import annotations

import json
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from nasvyazi.cli import program
from nasvyazi.domain.understanding.models import Topic

pytestmark = pytest.mark.django_db  # the topics that are guessed are the installation's


@pytest.fixture(autouse=True)
def without_an_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NASVYAZI_LANGUAGE", "en")
    monkeypatch.setenv("NASVYAZI_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)


def test_a_topic_is_guessed_by_the_words_that_come_with_the_program() -> None:
    done = CliRunner().invoke(program, ["understanding", "read", "--json", "Яма на дороге, машины объезжают"])
    row = json.loads(done.stdout)
    assert row["topic"].startswith("roads")
    assert row["topics"][0]["reasons"]


@pytest.mark.django_db
def test_an_installation_guesses_topics_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///ours")
    monkeypatch.setattr(import_module("nasvyazi.cli.understanding.read"), "product", nullcontext)
    Topic.objects.all().update(is_active=False)
    Topic.objects.create(code="pits", name="Ямы", words=["яма"])
    done = CliRunner().invoke(program, ["understanding", "read", "--json", "Яма на дороге"])
    assert json.loads(done.stdout)["topic"] == "pits"


def test_one_text_is_told_in_words() -> None:
    done = CliRunner().invoke(program, ["understanding", "read", "Пахнет газом, звоните 89001234567"])
    assert done.exit_code == 0
    assert "Urgent: Gas (Пахнет, газом)" in done.output
    assert "Telephone: +79001234567" in done.output


def test_one_text_is_told_as_one_object() -> None:
    done = CliRunner().invoke(program, ["understanding", "read", "--json", "Не хочу жить"])
    row = json.loads(done.stdout)
    assert row["urgent"] is True
    assert "112" in row["dangers"][0]["note"]
    assert row["topic"] is None


def test_lines_are_answered_in_order_and_a_broken_one_stops_nothing() -> None:
    lines = [
        '{"id": 7, "text": "Когда?"}'.encode(),
        b"{broken",
        b"\xff",
        b'{"id": "x", "text": 5}',
        b"",
        b"[1]",
        b'{"id": 9, "text": "\\ud800"}',
    ]
    done = CliRunner().invoke(program, ["understanding", "read"], input=b"\n".join(lines))
    assert done.exit_code == 0
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == [7, None, None, "x", None, 9]
    assert ["error" in row for row in rows] == [False, True, True, True, True, False]
    assert [row["line"] for row in rows if "error" in row] == [2, 3, 4, 6]
    assert rows[0]["kind"] == "question"


def test_dates_are_told_as_days() -> None:
    done = CliRunner().invoke(program, ["understanding", "read", "--json", "было 12.09.2026"])
    assert json.loads(done.stdout)["dates"] == [
        {"start": "2026-09-12", "end": "2026-09-12", "rough": False, "words": "12.09.2026"}
    ]
