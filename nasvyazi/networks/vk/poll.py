"""Bots Long Poll: events without a public address of our own.

GET {server}?act=a_check&key&ts&wait answers {ts, updates} or {failed}: 1 = history lost, go on from the ts in the
answer; 2 = a new key, the ts stays; 3 = a new key and a new ts, history lost. Updates have a hook's structure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Envelope, NeedsHuman, NothingSent, Polled, Refused, Unclear

from . import errors
from .client import Api, require_trusted
from .hook import envelope

LONGEST_WAIT = 90.0
_MARGIN = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cursor:
    server: str
    key: str
    ts: str

    def dump(self) -> str:
        return json.dumps(asdict(self))


def poll(account: Account, cursor: str, *, wait: float) -> Polled:
    """Wait up to `wait` seconds for events after `cursor` ("" = from now on). Raises NetworkError.

    A long poll server that is gone is like a key that is: VK names another one, and the place in the queue stays.
    """
    known = _load(cursor)
    if known is None:
        known, lost = _server(account), bool(cursor)
    else:
        lost = False
    try:
        told = _ask(account, known, min(wait, LONGEST_WAIT))
    except NothingSent:
        told = {"failed": 2}
    return _polled(account, known, told, lost=lost)


def _polled(account: Account, known: _Cursor, told: Mapping[str, Any], *, lost: bool) -> Polled:
    failed = loose.integer(told.get("failed"))
    ts = loose.text(told.get("ts"))
    if failed is None and ts:
        envelopes = [_envelope(update) for update in loose.items(told.get("updates"))]
        return Polled(envelopes=envelopes, cursor=_moved(known, ts), lost_history=lost)
    if failed is None:
        raise Unclear(errors.UNREADABLE)
    if failed == 1 and ts:
        return Polled(envelopes=(), cursor=_moved(known, ts), lost_history=True)
    fresh = _server(account)
    if failed == 2:
        return Polled(envelopes=(), cursor=_moved(fresh, known.ts), lost_history=lost)
    return Polled(envelopes=(), cursor=fresh.dump(), lost_history=True)


def _ask(account: Account, known: _Cursor, wait: float) -> Mapping[str, Any]:
    """One long poll. The key goes in the address, as every client sends it; it is good for this queue only."""
    query = urlencode({"act": "a_check", "key": known.key, "ts": known.ts, "wait": int(wait)})
    url = require_trusted(account, known.server)
    answer = http.request("GET", f"{url}?{query}", road=account.road, deadline=wait + _MARGIN)
    if answer.status != 200:
        return {"failed": 2}
    try:
        return loose.mapping(answer.json())
    except ValueError:
        raise Unclear(errors.UNREADABLE) from None


def _server(account: Account) -> _Cursor:
    api = Api(account, http.Deadline(_MARGIN))
    try:
        told = loose.mapping(api.call("groups.getLongPollServer", group_id=account.network_id))
    except Refused as error:
        if error.code == "vk:100":
            raise NeedsHuman("vk:longpoll_off", error.message) from error
        raise
    found = _cursor(told)
    if found is None:
        raise Unclear(errors.UNREADABLE)
    return found


def _load(cursor: str) -> _Cursor | None:
    """A saved cursor; None when there is none or it cannot be read."""
    try:
        return _cursor(loose.mapping(json.loads(cursor)))
    except ValueError:
        return None


def _cursor(told: Mapping[str, Any]) -> _Cursor | None:
    server, key, ts = (loose.text(told.get(name)) for name in ("server", "key", "ts"))
    return _Cursor(server=server, key=key, ts=ts) if server and key and ts else None


def _moved(known: _Cursor, ts: str) -> str:
    return _Cursor(server=known.server, key=known.key, ts=ts).dump()


def _envelope(update: Any) -> Envelope:
    """An update as its own body. ASCII escapes keep even what is no valid Unicode."""
    return envelope(loose.mapping(update), json.dumps(update, separators=(",", ":")).encode())
