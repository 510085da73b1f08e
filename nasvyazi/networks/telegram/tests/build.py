"""Updates as Telegram sends them, for tests: a resident, a channel with its group, and what is said there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from nasvyazi.networks.base import Account, MessageSeen, Seen
from nasvyazi.networks.telegram import network

BOT, CHANNEL, GROUP, DIRECT = 700700700, -1001000000001, -1001000000002, -1001000000003
TOKEN = f"{BOT}:AAtelegramtesttoken"
DATE = 1_790_000_000
NOW = datetime.fromtimestamp(DATE + 3600, UTC)
ACCOUNT = Account(
    network_id=str(BOT), api_url="http://127.0.0.1:9", secrets={"token": TOKEN, "secret": "telegram-secret"}
)
MARINA = {"id": 8_000_000_501, "is_bot": False, "first_name": "Марина", "last_name": "Кузнецова"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
CHANNEL_CHAT = {"id": CHANNEL, "title": "Глава района", "username": "glava", "type": "channel"}
GROUP_CHAT = {"id": GROUP, "title": "Обсуждение", "type": "supergroup"}

Json = dict[str, Any]


def private(number: int = 10, **more: Any) -> Json:
    """A message of Marina to the bot."""
    chat = {"id": MARINA["id"], "first_name": "Марина", "last_name": "Кузнецова", "type": "private"}
    return {"message_id": number, "from": MARINA, "chat": chat, "date": DATE, **more}


def in_group(number: int, *, thread: int | None = None, reply: Json | None = None, **more: Any) -> Json:
    """A message in the group of the channel."""
    found: Json = {"message_id": number, "from": MARINA, "chat": GROUP_CHAT, "date": DATE, **more}
    if thread is not None:
        found["message_thread_id"] = thread
    if reply is not None:
        found["reply_to_message"] = {
            name: value for name, value in reply.items() if name != "reply_to_message"
        }
    return found


def in_topic(number: int, topic: int, **more: Any) -> Json:
    """A message in a topic of a forum, which Telegram tells as a reply to the topic's beginning."""
    begun = {"message_id": topic, "chat": GROUP_CHAT, "date": DATE, "forum_topic_created": {"name": "Дороги"}}
    return in_group(number, thread=topic, is_topic_message=True, **{"reply": begun, **more})


def to_channel(number: int, topic: int | None, **more: Any) -> Json:
    """A direct message to the channel: a chat of its own, a topic for each writer."""
    chat = {"id": DIRECT, "title": "Глава района", "type": "supergroup", "is_direct_messages": True}
    found = {"message_id": number, "from": MARINA, "chat": chat, "date": DATE, **more}
    return found if topic is None else {**found, "direct_messages_topic": {"topic_id": topic, "user": MARINA}}


def post(number: int, text: str = "Убираем снег", **more: Any) -> Json:
    """A post of the channel."""
    return {
        "message_id": number,
        "sender_chat": CHANNEL_CHAT,
        "chat": CHANNEL_CHAT,
        "date": DATE,
        "text": text,
        **more,
    }


def forward(number: int, of: Json) -> Json:
    """The automatic forward of a post into the group."""
    origin = {"type": "channel", "chat": CHANNEL_CHAT, "message_id": of["message_id"], "date": of["date"]}
    return {
        "message_id": number, "from": TELEGRAM, "sender_chat": CHANNEL_CHAT, "chat": GROUP_CHAT, "date": of["date"] + 1,
        "is_automatic_forward": True, "forward_origin": origin, "text": of.get("text", ""),
    }  # fmt: skip


def update(kind: str = "message", /, **told: Any) -> bytes:
    """The body of a webhook."""
    return json.dumps({"update_id": 500, kind: told}).encode()


def read(kind: str, told: Json, account: Account = ACCOUNT) -> list[Seen]:
    """What an update tells."""
    return network.parse(account, json.dumps({"update_id": 500, kind: told}).encode(), now=NOW)


def said(told: Json, kind: str = "message", account: Account = ACCOUNT) -> MessageSeen:
    """The message that an update tells of, past what it tells around it."""
    *_around, seen = read(kind, told, account)
    assert isinstance(seen, MessageSeen)
    return seen
