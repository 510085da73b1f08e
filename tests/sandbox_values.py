"""What the practice network's control API tells, as values for tests (see tests/sandbox.py)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Community:
    """A community of the practice VK with its keys. `id` is positive, as in `channels add --group-id`."""

    id: int
    title: str
    token: str
    service_token: str
    user_token: str
    secret: str
    confirmation: str
    mode: str
    api_url: str
    status: str
    """Of its callback server: unconfigured, wait, ok, failed; "" when it has none."""


@dataclass(frozen=True, kw_only=True)
class Resident:
    """Somebody who writes. Every third has an id over 200e9."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message, a comment or a post, as its readers see it.

    `id` is what the product knows it by: the number within the dialogue of a message, else the id on the wall.
    `fate` of its event: delivered, pending, given_up, dropped, waiting (nobody polled yet).
    """

    id: int
    text: str
    by_community: bool
    photos: tuple[str, ...]
    date: int
    edited: int | None
    event_id: str
    fate: str
    random_id: int = 0
    guid: str = ""
    reply_to: int | None = None
    thread: int | None = None
    in_app: bool = False
    """Written by an administrator in VK itself, not over the API."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One attempt to deliver: the HTTP status (None = no answer) and the beginning of the answer."""

    number: int
    at: float
    seconds: float
    status: int | None
    answer: str


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One event on its way to a webhook."""

    id: int
    community: int
    kind: str
    event_id: str
    state: str
    reason: str
    created: float
    next_at: float | None
    attempts: tuple[Attempt, ...]


def community_of(known: Json) -> Community:
    """A community as the control API tells it."""
    servers = known["servers"]
    return Community(
        id=known["group_id"], title=known["title"], token=known["tokens"]["community"],
        service_token=known["tokens"]["service"], user_token=known["tokens"]["user"],
        secret=known["secret"], confirmation=known["confirmation"], mode=known["mode"],
        api_url=known["api_url"], status=servers[0]["status"] if servers else "",
    )  # fmt: skip


def said_of(known: Json) -> Said:
    """A message, comment or post as the control API tells it."""
    names = {field.name for field in fields(Said)}
    plain = {name: value for name, value in known.items() if name in names}
    by_community = (
        known.get("from", "community" if known.get("from_id", 0) < 0 else "resident") == "community"
    )
    plain |= {"id": known.get("cmid", known["id"]), "by_community": by_community}
    return Said(**{**plain, "photos": tuple(photo["url"] for photo in known["photos"])})


def delivery_of(line: Json) -> Delivery:
    """A line of the delivery log."""
    names = {field.name for field in fields(Delivery)}
    plain = {name: value for name, value in line.items() if name in names}
    return Delivery(**{**plain, "attempts": tuple(Attempt(**attempt) for attempt in line["attempts"])})
