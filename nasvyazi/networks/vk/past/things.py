"""Topics of the board, read with a service key; photos and videos with their comments, with an administrator's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from nasvyazi.networks import loose
from nasvyazi.networks.base import Account, Envelope, Refused

from ..client import SERVICE, USER
from .paging import Object, date, event, paged, until
from .walls import COMMENTED_FOR

_TOPICS_PAGE, _COMMENTS_PAGE, _PAGE = 100, 100, 200
_CLOSED = ("vk:15", "vk:200", "vk:204")
"""The section is switched off or not open to us (access denied, to an album, to videos): nobody says anything there."""

_Part = Callable[[Account, float], Iterator[list[Envelope]]]


def _where_open(part: _Part) -> _Part:
    def read(account: Account, since: float) -> Iterator[list[Envelope]]:
        try:
            yield from part(account, since)
        except Refused as error:
            if error.code not in _CLOSED:
                raise

    return read


@_where_open
def board(account: Account, since: float) -> Iterator[list[Envelope]]:
    """Topics with new posts."""
    group = account.network_id
    topics = paged(account, SERVICE, "board.getTopics", _TOPICS_PAGE, group_id=group, order=1)
    for topic in topics:
        if (loose.integer(topic.get("updated")) or 0) >= since:
            where = {"topic_owner_id": -int(group), "topic_id": topic.get("id")}
            posts = paged(
                account, SERVICE, "board.getComments", _COMMENTS_PAGE,
                group_id=group, topic_id=loose.text(topic.get("id")), sort="desc",
            )  # fmt: skip
            yield _in_order(account, "board_post_new", [{**one, **where} for one in until(posts, since)])
        elif not topic.get("is_fixed"):
            return


@_where_open
def photos(account: Account, since: float) -> Iterator[list[Envelope]]:
    """New photos in the albums, then new comments under any of them."""
    owner = {"owner_id": f"-{account.network_id}"}
    added = paged(account, USER, "photos.getAll", _PAGE, extended=1, no_service_albums=1, **owner)
    yield _in_order(account, "photo_new", until(added, since))
    told = paged(account, USER, "photos.getAllComments", _COMMENTS_PAGE, **owner)
    placed = [
        {**one, "photo_owner_id": -int(account.network_id), "photo_id": one.get("pid")}
        for one in until(told, since)
    ]
    for _photo, comments in groupby(sorted(placed, key=_photo_of), key=_photo_of):
        yield _in_order(account, "photo_comment_new", comments)


def _photo_of(comment: Object) -> int:
    return loose.integer(comment.get("photo_id")) or 0


@_where_open
def videos(account: Account, since: float) -> Iterator[list[Envelope]]:
    """New videos, and new comments under those that are not too old."""
    owner = {"owner_id": f"-{account.network_id}"}
    listed = paged(account, USER, "video.get", _PAGE, sort_album=0, **owner)
    for video in until(listed, since - COMMENTED_FOR.total_seconds()):
        told = [event(account, "video_new", video)] if date(video) >= since else []
        if loose.integer(video.get("comments")):
            where = {"video_owner_id": -int(account.network_id), "video_id": video.get("id")}
            found = paged(
                account, USER, "video.getComments", _COMMENTS_PAGE,
                video_id=loose.text(video.get("id")), sort="desc", **owner,
            )  # fmt: skip
            fresh = [{**one, **where} for one in until(found, since)]
            told += _in_order(account, "video_comment_new", fresh)
        yield told


def _in_order(account: Account, kind: str, found: Iterable[Object]) -> list[Envelope]:
    """Deleted ones apart: they have no author any more."""
    standing = [one for one in found if not one.get("deleted")]
    return [event(account, kind, one) for one in sorted(standing, key=date)]
