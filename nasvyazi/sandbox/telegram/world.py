"""What every part of the practice Telegram needs at hand, and the kinds of things that live in it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nasvyazi.sandbox.telegram.limits import Limiter
from nasvyazi.sandbox.world import Ground

NETWORK = "telegram"
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class World(Ground):
    """The practice Telegram: its memory, its deliveries, its faults."""

    limiter: Limiter = field(default_factory=Limiter)
    polls: dict[int, object] = field(default_factory=dict)
    """The open poll of each bot: a newer one takes its place and so ends it."""

    @property
    def base_url(self) -> str:
        """What the product gets as the API's address, without a slash at the end."""
        return f"{self.settings.base_url}/telegram"

    @property
    def files(self) -> Path:
        """Where files lie."""
        return self.settings.home / "telegram-files"


@dataclass(frozen=True, kw_only=True)
class Bot:
    """A bot. `url` "" = no webhook; `allowed` are the kinds of updates it wants to hear of."""

    id: int
    token: str
    title: str
    username: str
    reads_all: bool
    url: str
    secret: str
    allowed: tuple[str, ...]
    max_connections: int
    last_error_date: int | None
    last_error_message: str
    next_update: int


@dataclass(frozen=True, kw_only=True)
class Person:
    """A user of Telegram. `portrait` is a file's id or ""."""

    id: int
    first_name: str
    last_name: str
    username: str
    portrait: str
    turn: int
    """The how-manieth person it is; ids do not tell, some are far above the others."""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, kw_only=True)
class Chat:
    """A channel, a group, or (`type` private) the chat of a person with any bot."""

    id: int
    bot: int
    """The bot that was there first; 0 for private chats."""
    type: str
    title: str
    username: str = ""
    linked: int | None = None
    """The discussion group of a channel, the channel of a discussion group."""
    can_write: bool = True
    migrated_to: int | None = None

    @property
    def is_shared(self) -> bool:
        """Whether all see the same message ids; in private chats and basic groups each account counts its own."""
        return self.type in {"channel", "supergroup"}


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of a chat, a post or a comment.

    `box` is the bot that counts its id, 0 where all see the same ids. `bot` said it over the API. `origin` is the
    post of the linked channel that this message is the automatic forward of. `content` are the fields that
    say what it is (text, photo, …), as Telegram gives them.
    """

    box: int
    chat: int
    id: int
    date: int
    sender: int | None
    sender_chat: int | None
    bot: int | None
    content: Json
    reply_to: int | None
    thread: int | None
    origin: int | None
    album: str
    edited: int | None
    deleted: bool

    @property
    def text(self) -> str:
        """The words, wherever they stand."""
        return str(self.content.get("text") or self.content.get("caption") or "")


@dataclass(frozen=True, kw_only=True)
class File:
    """A file; `size` may be claimed larger than what lies on disk."""

    file_id: str
    unique_id: str
    path: str
    mime: str
    size: int

    @property
    def ids(self) -> Json:
        """The fields that every kind of file has."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


def bot_of(row: sqlite3.Row) -> Bot:
    """A stored bot."""
    allowed = tuple(json.loads(row["allowed"]))
    return Bot(**{**dict(row), "reads_all": bool(row["reads_all"]), "allowed": allowed})


def chat_of(row: sqlite3.Row) -> Chat:
    """A stored channel or group."""
    return Chat(**{**dict(row), "can_write": bool(row["can_write"])})


def message_of(row: sqlite3.Row) -> Message:
    """A stored message."""
    return Message(**{
        **dict(row), "content": json.loads(row["content"]), "deleted": bool(row["deleted"])
    })  # fmt: skip
