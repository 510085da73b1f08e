"""What people write under posts, photos, videos and goods, and in the topics of the discussion board.

All of these are comments to VK (schema 5.199, wall_wall_comment and board_topic_comment), told by events of the same
four kinds. They differ in where the place is named: recorded events have members that the schema forgets
(`post_owner_id`, `topic_id`, a shop's `item_id`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
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
)

from . import carried
from .messages import author
from .shapes import made_id

Object = Mapping[str, Any]
_ADDRESSED = re.compile(r"\[(?:id|club|public)[0-9]+:bp-?[0-9]+_([0-9]+)\|")
"""How an answer in a topic of the board begins: whom it answers, and which post of theirs."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where comments of one kind stand.

    `section` has the methods for them (<section>.createComment, <section>.getComments). `owner` and `number` are the
    members of events that name the owner and the thing; the first of `number` is what methods call it, too.
    `address` is a comment in VK.
    """

    kind: PlaceKind
    section: str
    owner: str
    number: tuple[str, ...]
    address: str

    def named(self, place: Place) -> dict[str, str]:
        """A place of this kind as the methods of its section name it."""
        owner, _underscore, number = place.id.partition("_")
        if self.kind is PlaceKind.BOARD:
            return {"group_id": owner.removeprefix("-"), self.number[0]: number}
        return {"owner_id": owner, self.number[0]: number}


WALL = Ground(PlaceKind.COMMENT, "wall", "post_owner_id", ("post_id",), "wall{place}?reply={comment}")
PHOTO = Ground(
    PlaceKind.PHOTO, "photos", "photo_owner_id", ("photo_id", "pid"), "photo{place}?reply={comment}"
)
VIDEO = Ground(PlaceKind.VIDEO, "video", "video_owner_id", ("video_id",), "video{place}?reply={comment}")
MARKET = Ground(
    PlaceKind.MARKET, "market", "market_owner_id", ("item_id", "photo_id"), "market{owner}?w=product{place}"
)
BOARD = Ground(PlaceKind.BOARD, "board", "topic_owner_id", ("topic_id",), "topic{place}?post={comment}")
GROUNDS = {ground.kind: ground for ground in (WALL, PHOTO, VIDEO, MARKET, BOARD)}


def read_comment(
    account: Account, comment: Object, *, now: datetime, ground: Ground = WALL, change: Change = Change.NEW
) -> MessageSeen:
    """A comment of anybody; in the community's own name it is outgoing.

    VK does not say when a comment was edited or restored: then `version_at` is `now`.
    Raises ParseError when nobody wrote it.
    """
    from_id = loose.integer(comment.get("from_id"))
    if from_id is None:
        raise ParseError("a comment without from_id")
    place = _place(account, comment, ground)
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
        attachments=carried.read_all(comment),
        post_id=place.id if ground is WALL else "",
        reply_to=_reply_to(comment, ground),
        url=comment_url(place, external_id),
        stated_date=loose.stated_date(comment.get("date"), now=now),
    )


def read_deleted(account: Account, gone: Object, *, now: datetime, ground: Ground = WALL) -> MessageGone:
    """A comment that was deleted, by its author or by staff (who did it is not always told). Raises ParseError."""
    if loose.integer(gone.get("id")) is None:
        raise ParseError("a deleted comment without id")
    return MessageGone(place=_place(account, gone, ground), external_id=comment_id(gone), at=now)


def comment_id(comment: Object) -> str:
    """The id of a comment among those of its owner."""
    number = loose.integer(comment.get("id"))
    return str(number) if number is not None and number > 0 else made_id(comment)


def comment_url(place: Place, external_id: str) -> str:
    """A comment in VK."""
    owner = place.id.partition("_")[0]
    path = GROUNDS[place.kind].address.format(owner=owner, place=place.id, comment=external_id)
    return f"https://vk.com/{path}"


def numbered(account: Account, owner: Any, number: Any) -> str:
    """`<owner>_<id>`; our own community when the owner is not told; "" without an id."""
    found = loose.integer(number)
    return "" if found is None else f"{loose.integer(owner) or -int(account.network_id)}_{found}"


def _place(account: Account, comment: Object, ground: Ground) -> Place:
    """Where the comment stands; new ones name the owner as `ground.owner`, deletions and methods as `owner_id`."""
    owner = comment.get(ground.owner) or comment.get("owner_id")
    number = next(filter(None, map(comment.get, ground.number)), 0)
    place = numbered(account, owner, number) or f"-{account.network_id}_0"
    return Place(kind=ground.kind, id=place)


def _reply_to(comment: Object, ground: Ground) -> str:
    """The comment that is answered; where only the thread is told, the comment it stands under."""
    if ground is BOARD:
        addressed = _ADDRESSED.match(loose.text(comment.get("text")))
        return addressed[1] if addressed else ""
    above = [loose.integer(one) for one in loose.items(comment.get("parents_stack"))]
    told = loose.integer(comment.get("reply_to_comment")) or (above[-1] if above else None)
    return str(told) if told else ""
