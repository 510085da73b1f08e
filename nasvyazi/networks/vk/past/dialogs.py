"""Dialogues with the community, read with its own key."""

from __future__ import annotations

from collections.abc import Iterator

from nasvyazi.networks import loose
from nasvyazi.networks.base import Account, Envelope

from ..client import COMMUNITY
from ..messages import external_id, is_outgoing
from .paging import Object, date, event, paged, until

_DIALOGS_PAGE, _HISTORY_PAGE = 200, 200


def dialogs(account: Account, since: float) -> Iterator[list[Envelope]]:
    """Every dialogue with something new, its messages in the order of time."""
    for peer in _peers(account, since):
        said: dict[str, Object] = {}
        for message in until(_history(account, peer), since):
            # A message that comes while we turn the pages moves the rest: the same may be met twice.
            said.setdefault(external_id(message), message)
        yield [_of_message(account, message) for message in reversed(said.values())]


def _peers(account: Account, since: float) -> Iterator[int]:
    """Dialogues with something newer than the moment, the latest first; pinned ones stand before them all."""
    listed = paged(account, COMMUNITY, "messages.getConversations", _DIALOGS_PAGE, filter="all")
    for one in listed:
        conversation = loose.mapping(one.get("conversation"))
        is_pinned = bool(loose.integer(loose.mapping(conversation.get("sort_id")).get("major_id")))
        is_old = date(loose.mapping(one.get("last_message")), default=since) < since
        if is_old and not is_pinned:
            return
        peer = loose.integer(loose.mapping(conversation.get("peer")).get("id"))
        if peer and not is_old:
            yield peer


def _history(account: Account, peer: int) -> Iterator[Object]:
    return paged(account, COMMUNITY, "messages.getHistory", _HISTORY_PAGE, peer_id=peer)


def _of_message(account: Account, message: Object) -> Envelope:
    if is_outgoing(account, message):
        return event(account, "message_reply", message)
    if loose.integer(message.get("update_time")):
        return event(account, "message_edit", message)
    return event(account, "message_new", {"message": message})
