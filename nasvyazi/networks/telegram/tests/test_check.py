from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nasvyazi.networks.base import Account, Finding, NothingSent, Throttled
from nasvyazi.networks.telegram import network
from nasvyazi.networks.telegram.errors import MISSING_SECRET
from nasvyazi.networks.telegram.poll import UPDATES

from .build import BOT, CHANNEL, GROUP
from .conftest import FakeTelegram, refusal

URL = "https://nasvyazi.example/hooks/telegram/key"
ME = {
    "id": BOT,
    "is_bot": True,
    "first_name": "Глава",
    "username": "glava_bot",
    "can_read_all_group_messages": False,
}
HOOK = {"url": URL, "pending_update_count": 0, "allowed_updates": list(UPDATES)}
CHANNEL_INFO = {"id": CHANNEL, "type": "channel", "title": "Глава района", "linked_chat_id": GROUP}
GROUP_INFO = {"id": GROUP, "type": "supergroup", "title": "Обсуждение", "linked_chat_id": CHANNEL}


class World:
    """A sound bot, its channel and its group, to be broken piece by piece."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self.telegram = telegram
        self.chats: dict[str, Any] = {
            str(CHANNEL): CHANNEL_INFO,
            str(GROUP): GROUP_INFO,
            "@glava": CHANNEL_INFO,
        }
        self.member: dict[str, Any] = {str(chat): {"status": "administrator"} for chat in (CHANNEL, GROUP)}
        telegram.on("getMe", ME)
        telegram.on("getWebhookInfo", HOOK)
        telegram.on("getChat", lambda form: self.chats.get(form["chat_id"], refusal(400, "chat not found")))
        telegram.on(
            "getChatMember", lambda form: self.member.get(form["chat_id"], refusal(400, "chat not found"))
        )


@pytest.fixture
def world(fake: FakeTelegram) -> World:
    return World(fake)


@pytest.fixture
def sound(account: Account) -> Account:
    return replace(account, hook_url=URL, chats=(str(CHANNEL), str(GROUP)))


def wrong(account: Account) -> list[Finding]:
    found = network.check(account, deadline=5)
    for one in found:
        assert one.text.format(**one.params)
    return [one for one in found if not one.ok]


def test_nothing_is_wrong_with_a_sound_bot_and_each_chat_is_looked_at_once(
    sound: Account, world: World
) -> None:
    assert wrong(sound) == []
    assert [form["chat_id"] for form in world.telegram.of("getChat")] == [
        str(CHANNEL),
        str(GROUP),
    ]
    named = replace(sound, chats=(), secrets={**sound.secrets, "channel": "@glava"})
    assert wrong(named) == []
    texts = [one.text for one in network.check(named, deadline=5)]
    assert len(texts) == 4


def test_a_token_that_is_wrong_is_one_finding_and_nothing_more_is_asked(sound: Account, world: World) -> None:
    world.telegram.on("getMe", refusal(401, "Unauthorized"))
    assert [one.text for one in wrong(sound)] == [network.explain("telegram:token")]
    assert [method for method, _ in world.telegram.asked] == ["getMe"]
    assert len(wrong(replace(sound, secrets={}))) == 1


def test_the_token_of_another_bot_is_named(sound: Account, world: World) -> None:
    world.telegram.on("getMe", {**ME, "id": 5, "username": "other_bot"})
    [found] = wrong(sound)
    assert found.params["username"] == "other_bot"


@pytest.mark.parametrize(
    ("hook", "fragment"),
    [
        ({"url": ""}, "channels connect"),
        ({"url": "https://other.example/hook"}, "another address"),
        ({"pending_update_count": 3, "last_error_message": "Connection {refused}"}, "{why}"),
        ({"allowed_updates": ["message", "my_chat_member"]}, "{events}"),
    ],
)
def test_a_webhook_that_does_not_tell_us_everything_is_a_fault(
    sound: Account, world: World, hook: dict[str, Any], fragment: str
) -> None:
    world.telegram.on("getWebhookInfo", {**HOOK, **hook})
    [found] = wrong(sound)
    assert fragment in found.text


def test_all_that_telegram_tells_by_itself_is_enough_and_an_old_error_is_no_fault(
    sound: Account, world: World
) -> None:
    world.telegram.on(
        "getWebhookInfo", {"url": URL, "pending_update_count": 0, "last_error_message": "Timeout"}
    )
    assert wrong(sound) == []


def test_a_webhook_without_a_secret_refuses_everything_and_a_poll_needs_none(
    sound: Account, world: World
) -> None:
    bare = replace(sound, secrets={"token": sound.secrets["token"]})
    assert [one.text for one in wrong(bare)] == [MISSING_SECRET]
    world.telegram.on("getWebhookInfo", {"url": ""})
    assert wrong(replace(bare, hook_url="")) == []


def test_whoever_polls_hears_nothing_while_a_webhook_is_set(sound: Account, world: World) -> None:
    assert [one.text for one in wrong(replace(sound, hook_url=""))] == [
        network.explain("telegram:webhook_active")
    ]


def test_without_an_address_of_our_own_the_path_tells_whose_webhook_it_is(
    sound: Account, world: World
) -> None:
    assert wrong(replace(sound, hook_url="/hooks/telegram/key")) == []
    assert [one.text for one in wrong(replace(sound, hook_url="/hooks/telegram/another"))] == [
        network.explain("telegram:hook_taken")
    ]


@pytest.mark.parametrize(
    ("member", "reads_all", "fault"),
    [
        ({"status": "administrator"}, False, ""),
        ({"status": "member"}, True, ""),
        ({"status": "restricted", "is_member": True, "can_send_messages": True}, True, ""),
        ({"status": "restricted", "is_member": True, "can_send_messages": False}, True, "may not write"),
        ({"status": "member"}, False, "Privacy mode"),
        ({"status": "restricted", "is_member": False}, True, "not in the group"),
        ({"status": "left"}, True, "not in the group"),
        ({"status": "kicked"}, False, "not in the group"),
        (refusal(403, "Forbidden: bot is not a member of the supergroup chat"), False, "not in the group"),
    ],
)
def test_what_the_bot_hears_in_a_group(
    sound: Account, world: World, member: Any, reads_all: bool, fault: str
) -> None:
    world.telegram.on("getMe", {**ME, "can_read_all_group_messages": reads_all})
    world.member[str(GROUP)] = member
    found = wrong(sound)
    assert [fault in one.text for one in found] == [True] * bool(fault)
    assert all(one.params == {"title": "Обсуждение"} for one in found)


def test_a_bot_that_is_no_administrator_does_not_hear_of_posts(sound: Account, world: World) -> None:
    world.member[str(CHANNEL)] = {"status": "member"}
    [found] = wrong(sound)
    assert ("no administrator" in found.text, found.params) == (True, {"title": "Глава района"})


def test_a_channel_without_a_discussion_group_has_no_comments_and_that_is_no_fault(
    sound: Account, world: World
) -> None:
    world.chats[str(CHANNEL)] = {**CHANNEL_INFO, "linked_chat_id": None}
    found = network.check(replace(sound, chats=(str(CHANNEL),)), deadline=5)
    assert all(one.ok for one in found)
    assert "no discussion group" in found[-1].text


def test_a_deleted_chat_is_named_and_the_others_are_looked_at(sound: Account, world: World) -> None:
    world.chats = {str(GROUP): GROUP_INFO}
    told = network.check(replace(sound, chats=(str(CHANNEL), "@gone", "@gone", str(GROUP))), deadline=5)
    assert [one.params.get("title") for one in told if not one.ok] == [str(CHANNEL), "@gone"]
    assert told[-1].ok


def test_a_bot_without_chats_hears_private_messages_and_that_is_no_fault(
    sound: Account, world: World
) -> None:
    found = network.check(replace(sound, chats=()), deadline=5)
    assert all(one.ok for one in found)
    assert "only private messages" in found[-1].text


def test_trouble_on_the_way_is_a_finding_and_what_was_found_before_stays(
    sound: Account, world: World
) -> None:
    throttled = Throttled("telegram:later", retry_after=timedelta(seconds=3))
    world.telegram.on("getWebhookInfo", NothingSent("connect"))
    world.telegram.on("getChatMember", {"status": "administrator"}, throttled)
    found = network.check(sound, deadline=5)
    assert [one.ok for one in found] == [True, False, True, False]
    assert [one.text for one in found if not one.ok] == [
        network.explain("connect"),
        network.explain("telegram:later"),
    ]
