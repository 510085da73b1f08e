"""What every part of the practice MAX needs at hand, and the kinds of things that live in it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.max.limits import Limiter
from nasvyazi.sandbox.world import Ground

NETWORK = "max"
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class World(Ground):
    """The practice MAX: its memory, its deliveries, its faults."""

    limiter: Limiter = field(default_factory=Limiter)

    @property
    def base_url(self) -> str:
        """What the product gets as the API's address, without a slash at the end."""
        return f"{self.settings.base_url}/max"

    @property
    def files(self) -> Path:
        """Where files lie."""
        return self.settings.home / "max-files"


@dataclass(frozen=True, kw_only=True)
class Bot:
    """A bot; MAX gives its token once."""

    id: int
    token: str
    name: str
    username: str


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """Where a bot's updates go. `kinds` None = all; `failing_since`: the first refusal after the last success."""

    bot: int
    url: str
    secret: str
    kinds: tuple[str, ...] | None
    created: int
    failing_since: float | None


@dataclass(frozen=True, kw_only=True)
class Person:
    """A user of MAX. `portrait` is a file's token or ""."""

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
    """A dialogue of a person with a bot, a group chat, or a channel; `bot` was there first."""

    id: int
    bot: int
    type: str
    title: str
    link: str
    person: int | None
    stopped: bool
    """The person has stopped the bot: it cannot write into the dialogue."""
    comments: bool
    """Whether new comments may stand under the channel's posts."""
    created: int

    @property
    def is_dialog(self) -> bool:
        """Whether it is a person's with a bot."""
        return self.type == "dialog"


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message of a chat, a post of a channel, or (`post` names it) a comment; times are milliseconds.

    `sender` None: the channel itself. `bot` said it over the API. `attachments` are MAX's own without addresses,
    which are added when it is shown.
    """

    mid: str
    chat: int
    post: str | None
    seq: int
    date: int
    sender: int | None
    bot: int | None
    text: str
    attachments: list[Json]
    link_type: str | None
    link_mid: str | None
    edited: int | None
    deleted: bool


@dataclass(frozen=True, kw_only=True)
class File:
    """A file; whoever knows its token may have it."""

    token: str
    kind: str
    number: int
    name: str
    mime: str
    size: int
    width: int
    height: int


def milliseconds() -> int:
    """Now, as MAX counts time."""
    return int(now() * 1000)


def subscription_of(row: sqlite3.Row) -> Subscription:
    """A stored subscription."""
    kinds = None if row["kinds"] is None else tuple(json.loads(row["kinds"]))
    return Subscription(**{**dict(row), "kinds": kinds})


def chat_of(row: sqlite3.Row) -> Chat:
    """A stored chat."""
    return Chat(**{**dict(row), "stopped": bool(row["stopped"]), "comments": bool(row["comments"])})


def message_of(row: sqlite3.Row) -> Message:
    """A stored message."""
    attachments = json.loads(row["attachments"])
    return Message(**{**dict(row), "attachments": attachments, "deleted": bool(row["deleted"])})
