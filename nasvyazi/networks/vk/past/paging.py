"""Lists of VK turned page by page, and events made of what stands in them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Envelope, KeyMissing, NeedsHuman, Throttled

from ..client import API_VERSION, COMMUNITY, Api, answer_items
from ..parse import READ_BACK

Object = Mapping[str, Any]
_CALL_SECONDS = 20.0
_TURNS, _SHORT = 5, timedelta(seconds=5)
"""So often a page is asked for again when VK asks to wait, if it asks for no longer than that."""
_MOST_PAGES = 50
"""Of one list: 10,000 dialogues, 10,000 messages of one, 5,000 comments. A bound, should VK never come to an end."""


def paged(account: Account, token: str, method: str, size: int, **params: str | int) -> Iterator[Object]:
    """The objects of a list, page by page, each page within a deadline of its own. Raises NetworkError.

    The channel can do without any key but the community's: one that VK does not take for this is as good as missing.
    """
    for page in range(_MOST_PAGES):
        try:
            told = answer_items(_patiently(account, token, method, count=size, offset=page * size, **params))
        except NeedsHuman as error:
            if token == COMMUNITY:
                raise
            raise KeyMissing(error.code, error.message) from error
        yield from told
        if len(told) < size:
            return


def _patiently(account: Account, token: str, method: str, **params: str | int) -> Any:
    """A call; "too many a second" is waited out, for another process may use the same key."""
    for turn in range(_TURNS):
        try:
            return Api(account, http.Deadline(_CALL_SECONDS), token=token).call(method, **params)
        except Throttled as error:
            if turn == _TURNS - 1 or error.retry_after > _SHORT:
                raise
            time.sleep(error.retry_after.total_seconds())
    raise AssertionError("the last turn returns or raises")


def until(listed: Iterator[Object], since: float) -> Iterator[Object]:
    """Of what is listed newest first, what is not older than the moment."""
    for one in listed:
        if date(one, default=since) < since:
            return
        yield one


def date(item: Object, *, default: float = 0) -> float:
    """When it was said, in Unix seconds."""
    return loose.integer(item.get("date")) or default


def event(account: Account, kind: str, told: Object) -> Envelope:
    """An event as VK would tell it, with the same bytes for the same thing; it has no id of its own."""
    body = {
        "type": kind, "group_id": int(account.network_id), "v": API_VERSION, READ_BACK: True, "object": told,
    }  # fmt: skip
    return Envelope(external_id="", type=kind, body=json.dumps(body, sort_keys=True).encode())
