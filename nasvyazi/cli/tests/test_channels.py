"""Connecting a channel and changing it, from the command line."""

import json
import sys
from contextlib import nullcontext
from typing import Any

import pytest
from click.testing import CliRunner

from nasvyazi.cli import program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASVYAZI_LANGUAGE", "en")
    monkeypatch.setattr(sys.modules["nasvyazi.cli.channels"], "product", nullcontext)


def run(*words: str, exit_code: int = 0) -> Any:
    result = CliRunner().invoke(program, ["channels", *words, "--json"])
    assert result.exit_code == exit_code, result.stderr
    return json.loads(result.stdout) if exit_code == 0 else result.stderr


def connect(group: str = "42", *, exit_code: int = 0) -> Any:
    return run("add", "vk", "--title", "Head", "--group-id", group, "--token", "old", exit_code=exit_code)


def test_a_revoked_key_is_replaced_and_never_shown() -> None:
    number = str(connect()["id"])
    changed = run("set", "vk", number, "--token", "vk1.a.fresh", "--secret", "s")
    assert changed["has"] == ["secret", "token"]
    assert changed["title"] == "Head"
    assert "vk1.a.fresh" not in json.dumps(changed)


def test_a_channel_that_is_switched_off_is_still_listed() -> None:
    number = str(connect()["id"])
    assert run("set", "vk", number, "--off")["active"] is False
    assert run("list")["active"] is False


@pytest.mark.parametrize("group", ["club42", "-42", "0", ""])
def test_what_is_no_number_of_a_community_is_refused(group: str) -> None:
    assert "--group-id" in connect(group, exit_code=2)


def test_a_channel_that_is_not_there_is_a_sentence() -> None:
    assert "There is no channel with the number 999." in run("set", "vk", "999", "--off", exit_code=1)
