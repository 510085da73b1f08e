"""Addresses of VK: which post or comment they lead to, and what stands there now.

One thing has many addresses: of the mobile site, opened over a list (`w=`), with tails of advertising. What VK takes
for a link is seen in its own pages; a comment is `?reply=`, its branch `&thread=`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Envelope, Place, PlaceKind, Refused
from nasvyazi.networks.optional import Link

from .client import SERVICE, Api, answer_items
from .comments import comment_url
from .past.paging import event
from .wall import post_url

_HOSTS = frozenset({"vk.com", "m.vk.com", "www.vk.com", "vk.ru", "m.vk.ru", "www.vk.ru"})
_WALL = re.compile(r"wall(?P<owner>-?\d{1,18})_(?P<post>\d{1,18})(?:_r(?P<reply>\d{1,18}))?")
_NUMBER = re.compile(r"\d{1,18}")


def read_link(url: str) -> Link | None:
    """The post or comment on a wall that an address leads to; None for anything else."""
    try:
        parts = urlsplit(url.strip())
        asked = parse_qs(parts.query)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or (parts.hostname or "") not in _HOSTS:
        return None
    found = _named(parts.path.removeprefix("/"), asked)
    if found is None:
        return None
    number = f"{found['owner']}_{found['post']}"
    reply = found["reply"] or _one(asked, "reply")
    owner = found["owner"].removeprefix("-") if found["owner"].startswith("-") else ""
    if not reply:
        place = Place(kind=PlaceKind.POST, id=number)
        return Link(url=post_url(number), owner=owner, place=place, external_id=number)
    place = Place(kind=PlaceKind.COMMENT, id=number)
    return Link(
        url=comment_url(place, reply),
        owner=owner,
        place=place,
        external_id=reply,
        branch=_one(asked, "thread"),
    )


def look_up(account: Account, link: Link, *, deadline: float) -> Envelope:
    """What stands there, read with a service key (schema: wall.getById, wall.getComments). Raises NetworkError."""
    api = Api(account, http.Deadline(deadline), token=SERVICE)
    owner, _underscore, number = link.place.id.partition("_")
    if link.place.kind is PlaceKind.POST:
        found = answer_items(api.call("wall.getById", posts=link.place.id))
        return event(account, "wall_post_new", _first(found))
    told = api.call(
        "wall.getComments", owner_id=owner, post_id=number, start_comment_id=link.external_id, count=1,
        comment_id=link.branch,
    )  # fmt: skip
    comment = next((one for one in answer_items(told) if loose.text(one.get("id")) == link.external_id), None)
    if comment is None or comment.get("deleted"):
        raise Refused("vk:nothing_there")
    placed = {**comment, "post_owner_id": loose.integer(owner), "post_id": loose.integer(number)}
    placed.pop("thread", None)
    return event(account, "wall_reply_new", placed)


def _named(path: str, asked: Mapping[str, Sequence[str]]) -> re.Match[str] | None:
    return _WALL.fullmatch(path) or _WALL.fullmatch(next(iter(asked.get("w", ())), ""))


def _one(asked: Mapping[str, Sequence[str]], name: str) -> str:
    value = next(iter(asked.get(name, ())), "")
    return value if _NUMBER.fullmatch(value) else ""


def _first(found: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    if not found or found[0].get("is_deleted"):
        raise Refused("vk:nothing_there")
    return found[0]
