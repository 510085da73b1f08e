"""The wall with its comments, read with a service key, and suggested posts, with an administrator's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from nasvyazi.networks import loose
from nasvyazi.networks.base import Account, Envelope

from ..client import SERVICE, USER, answer_items
from .paging import Object, date, event, paged

_WALL_PAGE, _COMMENTS_PAGE, _THREAD_PAGE = 100, 100, 10
COMMENTED_FOR = timedelta(days=30)
"""Under what is older than this when the gap begins, new comments are not looked for."""


def wall(account: Account, since: float) -> Iterator[list[Envelope]]:
    """Posts, each followed by the comments under it. Comments under older posts are looked for, too, for a while."""
    for post in _posts(account, SERVICE, since - COMMENTED_FOR.total_seconds()):
        told = [event(account, "wall_post_new", post)] if date(post) >= since else []
        if loose.integer(loose.mapping(post.get("comments")).get("count")):
            fresh = [one for one in _comments(account, _where(post)) if date(one) >= since]
            told += [_of_comment(account, post, one) for one in sorted(fresh, key=date)]
        yield told


def suggested(account: Account, since: float) -> Iterator[list[Envelope]]:
    """What residents suggested for the wall and nobody has published yet."""
    yield [event(account, "wall_post_new", one) for one in _posts(account, USER, since, filter="suggests")]


def _posts(account: Account, token: str, since: float, **more: str) -> Iterator[Object]:
    """Posts down to a moment; a pinned one stands first whatever its age."""
    wall = {"owner_id": f"-{account.network_id}", **more}
    for post in paged(account, token, "wall.get", _WALL_PAGE, **wall):
        if date(post, default=since) >= since:
            yield post
        elif not post.get("is_pinned"):
            return


def _where(post: Object) -> dict[str, str]:
    return {"owner_id": loose.text(post.get("owner_id")), "post_id": loose.text(post.get("id"))}


def _comments(account: Account, where: Mapping[str, str]) -> Iterator[Object]:
    """All comments under a post. A new answer may stand under the oldest of them: no date says where to stop."""
    listed = paged(
        account, SERVICE, "wall.getComments", _COMMENTS_PAGE,
        sort="desc", preview_length=0, thread_items_count=_THREAD_PAGE, **where,
    )  # fmt: skip
    for comment in listed:
        yield comment
        thread = loose.mapping(comment.get("thread"))
        shown = answer_items(thread)
        if (loose.integer(thread.get("count")) or 0) > len(shown):
            number = loose.text(comment.get("id"))
            yield from paged(
                account, SERVICE, "wall.getComments", _COMMENTS_PAGE,
                sort="desc", preview_length=0, comment_id=number, **where,
            )  # fmt: skip
        else:
            yield from shown


def _of_comment(account: Account, post: Object, comment: Object) -> Envelope:
    """A deleted comment is still listed while answers stand under it."""
    placed = {**comment, "post_owner_id": post.get("owner_id"), "post_id": post.get("id")}
    placed.pop("thread", None)
    return event(account, "wall_reply_delete" if comment.get("deleted") else "wall_reply_new", placed)
