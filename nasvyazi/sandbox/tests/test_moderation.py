"""Moderation in the practice networks: with whose key, what others see then, which events tell of it."""

import pytest

from tests.sandbox import Community, Resident, Sandbox, SandboxError
from tests.sandbox_telegram import Bot, TelegramSide
from tests.sandbox_things import Kind

SECTIONS: dict[Kind, tuple[str, str]] = {
    "photo": ("photos", "photo_comment"),
    "video": ("video", "video_comment"),
    "topic": ("board", "board_post"),
    "market": ("market", "market_comment"),
}


@pytest.mark.parametrize("kind", SECTIONS)
def test_an_administrators_key_deletes_and_restores_and_no_other(
    sandbox: Sandbox, community: Community, resident: Resident, kind: Kind
) -> None:
    section, event = SECTIONS[kind]
    thing = sandbox.add(community, kind, title="" if kind == "photo" else "Двор", text="Двор")
    said = sandbox.remark(community, kind, thing, resident, "Брань")
    where = (
        {"group_id": community.id, "topic_id": thing.id} if kind == "topic" else {"owner_id": -community.id}
    )
    for token, code in ((community.token, 27), (community.service_token, 28)):
        refused = sandbox.call(f"{section}.deleteComment", token, comment_id=said.id, **where)
        assert refused["error"]["error_code"] == code
    assert sandbox.call(f"{section}.deleteComment", community.user_token, comment_id=said.id, **where) == {
        "response": 1
    }
    assert said.id not in [one.id for one in sandbox.remarks(community, kind, thing)]
    again = sandbox.call(f"{section}.deleteComment", community.user_token, comment_id=said.id, **where)
    assert again.get("response") == 0 or again["error"]["error_code"] == 104
    gone = sandbox.events(community)[-1]
    assert (gone["type"], gone["object"]["deleter_id"] != resident.id) == (f"{event}_delete", True)
    sandbox.call(f"{section}.restoreComment", community.user_token, comment_id=said.id, **where)
    assert said.id in [one.id for one in sandbox.remarks(community, kind, thing)]
    assert sandbox.events(community)[-1]["type"] == f"{event}_restore"


def test_the_blacklist_shuts_out_and_lets_in(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    who = {"group_id": community.id, "owner_id": resident.id}
    assert sandbox.call("groups.ban", community.token, **who)["error"]["error_code"] == 27
    assert sandbox.call("groups.ban", community.user_token, comment="3 Брань", **who) == {"response": 1}
    told = sandbox.events(community)[-1]
    assert (told["type"], told["object"]["comment"]) == ("user_block", "3 Брань")
    post = sandbox.post(community)
    with pytest.raises(SandboxError):
        sandbox.comment(community, post, resident, "Я вернулся")
    assert sandbox.call("groups.unban", community.user_token, **who) == {"response": 1}
    assert sandbox.comment(community, post, resident, "Я вернулся").text == "Я вернулся"
    assert sandbox.call("groups.unban", community.user_token, **who)["error"]["error_code"] == 104


def test_whoever_runs_the_community_and_nobody_at_all_are_not_banned(
    sandbox: Sandbox, community: Community
) -> None:
    assert (
        sandbox.call("groups.ban", community.user_token, group_id=community.id, owner_id=1)["error"][
            "error_code"
        ]
        == 113
    )
    past = {"group_id": community.id, "owner_id": sandbox.resident().id, "end_date": 1}
    assert sandbox.call("groups.ban", community.user_token, **past)["error"]["error_code"] == 100


def test_a_bot_that_runs_the_group_bans_and_the_banned_write_nothing(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    channel = telegram.channel(bot)
    assert channel.group is not None
    post = telegram.post(channel)
    telegram.comment(channel, post, neighbour, "Брань")
    who = {"chat_id": channel.group.id, "user_id": neighbour.id}
    assert telegram.call("banChatMember", bot.token, **who)["result"] is True
    with pytest.raises(SandboxError):
        telegram.comment(channel, post, neighbour, "Я вернулся")
    assert telegram.call("unbanChatMember", bot.token, only_if_banned=True, **who)["result"] is True
    assert telegram.comment(channel, post, neighbour, "Я вернулся").text == "Я вернулся"


def test_a_bot_without_rights_bans_nobody(telegram: TelegramSide, bot: Bot, neighbour: Resident) -> None:
    group = telegram.channel(bot, admin=False).group
    assert group is not None
    refused = telegram.call("banChatMember", bot.token, chat_id=group.id, user_id=neighbour.id)
    assert "not enough rights" in refused["description"]
    as_channel = telegram.call("banChatSenderChat", bot.token, chat_id=group.id, sender_chat_id=-1005)
    assert "not enough rights" in as_channel["description"]
