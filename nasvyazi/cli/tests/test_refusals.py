"""A refusal is a sentence on stderr and exit code 1; the language is the person's."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from nasvyazi.cli import program
from nasvyazi.cli.words import language
from nasvyazi.toolbox.refusal import Refusal


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASVYAZI_LANGUAGE", "en")


def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///nasvyazi?host=/nowhere")
    result = CliRunner().invoke(program, ["migrate"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("The database that DATABASE_URL names cannot be used: ")
    assert "/nowhere" in result.stderr


def test_a_home_that_cannot_be_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("NASVYAZI_HOME", str(tmp_path / "file" / "home"))
    result = CliRunner().invoke(program, ["migrate"])
    assert result.exit_code == 1
    assert "cannot be made: File exists. Choose another NASVYAZI_HOME." in result.stderr


@pytest.mark.parametrize("words", ["attention", "check", "channels list"])
def test_a_mistyped_home_does_not_become_an_installation(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: str
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("NASVYAZI_HOME", str(tmp_path / "hme"))
    result = CliRunner().invoke(program, words.split())
    assert result.exit_code == 1
    assert result.stderr == (
        f"There is no installation at {tmp_path}/hme: check NASVYAZI_HOME or start one with `nasvyazi run`.\n"
    )
    assert not (tmp_path / "hme").exists()


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"NASVYAZI_LANGUAGE": "en", "LANG": "ru_RU.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "ru_RU.UTF-8", "LANG": "en_US.UTF-8"}, "ru"),
        ({"LANG": "C.UTF-8"}, "ru"),
        ({}, "ru"),
    ],
)
def test_the_language(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], code: str) -> None:
    for name in ("NASVYAZI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language() == code


def test_a_refusal_without_details_may_hold_braces() -> None:
    assert str(Refusal("{not a place}")) == "{not a place}"
    assert str(Refusal("port {port}", port=80)) == "port 80"
