"""The wall: posts of the community and of residents, comments under posts; from events or wall.get*."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import (
    Account,
    Change,
    MessageGone,
    MessageSeen,
    ParseError,
    Place,
    PlaceKind,
    PostSeen,
    Seen,
    Unsupported,
)

from . import attachments
from .messages import author, made_id

Object = Mapping[str, Any]


def read_post(account: Account, post: Object, *, now: datetime) -> Seen:
    """A post of the community itself is a PostSeen; a resident's, suggested or on the open wall, a MessageSeen.

    A suggested post is answered in the dialogue with its author, a post on the wall in the comments under it.
    Raises ParseError when nobody wrote it.
    """
    from_id = loose.integer(post.get("from_id"))
    if from_id is None:
        raise ParseError("a post without from_id")
    kind = loose.text(post.get("post_type"))
    if kind == "postpone":
        return Unsupported(type="wall_post_new", why="the post is not published yet")
    number = _number(account, post.get("owner_id") or post.get("to_id"), post.get("id")) or made_id(post)
    text = loose.text(post.get("text"))
    said_at = loose.moment(post.get("date"), now=now)
    attached = attachments.read_all(post)
    url = post_url(number)
    if from_id == -int(account.network_id):
        return PostSeen(
            external_id=number,
            text=text,
            published_at=said_at,
            version_at=said_at,
            url=url,
            attachments=attached,
        )
    suggested = kind == "suggest"
    return MessageSeen(
        place=Place(kind=PlaceKind.POST, id=number),
        external_id=number,
        author=author(account, from_id),
        text=text,
        said_at=said_at,
        version_at=said_at,
        attachments=attached,
        url=url,
        answer_place=Place(
            kind=PlaceKind.DIALOG if suggested else PlaceKind.COMMENT,
            id=str(from_id) if suggested else number,
        ),
        stated_date=loose.stated_date(post.get("date"), now=now),
    )


def read_comment(
    account: Account, comment: Object, *, now: datetime, change: Change = Change.NEW
) -> MessageSeen:
    """A comment under a post; in the community's own name it is outgoing.

    VK does not say when a comment was edited or restored: then `version_at` is `now`.
    Raises ParseError when nobody wrote it.
    """
    from_id = loose.integer(comment.get("from_id"))
    if from_id is None:
        raise ParseError("a comment without from_id")
    place = _place(account, comment)
    external_id = comment_id(comment)
    said_at = loose.moment(comment.get("date"), now=now)
    return MessageSeen(
        place=place,
        external_id=external_id,
        author=author(account, from_id),
        text=loose.text(comment.get("text")),
        said_at=said_at,
        version_at=said_at if change is Change.NEW else now,
        change=change,
        outgoing=from_id == -int(account.network_id),
        attachments=attachments.read_all(comment),
        post_id=place.id,
        reply_to=loose.text(comment.get("reply_to_comment") or ""),
        url=comment_url(place, external_id),
        stated_date=loose.stated_date(comment.get("date"), now=now),
    )


def read_deleted_comment(account: Account, gone: Object, *, now: datetime) -> MessageGone:
    """A comment that was deleted, by its author or by staff (who did it is not always told)."""
    if loose.integer(gone.get("id")) is None:
        raise ParseError("a deleted comment without id")
    return MessageGone(place=_place(account, gone), external_id=comment_id(gone), at=now)


def comment_id(comment: Object) -> str:
    """The id of a comment within the wall."""
    number = loose.integer(comment.get("id"))
    return str(number) if number is not None and number > 0 else made_id(comment)


def post_url(number: str) -> str:
    """A post in VK, by `<owner>_<post>`; "" for an id that we made ourselves."""
    return f"https://vk.com/wall{number}" if "_" in number else ""


def comment_url(place: Place, external_id: str) -> str:
    """A comment in VK."""
    return f"https://vk.com/wall{place.id}?reply={external_id}"


def _place(account: Account, comment: Object) -> Place:
    """Where the comment stands; events name the wall `post_owner_id`, answers of methods `owner_id`."""
    owner = comment.get("post_owner_id") or comment.get("owner_id")
    number = _number(account, owner, comment.get("post_id") or 0)
    return Place(kind=PlaceKind.COMMENT, id=number or f"-{account.network_id}_0")


def _number(account: Account, owner: Any, number: Any) -> str:
    """`<owner>_<id>`; our own wall when the owner is not told; "" without an id."""
    found = loose.integer(number)
    return "" if found is None else f"{loose.integer(owner) or -int(account.network_id)}_{found}"
