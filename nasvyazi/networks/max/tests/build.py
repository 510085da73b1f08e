"""Updates as MAX sends them, for tests: a resident, a dialogue, a group, a channel and what is said there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from nasvyazi.networks.base import Account, MessageSeen, Seen
from nasvyazi.networks.max import network

BOT, RESIDENT, DIALOG = 700700, 8_000_000_501, 9_007_199_254_740_993
"""The dialogue's number is 2^53 + 1: whoever takes it for a float makes another one of it."""
GROUP, CHANNEL = -70_968_954_954_123, -70_968_954_954_124
MS = 1_790_000_000_250
NOW = datetime.fromtimestamp(MS // 1000 + 3600, UTC)
SAID_AT = datetime.fromtimestamp(MS // 1000, UTC).replace(microsecond=250_000)
TOKEN = "f9LHodD0cOLwX2kQkVb1max"
ACCOUNT = Account(
    network_id=str(BOT),
    api_url="http://127.0.0.1:9",
    secrets={"token": TOKEN, "secret": "max-secret"},
    chats=(str(GROUP), str(CHANNEL)),
    channels=(str(CHANNEL),),
    titles={str(GROUP): "Жильцы", str(CHANNEL): "Глава района"},
)
MARINA = {
    "user_id": RESIDENT, "first_name": "Марина", "last_name": "Кузнецова", "username": None, "is_bot": False,
    "last_activity_time": MS, "name": "Марина Кузнецова",
}  # fmt: skip
THE_BOT = {"user_id": BOT, "first_name": "Глава", "username": "glava_bot", "is_bot": True}
_CHATS = {"dialog": DIALOG, "chat": GROUP, "channel": CHANNEL}

Json = dict[str, Any]


def mid(number: int, chat: int = DIALOG) -> str:
    """A mid as MAX makes them: the chat and the number in it."""
    return f"mid.{chat & (2**64 - 1):016x}{number:016x}"


def message(number: int = 10, text: str | None = "Яма", *, chat: str = "dialog", **more: Any) -> Json:
    """A message of Marina; a post of the channel has no sender."""
    where = _CHATS[chat]
    found: Json = {
        "recipient": {"chat_id": where, "chat_type": chat, "user_id": BOT if chat == "dialog" else None},
        "timestamp": MS,
        "body": {"mid": mid(number, where), "seq": 2**60 + number, "text": text},
    }
    if chat != "channel":
        found["sender"] = MARINA
    attachments = more.pop("attachments", None)
    if attachments is not None:
        found["body"]["attachments"] = attachments
    return {**found, **more}


def comment(number: int = 20, text: str = "А у нас темно", *, post: int = 5, **more: Any) -> Json:
    """A comment of Marina under a post, as GET /messages/{post}/comments lists it."""
    recipient = {"chat_id": CHANNEL, "chat_type": "channel", "post_id": mid(post, CHANNEL)}
    return {**message(number, text, chat="channel", sender=MARINA), "recipient": recipient, **more}


def linked(kind: str, number: int, text: str = "Раньше", **more: Any) -> Json:
    """A LinkedMessage."""
    body = {"mid": mid(number), "seq": number, "text": text, **more}
    return {
        "type": kind,
        "sender": {**MARINA, "first_name": "Пётр", "last_name": "Ильин"},
        "chat_id": 0,
        "message": body,
    }


def update(kind: str = "message_created", **told: Any) -> bytes:
    """The body of a webhook."""
    return json.dumps({"update_type": kind, "timestamp": MS, **told}).encode()


def read(told: bytes, account: Account = ACCOUNT) -> list[Seen]:
    """What an update tells."""
    return network.parse(account, told, now=NOW)


def said(told: Json, kind: str = "message_created", account: Account = ACCOUNT, **more: Any) -> MessageSeen:
    """The message that an update tells of, past what it tells around it."""
    *_around, seen = read(update(kind, message=told, **more), account)
    assert isinstance(seen, MessageSeen)
    return seen
