"""Messages and comments turned page by page: GET /messages and GET /messages/{post}/comments."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Place, Throttled, Unclear
from nasvyazi.networks.limits import limiter

from . import wire
from .client import Api, Object, Query
from .errors import UNREADABLE
from .send import path_of

_PAGE = 100
_MOST_PAGES = 50
_CALL_SECONDS = 20.0
_TURNS, _SHORT = 3, timedelta(seconds=5)
"""So often a page is asked for again when MAX asks to wait, if it asks for no longer than that."""
_READS = 8.0
"""Calls a second: together with what is written (`Pace`) still below the thirty of MAX."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of messages, and what its bounds in time are called. Both are inclusive."""

    path: str
    query: Mapping[str, str]
    oldest: str
    newest: str


def messages_of(chat: str) -> Listing:
    """What was said in a chat. `from` is the newer end (`t <= from`), `to` the older, newest first."""
    return Listing("/messages", {"chat_id": chat}, oldest="to", newest="from")


def comments_under(post: Place) -> Listing:
    """Comments under a post. Raises Refused for a post whose id we cannot name."""
    return Listing(path_of(post), {}, oldest="after", newest="before")


def read(account: Account, listing: Listing, since: int) -> list[Object]:
    """Everything said since a moment (milliseconds), oldest first, each once. Raises NetworkError.

    In which order comments are listed is not documented: each page says itself on which side the next one lies.
    """
    bounds: dict[str, int] = {listing.oldest: since}
    found: dict[str, Object] = {}
    for _page in range(_MOST_PAGES):
        told = page(account, listing, bounds)
        fresh = {key: one for one in told if (key := _key(one)) not in found}
        found |= fresh
        if len(told) < _PAGE or not fresh:
            break
        first, last = wire.when(told[0]), wire.when(told[-1])
        bounds[listing.oldest if first < last else listing.newest] = last
    return sorted((one for one in found.values() if wire.when(one) >= since), key=wire.order)


def _key(message: Object) -> str:
    """What tells a message from the others; one that only passes another one on may have no id."""
    sender = loose.mapping(message.get("sender")).get("user_id")
    return wire.message_id(wire.mid_of(message), wire.when(message), loose.text(sender))


def page(
    account: Account, listing: Listing, bounds: Mapping[str, int], *, deadline: float = _CALL_SECONDS
) -> list[Object]:
    """One page of a list. Raises NetworkError."""
    query: dict[str, str | int] = {**listing.query, **bounds, "count": _PAGE}
    told = patiently(account, listing.path, query, deadline=deadline).get("messages")
    if not isinstance(told, list):
        raise Unclear(UNREADABLE)
    return [loose.mapping(one) for one in told]


def patiently(account: Account, path: str, query: Query, *, deadline: float = _CALL_SECONDS) -> Object:
    """A reading call at a gentle pace; "too many a second" is waited out. Raises NetworkError."""
    clock = http.Deadline(deadline)
    api = Api(account, clock)
    limiter(f"{account.secrets.get('token', '')} reads", _READS).wait(clock.left())
    for turn in range(_TURNS):
        try:
            return api.get(path, query)
        except Throttled as error:
            if turn == _TURNS - 1 or error.retry_after > _SHORT:
                raise
            time.sleep(error.retry_after.total_seconds())
    raise AssertionError("the last turn returns or raises")
