"""How MAX writes things down: times in milliseconds, ids of messages as text, other ids as int64 (beyond 2^53)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from nasvyazi.networks import loose

_LONGEST_ID = 64
_MADE = "#"


def message_id(mid: Any, *made_of: object) -> str:
    """What we call a message: its mid ("mid." and 32 hexadecimal digits), or where that does not fit, or is missing,
    something that is the same for the same message and that MAX does not know.
    """
    known = loose.text(mid)
    if known and len(known) <= _LONGEST_ID and not known.startswith(_MADE):
        return known
    text = "\n".join([known, *map(str, made_of)])
    return _MADE + hashlib.sha256(text.encode()).hexdigest()[: _LONGEST_ID - 1]


def is_told(number: str) -> bool:
    """Whether MAX knows a message by this id."""
    return bool(number) and not number.startswith(_MADE)


def moment(value: Any, *, now: datetime) -> datetime:
    """A time from Unix milliseconds; `now` instead of one that is missing, absurd, or still to come."""
    found = loose.moment(_seconds(value), now=now)
    if found == now:
        return now
    return min(found + timedelta(milliseconds=(loose.integer(value) or 0) % 1000), now)


def stated_date(value: Any, *, now: datetime) -> str:
    """The date as MAX gave it, where it cannot be true; "" where it can."""
    return loose.stated_date(_seconds(value), now=now)


def milliseconds(at: datetime) -> int:
    """A moment as MAX writes it."""
    return int(at.timestamp() * 1000)


def when(message: Mapping[str, Any]) -> int:
    """When a message was said, in milliseconds; 0 where it does not say."""
    return loose.integer(message.get("timestamp")) or 0


def order(message: Mapping[str, Any]) -> tuple[int, int]:
    """By what messages are put in order: those of one millisecond by their `seq`."""
    return when(message), loose.integer(loose.mapping(message.get("body")).get("seq")) or 0


def mid_of(message: Mapping[str, Any]) -> str:
    """The mid of a message as MAX tells it."""
    return loose.text(loose.mapping(message.get("body")).get("mid"))


def _seconds(value: Any) -> Any:
    found = loose.integer(value)
    return value if found is None else found // 1000
