"""GET /updates: events without a public address of our own. MAX advises it for trying out only.

`marker` is where the next ones begin, and takes all before it as read. Without one MAX tells the last update alone.
Since May 2026: two calls a second, 30 seconds each, 100 updates at once, kept for a day (maxapi 1.2.3, get_updates);
what is older is found where the past is read.
"""

from __future__ import annotations

import json
from typing import Any

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Envelope, HookMalformed, NeedsHuman, Polled, Unclear
from nasvyazi.networks.limits import limiter

from .client import Api, Object
from .errors import NOT_ALLOWED, UNREADABLE
from .hook import envelope

UPDATES = (
    "message_created",
    "message_edited",
    "message_removed",
    "bot_started",
    "bot_stopped",
    "bot_added",
    "bot_removed",
    "chat_title_changed",
)
"""What MAX has to tell us for no resident's word to be missed."""
LONGEST_WAIT = 30.0
_MARGIN = 15.0
_AT_ONCE = 100
_A_SECOND = 1.8


def poll(account: Account, cursor: str, *, wait: float) -> Polled:
    """Wait up to `wait` seconds for updates after `cursor` ("" = the last one). Raises NetworkError."""
    told = _ask(account, cursor, min(wait, LONGEST_WAIT))
    updates = told.get("updates")
    if not isinstance(updates, list):
        raise Unclear(UNREADABLE)
    marker = loose.integer(told.get("marker"))
    return Polled(
        envelopes=[_envelope(one) for one in updates], cursor=cursor if marker is None else str(marker)
    )


def _ask(account: Account, marker: str, wait: float) -> Object:
    query: dict[str, str | int] = {"limit": _AT_ONCE, "timeout": int(wait), "types": ",".join(UPDATES)}
    if marker:
        query["marker"] = marker
    clock = http.Deadline(_MARGIN)
    api = Api(account, clock)
    limiter(f"{account.secrets.get('token', '')} polls", _A_SECOND).wait(clock.left())
    try:
        return api.get("/updates", query, wait=wait)
    except NeedsHuman as error:
        if error.code != NOT_ALLOWED:
            raise
        raise NeedsHuman("max:webhook_active", error.message) from error


def _envelope(update: Any) -> Envelope:
    """What is no update is kept, too, for a person to see."""
    body = json.dumps(update).encode()
    try:
        return envelope(update, body)
    except HookMalformed:
        return Envelope(external_id="", type="unknown", body=body)
