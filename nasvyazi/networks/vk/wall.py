"""The wall: posts of the community and of residents, and what residents share of it; from events or wall.get."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import (
    Account,
    MessageSeen,
    Noticed,
    ParseError,
    Place,
    PlaceKind,
    PostSeen,
    Seen,
)

from . import carried
from .comments import numbered
from .messages import author
from .shapes import made_id

Object = Mapping[str, Any]


def read_post(account: Account, post: Object, *, now: datetime) -> Seen:
    """A post of the community itself is a PostSeen; a resident's, suggested or on the open wall, a MessageSeen.

    A suggested post is answered in the dialogue with its author, a post on the wall in the comments under it.
    Raises ParseError when nobody wrote it.
    """
    from_id = _author(post)
    kind = loose.text(post.get("post_type"))
    if kind == "postpone":
        return Noticed(type="wall_post_new", what="the post is not published yet")
    number = numbered(account, post.get("owner_id") or post.get("to_id"), post.get("id")) or made_id(post)
    if from_id == -int(account.network_id):
        said_at = loose.moment(post.get("date"), now=now)
        return PostSeen(
            external_id=number,
            text=loose.text(post.get("text")),
            published_at=said_at,
            version_at=max(said_at, loose.moment(post.get("edited") or post.get("date"), now=now)),
            url=post_url(number),
            attachments=carried.read_all(post),
        )
    suggested = kind == "suggest"
    answer_place = Place(
        kind=PlaceKind.DIALOG if suggested else PlaceKind.COMMENT, id=str(from_id) if suggested else number
    )
    return _said(account, post, by=from_id, number=number, answer_place=answer_place, now=now)


def read_repost(account: Account, post: Object, *, now: datetime) -> Seen:
    """Somebody shared a post of ours on their own wall: with words of their own it is a MessageSeen, answered under it.

    Raises ParseError when nobody shared it.
    """
    from_id = _author(post)
    if from_id == -int(account.network_id):
        return Noticed(type="wall_repost", what="the community shared a post of its own")
    if not loose.text(post.get("text")).strip():
        return Noticed(type="wall_repost", what="a post of ours was shared without a word")
    owner = post.get("owner_id") or post.get("to_id") or from_id
    number = numbered(account, owner, post.get("id")) or made_id(post)
    under_it = Place(kind=PlaceKind.COMMENT, id=number)
    return _said(account, post, by=from_id, number=number, answer_place=under_it, now=now)


def post_url(number: str) -> str:
    """A post in VK, by `<owner>_<post>`; "" for an id that we made ourselves."""
    return f"https://vk.com/wall{number}" if "_" in number else ""


def _author(post: Object) -> int:
    from_id = loose.integer(post.get("from_id"))
    if from_id is None:
        raise ParseError("a post without from_id")
    return from_id


def _said(
    account: Account, post: Object, *, by: int, number: str, answer_place: Place, now: datetime
) -> MessageSeen:
    said_at = loose.moment(post.get("date"), now=now)
    return MessageSeen(
        place=Place(kind=PlaceKind.POST, id=number),
        external_id=number,
        author=author(account, by),
        text=loose.text(post.get("text")),
        said_at=said_at,
        version_at=said_at,
        attachments=carried.read_all(post),
        url=post_url(number),
        answer_place=answer_place,
        stated_date=loose.stated_date(post.get("date"), now=now),
    )
