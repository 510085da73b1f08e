"""Reading back what VK could not tell: dialogues, the wall with its comments, suggested posts.

VK repeats a delivery for an hour and three quarters and then drops it, and may stop calling altogether; its long poll
forgets, too. What people wrote is still there: messages.getConversations and getHistory show it to the community's key,
wall.get and getComments to a service key, suggested posts only to an administrator's own (schema 5.199; FACTS.md).
Each thing becomes the event that VK would have told of it, marked `read_back`, so that one parser reads both.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Envelope, Refused
from nasvyazi.networks.optional import HistoryPart

from .client import API_VERSION, COMMUNITY, SERVICE, USER, Api, answer_items
from .messages import external_id, is_outgoing
from .parse import READ_BACK

HISTORY = (
    HistoryPart(code="dialogs", title=_("private messages")),
    HistoryPart(code="wall", title=_("posts and comments")),
    HistoryPart(code="suggested", title=_("suggested posts")),
)
_CALL_SECONDS = 20.0
_DIALOGS_PAGE, _HISTORY_PAGE, _WALL_PAGE, _COMMENTS_PAGE, _THREAD_PAGE = 200, 200, 100, 100, 10
_MOST_PAGES = 50
"""Of one list: 10,000 dialogues, 10,000 messages of one, 5,000 comments. A bound, should VK never come to an end."""
_COMMENTED_FOR = timedelta(days=30)
"""Under posts that are older than this when the gap begins, new comments are not looked for."""

Object = Mapping[str, Any]


def read_back(account: Account, part: str, *, since: datetime) -> Iterator[Sequence[Envelope]]:
    """What was said in a part since a moment, one conversation after another. Raises NetworkError."""
    reader = _READERS.get(part)
    if reader is None:
        raise Refused("vk:history")
    for told in reader(account, since.timestamp()):
        if told:
            yield told


# --------------------------------------------------------------------------- dialogues


def _dialogs(account: Account, since: float) -> Iterator[list[Envelope]]:
    for peer in _peers(account, since):
        said: dict[str, Object] = {}
        for message in _until(_history(account, peer), since):
            # A message that comes while we turn the pages moves the rest: the same may be met twice.
            said.setdefault(external_id(message), message)
        yield [_of_message(account, message) for message in reversed(said.values())]


def _peers(account: Account, since: float) -> Iterator[int]:
    """Dialogues with something newer than the moment, the latest first."""
    listed = _paged(account, COMMUNITY, "messages.getConversations", _DIALOGS_PAGE, filter="all")
    for one in listed:
        if _date(loose.mapping(one.get("last_message")), default=since) < since:
            return
        peer = loose.integer(loose.mapping(loose.mapping(one.get("conversation")).get("peer")).get("id"))
        if peer:
            yield peer


def _history(account: Account, peer: int) -> Iterator[Object]:
    return _paged(account, COMMUNITY, "messages.getHistory", _HISTORY_PAGE, peer_id=peer)


def _of_message(account: Account, message: Object) -> Envelope:
    if is_outgoing(account, message):
        return _event(account, "message_reply", message)
    if loose.integer(message.get("update_time")):
        return _event(account, "message_edit", message)
    return _event(account, "message_new", {"message": message})


# --------------------------------------------------------------------------- the wall


def _wall(account: Account, since: float) -> Iterator[list[Envelope]]:
    """Posts, each followed by the comments under it. Comments under older posts are looked for, too, for a while."""
    for post in _posts(account, SERVICE, since - _COMMENTED_FOR.total_seconds()):
        told = [_event(account, "wall_post_new", post)] if _date(post) >= since else []
        if loose.integer(loose.mapping(post.get("comments")).get("count")):
            fresh = [one for one in _comments(account, _where(post)) if _date(one) >= since]
            told += [_of_comment(account, post, one) for one in sorted(fresh, key=_date)]
        yield told


def _suggested(account: Account, since: float) -> Iterator[list[Envelope]]:
    yield [_event(account, "wall_post_new", one) for one in _posts(account, USER, since, filter="suggests")]


def _posts(account: Account, token: str, since: float, **more: str) -> Iterator[Object]:
    """Posts down to a moment; a pinned one stands first whatever its age."""
    wall = {"owner_id": f"-{account.network_id}", **more}
    for post in _paged(account, token, "wall.get", _WALL_PAGE, **wall):
        if _date(post, default=since) >= since:
            yield post
        elif not post.get("is_pinned"):
            return


def _where(post: Object) -> dict[str, str]:
    return {"owner_id": loose.text(post.get("owner_id")), "post_id": loose.text(post.get("id"))}


def _comments(account: Account, where: Mapping[str, str]) -> Iterator[Object]:
    """All comments under a post. A new answer may stand under the oldest of them: no date says where to stop."""
    listed = _paged(
        account, SERVICE, "wall.getComments", _COMMENTS_PAGE,
        sort="desc", preview_length=0, thread_items_count=_THREAD_PAGE, **where,
    )  # fmt: skip
    for comment in listed:
        yield comment
        thread = loose.mapping(comment.get("thread"))
        shown = answer_items(thread)
        if (loose.integer(thread.get("count")) or 0) > len(shown):
            number = loose.text(comment.get("id"))
            yield from _paged(
                account, SERVICE, "wall.getComments", _COMMENTS_PAGE,
                sort="desc", preview_length=0, comment_id=number, **where,
            )  # fmt: skip
        else:
            yield from shown


def _of_comment(account: Account, post: Object, comment: Object) -> Envelope:
    """A deleted comment is still listed while answers stand under it."""
    placed = {**comment, "post_owner_id": post.get("owner_id"), "post_id": post.get("id")}
    placed.pop("thread", None)
    return _event(account, "wall_reply_delete" if comment.get("deleted") else "wall_reply_new", placed)


# --------------------------------------------------------------------------- pages and events


def _paged(account: Account, token: str, method: str, size: int, **params: str | int) -> Iterator[Object]:
    """The objects of a list, page by page, each page within a deadline of its own."""
    for page in range(_MOST_PAGES):
        api = Api(account, http.Deadline(_CALL_SECONDS), token=token)
        told = answer_items(api.call(method, count=size, offset=page * size, **params))
        yield from told
        if len(told) < size:
            return


def _until(listed: Iterator[Object], since: float) -> Iterator[Object]:
    """Of what is listed newest first, what is not older than the moment."""
    for one in listed:
        if _date(one, default=since) < since:
            return
        yield one


def _date(item: Object, *, default: float = 0) -> float:
    return loose.integer(item.get("date")) or default


def _event(account: Account, kind: str, told: Object) -> Envelope:
    """An event as VK would tell it, with the same bytes for the same thing; it has no id of its own."""
    event = {
        "type": kind, "group_id": int(account.network_id), "v": API_VERSION, READ_BACK: True, "object": told,
    }  # fmt: skip
    return Envelope(external_id="", type=kind, body=json.dumps(event, sort_keys=True).encode())


_READERS: Mapping[str, Callable[[Account, float], Iterator[list[Envelope]]]] = {
    "dialogs": _dialogs,
    "wall": _wall,
    "suggested": _suggested,
}
