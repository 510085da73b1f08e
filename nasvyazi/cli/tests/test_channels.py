"""Connecting a channel and changing it, from the command line."""

import json
import sys
from contextlib import nullcontext
from typing import Any

import pytest
from click.testing import CliRunner

from nasvyazi.cli import program
from nasvyazi.domain.channels.models import Channel

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


TOKEN = "700700:AAsecret_of_the_bot"


def connect_bot(*words: str, exit_code: int = 0) -> Any:
    api = ("--api-url", "http://127.0.0.1:9", "--title", "Bot")
    return run("add", "telegram", *api, "--token", TOKEN, *words, exit_code=exit_code)


def test_a_bot_is_known_by_its_token_and_gets_a_secret_nobody_has_to_invent() -> None:
    told = connect_bot()
    assert (told["network_id"], told["has"]) == ("700700", ["secret", "token"])
    assert "AAsecret_of_the_bot" not in json.dumps(told)
    channel = Channel.objects.get()
    assert len(channel.secrets["secret"]) > 30


def test_a_bot_that_cannot_be_told_where_to_call_is_connected_and_says_what_is_left_to_do() -> None:
    told = connect_bot("--secret", "mine")
    assert "NASVYAZI_PUBLIC_URL" in told["trouble_text"]
    assert f"nasvyazi channels connect {told['id']}" in told["trouble_text"]
    assert Channel.objects.get().secrets["secret"] == "mine"
    why = run("connect", str(told["id"]), "--public-url", "https://desk.example.ru", exit_code=1)
    assert "could not be reached" in why


def test_the_same_bot_with_a_new_token_is_no_second_channel() -> None:
    connect_bot()
    refused = run("add", "telegram", "--title", "Again", "--token", "700700:AAother", exit_code=1)
    assert "connected already" in refused


def test_a_token_that_cannot_be_one_is_refused_before_anything_is_kept() -> None:
    assert "does not look right" in run("add", "telegram", "--title", "Bot", "--token", "hello", exit_code=2)


def test_a_community_is_told_in_its_own_settings_where_to_call() -> None:
    number = str(connect()["id"])
    assert "/hooks/vk/" in run("connect", number, exit_code=1)


def test_the_token_of_another_bot_is_no_new_token_of_this_one() -> None:
    number = str(connect_bot()["id"])
    refused = run("set", "telegram", number, "--token", "800800:AAother", exit_code=1)
    assert "another channel" in refused
    assert Channel.objects.get().secrets["token"] == TOKEN
    assert run("set", "telegram", number, "--token", "700700:AAfresh")["has"] == ["secret", "token"]
