"""Reading back what MAX could not tell, and what it never tells: comments.

MAX repeats a delivery for eight hours and then drops the subscription. What was said in channels and groups is shown
to their administrator, what was said in a dialogue to its bot; which dialogues there are is shown to nobody (GET /chats
was taken away in June 2026), so only those that we know are read. No update tells of comments under posts: reading is
the only road, every minute under fresh posts and hourly under older ones. Each thing becomes the update that MAX would
have told of it, marked as read, so that one parser reads both.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ParamSpec

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import loose
from nasvyazi.networks.base import Account, Envelope, NetworkError, Place, PlaceKind, Refused
from nasvyazi.networks.optional import HistoryPart

from . import chats, wire
from .client import part
from .errors import NOT_OPEN
from .hook import KIND
from .messages import comments_of
from .paging import comments_under, messages_of, patiently, read
from .parse import CHAT_FOUND, READ_BACK

HISTORY = (
    HistoryPart(code="dialogs", title=_("private messages"), needs_dialogs=True),
    HistoryPart(code="new_dialogs", title=_("first private messages of residents"), is_readable=False),
    HistoryPart(code="chats", title=_("group chats")),
    HistoryPart(code="posts", title=_("posts")),
    HistoryPart(
        code="comments", title=_("comments under fresh posts"), every=timedelta(minutes=1), is_told=False
    ),
    HistoryPart(code="late_comments", title=_("comments under older posts"), is_told=False),
)
FRESH, COMMENTED_FOR = timedelta(days=3), timedelta(days=30)
"""Comments are read every minute under posts so young, hourly under all, and under those older than the second no
more."""
_VOLATILE = frozenset({"last_activity_time", "stat"})
"""What changes by itself: read twice, a message has the same bytes."""

Object = Mapping[str, Any]
P = ParamSpec("P")


def read_back(account: Account, code: str, *, since: datetime) -> Iterator[Sequence[Envelope]]:
    """What was said in a part since a moment, one conversation after another. Raises NetworkError."""
    reader = _READERS.get(code)
    if reader is None:
        raise Refused("max:history")
    for told in reader(account, since):
        if told:
            yield told


def channels_of(account: Account) -> list[str]:
    """The channels that are read: those in which the bot is known to sit, and the one that was named.

    Raises NetworkError.
    """
    named = account.secrets.get("channel", "")
    numbers = [named]
    if named and loose.integer(named) is None:
        numbers = [loose.text(chat.get("chat_id")) for chat in _where_open(_look, account, named)]
    return list(dict.fromkeys(filter(None, [*account.channels, *numbers])))


def _dialogs(account: Account, since: datetime) -> Iterator[list[Envelope]]:
    for number in account.dialogs:
        if not chats.is_by_user(Place(kind=PlaceKind.DIALOG, id=number)):
            yield _said(account, number, since)


def _chats(account: Account, since: datetime) -> Iterator[list[Envelope]]:
    channels = channels_of(account)
    yield from _with_titles(account, [one for one in account.chats if one not in channels], since)


def _posts(account: Account, since: datetime) -> Iterator[list[Envelope]]:
    yield from _with_titles(account, channels_of(account), since)


def _with_titles(account: Account, numbers: Sequence[str], since: datetime) -> Iterator[list[Envelope]]:
    """Each chat itself, for no message says what it is called, then what was said in it."""
    for number in numbers:
        about = [
            _update(
                CHAT_FOUND, chat={name: chat.get(name) for name in ("chat_id", "type", "title", "status")}
            )
            for chat in _where_open(_look, account, number)
        ]
        yield [*about, *_said(account, number, since)]


def _look(account: Account, name: str) -> list[Object]:
    return [patiently(account, f"/chats/{part(name)}", {})]


def _said(account: Account, chat: str, since: datetime) -> list[Envelope]:
    told = _where_open(read, account, messages_of(chat), wire.milliseconds(since))
    return [_message(one) for one in told]


def _fresh_comments(account: Account, since: datetime) -> Iterator[list[Envelope]]:
    yield from _comments(account, since, FRESH)


def _late_comments(account: Account, since: datetime) -> Iterator[list[Envelope]]:
    yield from _comments(account, since, COMMENTED_FOR)


def _comments(account: Account, since: datetime, age: timedelta) -> Iterator[list[Envelope]]:
    """New comments under the posts that were so young when the gap began, or are newer.

    One post may be gone by now; where none is shown with its comments, that is an error and not their end.
    """
    refusals: list[Refused] = []
    is_shown = False
    for post in _fresh_posts(account, wire.milliseconds(since - age)):
        try:
            told = _under(account, post, since)
        except Refused as error:
            if error.code not in NOT_OPEN:
                raise
            refusals.append(error)
        else:
            is_shown = True
            yield told
    if refusals and not is_shown:
        raise refusals[-1]


def _fresh_posts(account: Account, oldest: int) -> Iterator[str]:
    """The posts of all channels since a moment, newest first."""
    for channel in channels_of(account):
        published = _where_open(read, account, messages_of(channel), oldest)
        yield from filter(None, map(wire.mid_of, reversed(published)))


def _under(account: Account, post: str, since: datetime) -> list[Envelope]:
    told = read(account, comments_under(comments_of(post)), wire.milliseconds(since))
    return [
        _message({**one, "recipient": {**loose.mapping(one.get("recipient")), "post_id": post}})
        for one in told
    ]


def _where_open(reading: Callable[P, list[Object]], *args: P.args, **more: P.kwargs) -> list[Object]:
    """What is read; nothing where the bot is no administrator any more, which `check` says, or the post is gone."""
    try:
        return reading(*args, **more)
    except NetworkError as error:
        if error.code in NOT_OPEN:
            return []
        raise


def _message(message: Object) -> Envelope:
    return _update("message_created", timestamp=wire.when(message), message=_still(message))


def _update(kind: str, **told: Any) -> Envelope:
    """An update as MAX would tell it, with the same bytes for the same thing; it has no id of its own."""
    body = json.dumps({KIND: kind, READ_BACK: True, **told}, sort_keys=True).encode()
    return Envelope(external_id="", type=kind, body=body)


def _still(value: Any) -> Any:
    """A message without what changes by itself."""
    if isinstance(value, dict):
        return {name: _still(inner) for name, inner in value.items() if name not in _VOLATILE}
    return [_still(inner) for inner in value] if isinstance(value, list) else value


_READERS: Mapping[str, Callable[[Account, datetime], Iterator[list[Envelope]]]] = {
    "dialogs": _dialogs,
    "chats": _chats,
    "posts": _posts,
    "comments": _fresh_comments,
    "late_comments": _late_comments,
}
