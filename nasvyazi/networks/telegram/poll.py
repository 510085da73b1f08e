"""getUpdates: events without a public address of our own.

`offset` is the last update_id + 1 and confirms all before it; Telegram keeps updates for a day. After a quiet week it
begins its numbers anew, perhaps with a smaller one: an offset that old would hide what comes, so it is left out, and
what Telegram then tells twice is one event (DESIGN §5, invariant 2).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Envelope, Polled, Unclear
from nasvyazi.toolbox.clock import now

from .client import Api
from .errors import UNREADABLE
from .hook import ID, envelope

UPDATES = ("message", "edited_message", "channel_post", "edited_channel_post", "my_chat_member")
"""What Telegram has to tell us for no resident's word to be missed."""
LONGEST_WAIT = 50.0
_MARGIN = 15.0
_QUIET = timedelta(days=6).total_seconds()
_KEPT = timedelta(days=1).total_seconds()


def poll(account: Account, cursor: str, *, wait: float) -> Polled:
    """Wait up to `wait` seconds for updates after `cursor` ("" = all that Telegram keeps). Raises NetworkError."""
    moment = now().timestamp()
    known = _load(cursor)
    last = loose.integer(known.get("last"))
    heard_at, asked_at = loose.number(known.get("heard_at")), loose.number(known.get("asked_at"))
    is_quiet = heard_at is None or moment - heard_at > _QUIET
    wait = min(wait, LONGEST_WAIT)
    told = Api(account, http.Deadline(_MARGIN)).call(
        "getUpdates",
        {
            "timeout": int(wait),
            "offset": "" if last is None or is_quiet else last + 1,
            "allowed_updates": list(UPDATES),
        },
        wait=wait,
    )
    if not isinstance(told, list):
        raise Unclear(UNREADABLE)
    if told:
        last, heard_at = max(filter(None, map(_number, told)), default=last), now().timestamp()
    return Polled(
        envelopes=[_envelope(one) for one in told],
        cursor=json.dumps({"last": last, "heard_at": heard_at, "asked_at": now().timestamp()}),
        lost_history=asked_at is not None and moment - asked_at > _KEPT,
    )


def _number(update: Any) -> int | None:
    return loose.integer(loose.mapping(update).get(ID))


def _envelope(update: Any) -> Envelope:
    """What is no update is kept, too, for a person to see."""
    body = json.dumps(update).encode()
    return (
        Envelope(external_id="", type="unknown", body=body)
        if _number(update) is None
        else envelope(update, body)
    )


def _load(cursor: str) -> Mapping[str, Any]:
    """A saved cursor; nothing when there is none or it cannot be read."""
    try:
        return loose.mapping(json.loads(cursor))
    except ValueError:
        return {}
