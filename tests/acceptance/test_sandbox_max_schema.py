"""Every update and answer of the practice MAX against MAX's own OpenAPI file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from nasvyazi.sandbox.pictures import draw
from tests.max_openapi import Json, accept, complaints, ref
from tests.sandbox import Resident, Sandbox
from tests.sandbox_max import MEDIA, Bot, MaxSide
from tests.shared import SHARED, WHY_SKIPPED

pytestmark = [pytest.mark.acceptance, pytest.mark.skipif(SHARED is None, reason=WHY_SKIPPED)]

KINDS = {
    "bot_added", "bot_removed", "user_added", "user_removed", "bot_started", "bot_stopped", "dialog_removed",
    "chat_title_changed", "message_created", "message_edited", "message_removed", "message_callback",
}  # fmt: skip


@pytest.fixture(scope="module")
def messenger() -> Iterator[MaxSide]:
    with Sandbox(rate_limits=False) as running:
        yield MaxSide(running)


def test_the_check_itself_finds_what_is_wrong() -> None:
    gone = {
        "update_type": "message_removed",
        "timestamp": 1,
        "message_id": "mid.1",
        "chat_id": 1,
        "user_id": 2,
    }
    assert complaints(gone, ref("Update")) == []
    assert complaints(gone | {"user_id": "2"}, ref("Update"))
    assert complaints(gone | {"user": 2}, ref("Update"))
    assert complaints({name: value for name, value in gone.items() if name != "chat_id"}, ref("Update"))
    photo = {"type": "image", "payload": {"photo_id": 1, "token": "t", "url": "u"}}
    body = {
        "mid": "mid.1",
        "seq": 2**62,
        "text": None,
        "attachments": [photo, {"type": "image", "payload": {"url": "u"}}],
    }
    assert complaints(body, ref("MessageBody"))
    assert complaints(body | {"attachments": [photo]}, ref("MessageBody")) == []
    assert complaints(body | {"attachments": [photo | {"width": 5}]}, ref("MessageBody"))


def life(messenger: MaxSide, bot: Bot, resident: Resident) -> None:
    """Everything that can happen to a bot."""
    for kind in MEDIA:
        messenger.write(bot, resident, media=kind)
    said = messenger.write(bot, resident, "Яма", photos=2)
    messenger.write(bot, resident, forward=said)
    messenger.write(bot, resident, "Там же", reply_to=said)
    messenger.edit(bot, resident, said, "Яма!")
    keyboard = {
        "type": "inline_keyboard",
        "payload": {"buttons": [[{"type": "callback", "text": "Да", "payload": "y"}]]},
    }
    messenger.call(
        "POST", "/messages", bot.token, {"text": "Да?", "attachments": [keyboard]}, user_id=resident.id
    )
    messenger.press(bot, resident, messenger.answers(bot, resident)[0], "y")
    messenger.delete(bot, resident, said)
    messenger.stop(bot, resident, removed=True)
    channel = messenger.channel(bot, link=f"spec{bot.id}")
    messenger.edit_post(channel, messenger.post(channel, photos=1), "Иначе")
    group = messenger.group(bot)
    messenger.write_in(group, resident, "Кто звонил?")
    messenger.leave(group, resident)
    messenger.change(group, title="Другой двор")
    messenger.remove_bot(group)


def test_every_update_is_as_the_file_has_it(messenger: MaxSide) -> None:
    bot = messenger.bot()
    life(messenger, bot, messenger.resident("Анна"))
    told = messenger.call("GET", "/updates", bot.token, marker=1, timeout=0)
    assert {one["update_type"] for one in told["updates"]} == KINDS
    accept(told, ref("UpdateList"))


def test_every_answer_is_as_the_file_has_it(messenger: MaxSide) -> None:
    bot, resident = messenger.bot(), messenger.resident("Анна Мария Петрова")
    said = messenger.write(bot, resident, "Яма", photos=1)
    video = messenger.write(bot, resident, media="video").media
    assert video is not None
    channel, group = messenger.channel(bot, link=f"answers{bot.id}"), messenger.group(bot)
    post = messenger.post(channel, photos=1)
    asked = messenger.comment(channel, post, resident, "А у нас?")
    messenger.comment(channel, post, None, "И у вас", reply_to=asked)
    photo = messenger.upload(bot, "image", draw("x", scene="snow"))
    comments = f"/messages/{post.id}/comments"
    to = {"user_id": resident.id}
    asked_for: list[tuple[str, str, Json | None, Json, str]] = [
        ("GET", "/me", None, {}, "BotInfo"),
        *(("GET", f"/chats/{number}", None, {}, "Chat") for number in (said.chat, channel.id, group.id, channel.link)),
        ("GET", f"/chats/{group.id}/members/me", None, {}, "ChatMember"),
        ("GET", f"/chats/{group.id}/members/admins", None, {}, "ChatMembersList"),
        ("GET", f"/chats/{group.id}/members", None, {"count": 1}, "ChatMembersList"),
        ("GET", "/messages", None, {"chat_id": said.chat}, "MessageList"),
        ("GET", f"/messages/{post.id}", None, {}, "Message"),
        ("POST", "/messages", {"text": "Едем", "attachments": [photo]}, to, "SendMessageResult"),
        ("POST", "/messages", {"text": "Пост"}, {"chat_id": channel.id}, "SendMessageResult"),
        ("POST", "/messages", {"link": {"type": "forward", "mid": said.id}}, to, "SendMessageResult"),
        ("PUT", "/messages", {"text": "Нет"}, {"message_id": said.id}, "SimpleQueryResult"),
        ("DELETE", "/messages", None, {"message_id": post.id}, "SimpleQueryResult"),
        ("GET", comments, None, {}, "Error"),
        ("POST", "/uploads", None, {"type": "video"}, "UploadEndpoint"),
        ("GET", f"/videos/{video['url'].rpartition('/')[2]}", None, {}, "VideoAttachmentDetails"),
        ("GET", "/subscriptions", None, {}, "GetSubscriptionsResult"),
        ("POST", "/subscriptions", {"url": "http://127.0.0.1:1/"}, {}, "SimpleQueryResult"),
        ("GET", "/subscriptions", None, {}, "GetSubscriptionsResult"),
        ("GET", "/updates", None, {}, "Error"),
        ("DELETE", "/subscriptions", None, {"url": "http://127.0.0.1:1/"}, "SimpleQueryResult"),
        ("GET", "/me", None, {"access_token": bot.token}, "Error"),
    ]  # fmt: skip
    for answer, kind in _comment_answers(messenger, bot, comments, asked.id):
        accept(answer, ref(kind))
    for verb, path, body, query, kind in asked_for:
        accept(messenger.call(verb, path, bot.token, body, **query), ref(kind))


def _comment_answers(messenger: MaxSide, bot: Bot, path: str, mid: str) -> list[tuple[Any, str]]:
    return [
        (messenger.call("GET", path, bot.token), "Comments"),
        (messenger.call("GET", f"{path}/{mid}", bot.token), "Comment"),
        (messenger.call("POST", path, bot.token, {"text": "Едем"}), "SentComment"),
        (messenger.call("PUT", path, bot.token, {"text": "Нет"}, comment_id=mid), "SimpleQueryResult"),
        (messenger.call("DELETE", path, bot.token, comment_id=mid), "SimpleQueryResult"),
    ]
