"""What every part of the practice VK needs at hand, and the kinds of things that live in it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from nasvyazi.sandbox.world import Ground

NETWORK = "vk"
API_VERSION = "5.199"


class TokenKind(StrEnum):
    """Whose token: the community's own, the application's (service), an administrator's personal one."""

    COMMUNITY = "community"
    SERVICE = "service"
    USER = "user"


@dataclass(frozen=True, kw_only=True)
class World(Ground):
    """The practice VK: its memory, its deliveries, its faults."""

    @property
    def base_url(self) -> str:
        """What the product gets as the API's address, without a slash at the end."""
        return f"{self.settings.base_url}/vk"

    @property
    def files(self) -> Path:
        """Where photos lie."""
        return self.settings.home / "vk-photos"


@dataclass(frozen=True, kw_only=True)
class Community:
    """A community. `id` is positive; on walls and as an author it appears as `-id`."""

    id: int
    title: str
    screen_name: str
    confirmation: str
    secret: str
    """The secret of the callback server that is managed over the control API."""
    longpoll_enabled: bool
    longpoll_key: str
    longpoll_events: dict[str, int]
    longpoll_floor: int
    """Events up to this ts are forgotten: who asks for them is told `failed: 1`."""
    longpoll_heard: int
    """Events up to this ts were certainly taken by whoever polls."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A user of VK: a resident, or an administrator of a community. `photo` is a photo's id."""

    id: int
    first_name: str
    last_name: str
    sex: int
    photo: int | None
    is_admin: bool
    turn: int
    """The how-manieth person it is; ids do not tell, LongIDs are far above the others."""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, kw_only=True)
class Token:
    """A key to the API."""

    token: str
    community: int
    kind: TokenKind
    user_id: int | None


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A photo: its file is `<id>.jpg`, smaller sizes are made when first asked for."""

    id: int
    owner_id: int
    album_id: int
    access_key: str
    date: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of a dialogue between a community and a person (`peer`). `cmid` counts within the dialogue."""

    community: int
    peer: int
    cmid: int
    id: int
    version: int
    out: bool
    date: int
    created: float
    text: str
    photos: tuple[int, ...]
    random_id: int
    reply_to: int | None
    admin: int | None
    edited: int | None
    deleted: bool
    event_id: str


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post on a community's wall, or a suggestion for one. Ids are shared with comments, as on VK's walls."""

    community: int
    id: int
    type: str
    from_id: int
    created_by: int
    signer: int | None
    date: int
    created: float
    text: str
    photos: tuple[int, ...]
    guid: str
    comments_closed: bool
    deleted: bool
    event_id: str


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A comment. `thread` is the top comment it stands under, `reply_to` the one it answers."""

    community: int
    id: int
    post: int
    from_id: int
    date: int
    created: float
    text: str
    photos: tuple[int, ...]
    thread: int | None
    reply_to: int | None
    guid: str
    edited: int | None
    deleted: bool
    event_id: str


class ThingKind(StrEnum):
    """What can be commented outside of the wall."""

    PHOTO = "photo"
    VIDEO = "video"
    MARKET = "market"
    TOPIC = "topic"
    REPOST = "repost"


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A photo, a video, an article of the shop, a topic of the board, or a post of ours that `person` has shared.

    `person` is who added it, 0 = the community itself; `photo` what it shows; `post` the post that was shared.
    """

    community: int
    kind: ThingKind
    id: int
    person: int
    title: str
    text: str
    photo: int | None
    post: int | None
    date: int
    comments_closed: bool
    event_id: str


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A comment under a thing, or a post in a topic."""

    community: int
    kind: ThingKind
    id: int
    thing: int
    from_id: int
    date: int
    created: float
    text: str
    photos: tuple[int, ...]
    reply_to: int | None
    guid: str
    edited: int | None
    deleted: bool
    event_id: str


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What a message carries beside photos, as VK's JSON: attachments, messages passed on, a place on the map."""

    attachments: tuple[dict[str, Any], ...] = ()
    forwards: tuple[dict[str, Any], ...] = ()
    geo: dict[str, Any] | None = None

    def __bool__(self) -> bool:
        return bool(self.attachments or self.forwards or self.geo)


def message_of(row: sqlite3.Row) -> Message:
    """A stored message."""
    known = dict(row)
    return Message(**{
        **known, "photos": _ids(row), "out": bool(row["out"]), "deleted": bool(row["deleted"])
    })  # fmt: skip


def post_of(row: sqlite3.Row) -> Post:
    """A stored post."""
    closed, deleted = bool(row["comments_closed"]), bool(row["deleted"])
    return Post(**{**dict(row), "photos": _ids(row), "comments_closed": closed, "deleted": deleted})


def comment_of(row: sqlite3.Row) -> Comment:
    """A stored comment."""
    return Comment(**{**dict(row), "photos": _ids(row), "deleted": bool(row["deleted"])})


def thing_of(row: sqlite3.Row) -> Thing:
    """A stored thing."""
    known = dict(row)
    return Thing(
        **{**known, "kind": ThingKind(known["kind"]), "comments_closed": bool(known["comments_closed"])}
    )


def remark_of(row: sqlite3.Row) -> Remark:
    """A stored comment under a thing."""
    known = dict(row)
    return Remark(**{
        **known, "kind": ThingKind(known["kind"]), "photos": _ids(row), "deleted": bool(row["deleted"])
    })  # fmt: skip


def carried_of(row: sqlite3.Row) -> Carried:
    """What a stored message carries."""
    return Carried(
        attachments=tuple(json.loads(row["attachments"])), forwards=tuple(json.loads(row["forwards"])),
        geo=json.loads(row["geo"]),
    )  # fmt: skip


def _ids(row: sqlite3.Row) -> tuple[int, ...]:
    return tuple(json.loads(row["photos"]))
