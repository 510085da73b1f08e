from dataclasses import replace
from typing import Any

import pytest

from nasvyazi.networks.base import Account, Finding, NeedsHuman, NothingSent
from nasvyazi.networks.max import Max, network
from nasvyazi.networks.max.errors import MISSING_SECRET
from nasvyazi.networks.max.poll import UPDATES
from nasvyazi.networks.optional import KnowsWhoseKey

from .build import BOT, CHANNEL, GROUP, THE_BOT, message, mid
from .conftest import FakeMax, refusal

URL = "https://nasvyazi.example/hooks/max/key"
ADMIN = {"is_admin": True, "is_owner": False, "permissions": ["read_all_messages", "write"]}


UNDER_LAST = f"GET /messages/{mid(5, CHANNEL)}/comments"


@pytest.fixture
def world(fake: FakeMax) -> FakeMax:
    """A sound bot, its channel and its group, to be broken piece by piece."""
    fake.on("GET /me", THE_BOT)
    fake.on("GET /subscriptions", {"subscriptions": [{"url": URL, "update_types": list(UPDATES)}]})
    for number, kind, title in ((CHANNEL, "channel", "Глава района"), (GROUP, "chat", "Жильцы")):
        fake.on(f"GET /chats/{number}", {"chat_id": number, "type": kind, "title": title})
        fake.on(f"GET /chats/{number}/members/me", ADMIN)
    fake.on("GET /messages", {"messages": [message(5, chat="channel")]})
    fake.on(UNDER_LAST, {"messages": []})
    fake.on("GET /chats/%40glava", {"chat_id": CHANNEL, "type": "channel", "title": "Глава района"})
    return fake


@pytest.fixture
def sound(account: Account) -> Account:
    return replace(account, hook_url=URL)


def found(account: Account) -> list[Finding]:
    told = network.check(account, deadline=5)
    assert all(one.text.format(**one.params) for one in told)
    return told


def wrong(account: Account) -> str:
    [one] = [one for one in found(account) if not one.ok]
    return one.text.format(**one.params)


def test_a_sound_channel_has_nothing_to_mend(world: FakeMax, sound: Account) -> None:
    told = found(sound)
    assert all(one.ok for one in told)
    assert len(told) == 4
    named = replace(sound, secrets={**sound.secrets, "channel": "@glava"})
    assert len(found(named)) == 4, "the named channel is one of those that are known"


def test_the_token_says_whose_it_is(world: FakeMax, account: Account) -> None:
    asked = Max()
    assert isinstance(asked, KnowsWhoseKey)
    assert asked.whose_key(replace(account, network_id=""), deadline=5) == str(BOT)
    assert asked.identify("whatever") == ""
    world.on("GET /me", {"name": "no id"})
    with pytest.raises(NeedsHuman) as caught:
        asked.whose_key(account, deadline=5)
    assert caught.value.code == "max:no_id"


@pytest.mark.parametrize(
    ("call", "answer", "words"),
    [
        ("GET /me", refusal(401, "verify.token"), "does not accept the bot's token"),
        ("GET /me", NothingSent("connect"), "could not be reached"),
        ("GET /me", {**THE_BOT, "user_id": 5}, "belongs to another bot, “Глава”"),
        ("GET /subscriptions", {"subscriptions": []}, "does not call us"),
        (
            "GET /subscriptions",
            {"subscriptions": [{"url": "https://other.example"}]},
            "another address than ours",
        ),
        (
            "GET /subscriptions",
            {"subscriptions": [{"url": URL, "update_types": ["message_created"]}]},
            "does not tell of these events: message_edited",
        ),
        (
            f"GET /chats/{CHANNEL}/members/me",
            {"is_admin": False},
            "no administrator of the channel “Глава района”",
        ),
        (f"GET /chats/{CHANNEL}/members/me", refusal(403, "chat.denied"), "no administrator of the channel"),
        (f"GET /chats/{GROUP}/members/me", {"is_admin": False}, "no administrator of the group “Жильцы”"),
        (
            f"GET /chats/{GROUP}/members/me",
            {"is_admin": True, "permissions": ["write"]},
            "may not read all messages",
        ),
        (
            f"GET /chats/{GROUP}/members/me",
            {"is_admin": True, "permissions": ["read_all_messages"]},
            "may not write there",
        ),
        (f"GET /chats/{GROUP}", refusal(404, "chat.not.found"), f"no channel or group “{GROUP}”"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(
    world: FakeMax, sound: Account, call: str, answer: Any, words: str
) -> None:
    world.on(call, answer)
    assert words in wrong(sound)


def test_without_a_secret_every_call_would_be_refused(world: FakeMax, sound: Account) -> None:
    assert wrong(replace(sound, secrets={"token": "t"})) == MISSING_SECRET


def test_a_polled_channel_is_called_by_nobody(world: FakeMax, account: Account) -> None:
    assert "a webhook while we ask" in wrong(account)
    world.on("GET /subscriptions", {"subscriptions": []})
    assert all(one.ok for one in found(account))


def test_a_bot_without_chats_is_told_how_to_get_one(world: FakeMax, sound: Account) -> None:
    assert "Make the bot an administrator" in found(replace(sound, chats=()))[-1].text


def test_an_owner_and_a_chat_that_lists_no_rights_are_in_order(world: FakeMax, sound: Account) -> None:
    for member in ({"is_owner": True, "permissions": ["write"]}, {"is_admin": True, "permissions": None}):
        world.on(f"GET /chats/{GROUP}/members/me", member)
        assert all(one.ok for one in found(sound))


def test_comments_that_max_does_not_show_are_said_and_may_be_off_on_purpose(
    world: FakeMax, sound: Account
) -> None:
    def about_channel() -> str:
        told = found(sound)
        assert all(one.ok for one in told)
        return next(one.text for one in told if "channel" in one.text)

    assert "reads the comments" in about_channel()
    world.on(UNDER_LAST, refusal(403, "chat.denied", "error.comments.disabled"))
    assert "no comments under the last one" in about_channel()
    world.on("GET /messages", {"messages": []})
    assert "reads the comments" in about_channel(), "there is no post yet"
