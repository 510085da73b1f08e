"""`nasvyazi places find`: one text in words or as JSON; many as they come, a broken line stops nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import translation

from nasvyazi.cli import program
from nasvyazi.cli.places.find import answers
from nasvyazi.domain.places import register
from nasvyazi.domain.places.gazetteer import Gazetteer

_TOWN = Gazetteer.of_rows([("street", "Минская", "49"), ("avenue", "Мира", "5 к1")], settlement="Минусово")
_MINSKAYA = {"street": "Минская", "kind": "ул.", "house": "49", "confidence": 0.96, "district": None}


@pytest.fixture(autouse=True)
def without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sys.modules["nasvyazi.cli.places.find"], "product", partial(translation.override, "en")
    )
    monkeypatch.setenv("NASVYAZI_LANGUAGE", "en")
    monkeypatch.setattr(register, "current", lambda: _TOWN)


def _run(*arguments: str, given: str | bytes | None = None) -> str:
    result = CliRunner().invoke(program, ["places", "find", *arguments], input=given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_one_text_is_answered_in_words_with_the_reasons() -> None:
    said = _run("ул. Минская, 49")
    assert "ул. Минская, 49" in said
    assert "a house of the register stands beside it" in said
    assert _run("ничего") == "Nothing.\n"


@pytest.mark.django_db
def test_one_text_is_answered_as_json() -> None:
    assert json.loads(_run("ул. Минская, 49", "--json")) == {"id": None, "addresses": [_MINSKAYA]}


@pytest.mark.django_db
def test_lines_are_answered_in_order_and_a_broken_one_is_told() -> None:
    given = b"\n".join(
        [
            json.dumps({"id": 1, "text": "ул. Минская, 49"}).encode(),
            b"{",
            b'{"id": 2, "text": "\xff"}',
            b"[1]",
            json.dumps({"id": 3, "text": 5}).encode(),
            b"",
            json.dumps({"id": "4", "text": "\ud800 пр. Мира 5/1"}).encode(),
        ]
    )
    told = [json.loads(line) for line in _run(given=given).splitlines()]
    assert [one["id"] for one in told] == [1, None, None, None, 3, "4"]
    assert ["error" in one for one in told] == [False, True, True, True, True, False]
    assert told[0]["addresses"] == [_MINSKAYA]
    assert told[-1]["addresses"][0]["kind"] == "пр-т"


def test_each_line_is_answered_before_the_next_is_read() -> None:
    read: list[int] = []

    def lines() -> Iterator[bytes]:
        for number in range(3):
            read.append(number)
            yield json.dumps({"id": number, "text": ""}).encode()

    answered = answers(lines(), _TOWN, district_of=lambda _address: None)
    assert next(answered) == {"id": 0, "addresses": []}
    assert read == [0]


def test_the_district_is_what_is_asked_for_it() -> None:
    given = [json.dumps({"id": 1, "text": "ул. Минская, 49"}).encode()]
    told: dict[str, Any] = next(answers(given, _TOWN, district_of=lambda address: f"of {address.house}"))
    assert told["addresses"][0]["district"] == "of 49"


def test_without_a_register_it_says_how_to_bring_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "current", lambda: Gazetteer([]))
    result = CliRunner().invoke(program, ["places", "find", "ул. Минская, 49"])
    assert result.exit_code == 1
    assert "nasvyazi places import FILE" in result.stderr
