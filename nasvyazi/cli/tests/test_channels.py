"""Connecting a channel and changing it, from the command line."""

import json
import sys
from contextlib import nullcontext
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from nasvyazi.cli import program
from nasvyazi.domain.channels.models import Channel
from nasvyazi.networks.base import Account, NeedsHuman, NothingSent
from nasvyazi.networks.max import Max
from nasvyazi.networks.telegram import Telegram
from nasvyazi.networks.telegram.client import Api

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASVYAZI_LANGUAGE", "en")
    monkeypatch.setattr(sys.modules["nasvyazi.cli.channels"], "product", nullcontext)


def run(*words: str, exit_code: int = 0) -> Any:
    result = CliRunner().invoke(program, ["channels", *words, "--json"])
    assert result.exit_code == exit_code, result.stderr
    return json.loads(result.stdout) if result.stdout else result.stderr


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
    vk = str(connect()["id"])
    for network, title, number in (("vk", "VK", "999"), ("telegram", "Telegram", vk)):
        told = run("set", network, number, "--off", exit_code=1)
        assert told == f"There is no {title} channel number {number}: see `nasvyazi channels list`.\n"
    assert "There is no channel number 999 that is switched on" in run("connect", "999", exit_code=1)


TOKEN = "700700:AAsecret_of_the_bot"


def connect_bot(*words: str, exit_code: int = 1) -> Any:
    """A bot whose network cannot be told where to call."""
    api = ("--api-url", "http://127.0.0.1:9", "--title", "Bot")
    return run("add", "telegram", *api, "--token", TOKEN, *words, exit_code=exit_code)


def test_a_bot_is_known_by_its_token_and_gets_a_secret_nobody_has_to_invent() -> None:
    told = connect_bot()
    assert (told["network_id"], told["has"]) == ("700700", ["secret", "token"])
    assert "AAsecret_of_the_bot" not in json.dumps(told)
    channel = Channel.objects.get()
    assert len(channel.secrets["secret"]) > 30


def test_a_bot_that_cannot_be_told_where_to_call_is_connected_and_says_what_is_left_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as reached:
        reached.setattr(Api, "call", lambda *_words, **_more: {})
        told = connect_bot("--secret", "mine")
    assert told["trouble"] == "telegram:no_address"
    assert "NASVYAZI_PUBLIC_URL" in told["trouble_text"]
    assert Channel.objects.get().secrets["secret"] == "mine"
    words = ("connect", str(told["id"]), "--public-url", "https://desk.example.ru")
    assert run(*words, exit_code=1)["trouble"] == "connect"
    said = CliRunner().invoke(program, ["channels", *words]).stderr
    assert "could not be reached" in said
    assert f"Mend it: nasvyazi channels connect {told['id']}, when the network can be reached." in said
    assert "tried again by itself" not in said


def test_the_same_bot_with_a_new_token_is_no_second_channel() -> None:
    connect_bot()
    refused = connect_bot("--token", "700700:AAother")
    assert "connected already" in refused


def test_a_token_that_cannot_be_one_is_refused_before_anything_is_kept() -> None:
    said = run("add", "telegram", "--title", "Bot", "--token", "hello", exit_code=2)
    assert "does not look right. A Telegram token looks like 123456789:AA…" in said
    assert "hello" not in said


def test_a_community_is_told_in_its_own_settings_where_to_call() -> None:
    number = str(connect()["id"])
    assert "/hooks/vk/" in run("connect", number, exit_code=1)


def test_the_token_of_another_bot_is_no_new_token_of_this_one() -> None:
    number = str(connect_bot()["id"])
    refused = run("set", "telegram", number, "--token", "800800:AAother", exit_code=1)
    assert "another channel" in refused
    assert Channel.objects.get().secrets["token"] == TOKEN
    run("set", "telegram", number, "--token", "700700:AAfresh", exit_code=1)
    assert Channel.objects.get().secrets["token"] == "700700:AAfresh"


def refuse(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Telegram answers everything so."""

    def call(*_words: object, **_more: object) -> None:
        raise NeedsHuman(code)

    monkeypatch.setattr(Api, "call", call)


@pytest.mark.parametrize("public_url", ["", "https://desk.example.ru"])
def test_a_key_that_the_network_refuses_is_no_success(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, public_url: str
) -> None:
    settings.NASVYAZI_PUBLIC_URL = public_url
    refuse(monkeypatch, "telegram:token")
    told = connect_bot()
    assert told["trouble"] == "telegram:token"
    words = ("set", "telegram", str(told["id"]), "--token", "700700:AAfresh")
    assert run(*words, exit_code=1)["trouble"] == "telegram:token"
    result = CliRunner().invoke(program, ["channels", *words])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "changed, but it does not work yet: Telegram does not accept the bot's token." in result.stderr
    assert f"Mend it: nasvyazi channels set telegram {told['id']} --token -" in result.stderr


def test_a_good_new_token_says_nothing_of_an_address_that_was_not_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = str(connect_bot()["id"])
    monkeypatch.setattr(Telegram, "watch_hook", lambda *_words, **_more: "")
    changed = run("set", "telegram", number, "--token", "700700:AAfresh")
    assert (changed["trouble"], changed["trouble_text"]) == ("", "")


@pytest.mark.parametrize("url", ["ftp://api.example.ru", "api.example.ru", "http://", "http://a:port", ""])
def test_what_is_no_address_of_the_web_is_refused_before_anything_is_kept(url: str) -> None:
    assert "begins with http:// or https://" in connect_bot("--api-url", url, exit_code=2)
    assert not Channel.objects.exists()


def test_a_change_of_nothing_is_wrong_usage() -> None:
    number = str(connect_bot()["id"])
    assert "Nothing to change" in run("set", "telegram", number, exit_code=2)


def test_keys_are_read_from_standard_input_a_line_each() -> None:
    words = ["channels", "add", "telegram", "--title", "Bot", "--token", "-", "--secret", "-"]
    result = CliRunner().invoke(program, words, input=f"{TOKEN}\nmine\n")
    assert result.exit_code == 1
    assert Channel.objects.get().secrets == {"token": TOKEN, "secret": "mine"}


def test_standard_input_without_a_line_takes_no_secret_away() -> None:
    number = str(connect_bot()["id"])
    assert "had no line" in run("set", "telegram", number, "--secret", "-", exit_code=2)
    assert Channel.objects.get().secrets["secret"]


def test_the_list_shows_in_columns_which_channel_does_not_work() -> None:
    connect()
    connect_bot()
    vk, telegram = CliRunner().invoke(program, ["channels", "list"]).stdout.splitlines()
    assert vk.split()[1:] == ["vk", "webhook", "ok", "Head", "(token", "…)"]
    assert telegram.split()[1:5] == ["telegram", "webhook", "connect", "Bot"]
    assert vk.index("Head") == telegram.index("Bot")


def test_of_a_secret_the_list_shows_that_it_is_there_and_the_end_of_a_long_one() -> None:
    token = "vk1.a.4fQeGv0TqB7zXy1LmN8kR3wPs-end1"
    run(
        "add",
        "vk",
        "--title",
        "Head",
        "--group-id",
        "42",
        "--token",
        token,
        "--secret",
        "short",
        "--confirmation",
        "a1b2c3d4",
    )
    assert run("list")["secrets"] == {"confirmation": "…", "secret": "…", "token": "…end1"}
    for told in (CliRunner().invoke(program, ["channels", "list"]).stdout, json.dumps(run("list"))):
        assert not any(secret in told for secret in (token, token[:-4], "short", "a1b2c3d4"))


def lose_the_key() -> None:
    Channel.objects.update(sealed="sealed with a key that is not here")


def test_a_channel_whose_secrets_cannot_be_opened_is_listed_and_gets_new_ones() -> None:
    number = str(connect()["id"])
    lose_the_key()
    listed = run("list")
    assert (listed["trouble"], listed["secrets"], listed["webhook_path"]) == ("sealed", {}, "")
    words = ["channels", "set", "vk", number, "--token", "new"]
    said = CliRunner().invoke(program, words).stdout
    assert "Changed: Head" in said
    assert f"with the path {Channel.objects.get().hook_path}" in said, "the former path is lost with the key"
    assert run("list")["trouble"] == ""


def test_the_check_of_such_a_channel_says_what_to_do() -> None:
    connect()
    lose_the_key()
    assert "cannot be opened" in run("check", exit_code=1)["text"]


BOTS = {"f9LHodD0cOLwX2k": "700", "f9LHodD0cOLfresh": "700", "f9LHodD0cOLother": "800"}
"""Whose token each is."""


@pytest.fixture
def max_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """MAX knows whose a token is, and cannot be told where to call."""

    def whose_key(_max: object, account: Account, **_more: object) -> str:
        found = BOTS.get(account.secrets["token"])
        if found is None:
            raise NeedsHuman("max:token")
        return found

    def nobody(*_words: object, **_more: object) -> None:
        raise NothingSent("connect")

    monkeypatch.setattr(Max, "whose_key", whose_key)
    monkeypatch.setattr(Max, "hook", nobody)
    monkeypatch.setattr(Max, "watch_hook", nobody)


def connect_max(token: str, *, exit_code: int = 1) -> Any:
    return run("add", "max", "--title", "Bot", "--token", token, exit_code=exit_code)


@pytest.mark.usefixtures("max_says")
def test_a_bot_whose_token_does_not_name_it_is_named_by_its_network() -> None:
    told = connect_max("f9LHodD0cOLwX2k")
    assert (told["network_id"], told["has"]) == ("700", ["secret", "token"])
    assert "connected already" in connect_max("f9LHodD0cOLfresh")


@pytest.mark.usefixtures("max_says")
def test_a_token_that_the_network_does_not_know_is_refused_with_the_reason_and_nothing_is_kept() -> None:
    said = connect_max("f9LHodD0cOLwrong")
    assert (
        "MAX does not say which channel this is, so nothing was kept. MAX does not accept the bot's token."
        in said
    )
    assert "f9LHodD0cOLwrong" not in said
    assert not Channel.objects.exists()


@pytest.mark.usefixtures("max_says")
def test_a_new_token_of_such_a_bot_is_taken_and_one_of_another_bot_is_not() -> None:
    number = str(connect_max("f9LHodD0cOLwX2k")["id"])
    run("set", "max", number, "--token", "f9LHodD0cOLfresh", exit_code=1)
    assert Channel.objects.get().secrets["token"] == "f9LHodD0cOLfresh"
    for token, why in (
        ("f9LHodD0cOLother", "another channel of MAX: 800"),
        ("f9LHodD0cOLwrong", "does not accept"),
    ):
        assert why in run("set", "max", number, "--token", token, exit_code=1)
    assert Channel.objects.get().secrets["token"] == "f9LHodD0cOLfresh"
