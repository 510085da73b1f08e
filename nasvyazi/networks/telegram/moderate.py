"""A message is deleted from a group, its author is shut out and let in again: by a bot that may do so.

Facts: deleteMessage, banChatMember, unbanChatMember, banChatSenderChat and unbanChatSenderChat of the Bot API 10.3. The
bot's own token is the key; what it may do in a group, only Telegram knows, and says when it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import http
from nasvyazi.networks.base import Account, NeedsHuman, Place, PlaceKind, Refused
from nasvyazi.networks.optional import Deed

from .client import Api, Params
from .errors import Migrated, explain

HIDING_MEANS = _(
    "In Telegram hiding is deleting for everybody and for good: the message cannot be brought back. The original and a "
    "copy stay with us."
)
MAY_NOT, NO_RESTORE, NO_GROUP = "telegram:may_not_moderate", "telegram:no_restore", "telegram:no_group"
_GONE = "telegram:message_gone"
_NO_RIGHT = frozenset({"telegram:rights", "telegram:forbidden", "telegram:not_deletable"})
_GROUPS = (PlaceKind.COMMENT, PlaceKind.CHAT)
_SUPERGROUPS = -1_000_000_000_000
_LONGEST, _SHORTEST = timedelta(days=366), timedelta(seconds=30)
"""A ban that would end outside of these from now on is for good to Telegram."""


def refuses(deed: Deed, place: Place) -> str:
    """Why this cannot be done to what stands in a place (a msgid); "" when it can be tried."""
    if place.kind not in _GROUPS:
        return explain(NO_GROUP)
    return explain(NO_RESTORE) if deed is Deed.RESTORE else ""


def remove(account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
    """Delete a message for everybody; False when it is not there any more. Raises NetworkError."""
    if not external_id.isdecimal():
        raise Refused(NO_GROUP)
    try:
        _in_group(account, place, deadline, "deleteMessage", {"message_id": external_id})
    except Refused as error:
        if error.code == _GONE:
            return False
        raise
    return True


def ban(account: Account, place: Place, author_id: str, *, until: datetime | None, deadline: float) -> bool:
    """Shut somebody out of the group; False when Telegram will not end it at `until`. Raises NetworkError.

    Whoever writes in the name of a channel of their own is shut out as that channel, which has no term.
    """
    if _is_channel(author_id):
        _in_group(account, place, deadline, "banChatSenderChat", {"sender_chat_id": author_id})
        return until is None
    ends = until is None or (_is_supergroup(place) and _SHORTEST < until - datetime.now(UTC) < _LONGEST)
    term: Params = {"until_date": int(until.timestamp())} if until is not None else {}
    _in_group(account, place, deadline, "banChatMember", {"user_id": author_id, **term})
    return ends


def unban(account: Account, place: Place, author_id: str, *, deadline: float) -> None:
    """Let somebody into the group again; whoever is in it stays there. Raises NetworkError."""
    if _is_channel(author_id):
        _in_group(account, place, deadline, "unbanChatSenderChat", {"sender_chat_id": author_id})
    else:
        who: Params = {"user_id": author_id, "only_if_banned": True}
        _in_group(account, place, deadline, "unbanChatMember", who)


def _in_group(account: Account, place: Place, deadline: float, method: str, params: Params) -> Any:
    """A call about a group; about the one that it has meanwhile become, where Telegram says so."""
    if place.kind not in _GROUPS:
        raise Refused(NO_GROUP)
    api = Api(account, http.Deadline(deadline))
    with _moderating():
        try:
            return api.call(method, {"chat_id": _group(place), **params})
        except Migrated as moved:
            return api.call(method, {"chat_id": moved.chat, **params})


@contextmanager
def _moderating() -> Iterator[None]:
    """A right that is missing is missing for moderation: it has a sentence of its own."""
    try:
        yield
    except Refused as error:
        if error.code in _NO_RIGHT:
            raise NeedsHuman(MAY_NOT, error.message) from error
        raise


def _group(place: Place) -> str:
    return place.id.partition("_")[0]


def _is_supergroup(place: Place) -> bool:
    return int(_group(place)) < _SUPERGROUPS


def _is_channel(author_id: str) -> bool:
    """People have positive ids, chats negative ones."""
    return author_id.startswith("-")
