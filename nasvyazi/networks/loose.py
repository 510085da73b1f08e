"""Reading what a network sent without trusting its shape: every getter gives a value or an honest nothing."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from nasvyazi.toolbox.text import storable

_INTEGER = re.compile(r"-?[0-9]{1,19}")
_LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f\"'<>\\]{1,4000}", re.IGNORECASE)
_INT64 = 2**63
_LONGEST_DATE = 32
_CLOCKS_DIFFER_SECONDS = 300
_FIRST_YEAR = 2004
"""No network we know is older: an earlier date is nonsense."""
_EARLIEST = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp()
_LATEST = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


def load_json(body: bytes) -> Any:
    """The decoded JSON; broken UTF-8 inside it is replaced, a byte order mark skipped. Raises ValueError."""
    try:
        return json.loads(body.decode("utf-8-sig", errors="replace"), parse_constant=lambda _: None)
    except RecursionError:
        raise ValueError("nested too deep") from None


def integer(value: Any) -> int | None:
    """A whole number of 64 bits, also from digits in a string; None from anything else."""
    digits = isinstance(value, str) and _INTEGER.fullmatch(value)
    if digits or (isinstance(value, float) and value.is_integer()):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if -_INT64 <= value < _INT64 else None


def number(value: Any) -> float | None:
    """A finite number, also from a string."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def text(value: Any) -> str:
    """A text that can be stored; "" from what is not a text or a number."""
    if isinstance(value, str):
        return storable(value)
    found = integer(value)
    return "" if found is None else str(found)


def mapping(value: Any) -> Mapping[str, Any]:
    """An object; {} from anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """An array; [] from anything else."""
    return value if isinstance(value, list) else []


def link(value: Any) -> str:
    """An http(s) address; "" from anything else."""
    return value if isinstance(value, str) and _LINK.fullmatch(value) else ""


def moment(value: Any, *, now: datetime) -> datetime:
    """A time from Unix seconds; `now` instead of one that is missing, absurd, or still to come."""
    seconds = integer(value)
    if seconds is None or not 0 < seconds <= now.timestamp():
        return now
    found = datetime.fromtimestamp(seconds, UTC)
    return found if found.year >= _FIRST_YEAR else now


def coming(value: Any) -> datetime | None:
    """A time from Unix seconds that may still be to come; None for 0 and for what is none."""
    seconds = integer(value)
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None and 0 < seconds <= _LATEST else None


def stated_date(value: Any, *, now: datetime) -> str:
    """The date as the network gave it, where it cannot be true (`moment` gives `now` then); "" where it can.

    A network's clock that runs a little ahead of ours is no news.
    """
    seconds = integer(value)
    if seconds is not None and _EARLIEST <= seconds <= now.timestamp() + _CLOCKS_DIFFER_SECONDS:
        return ""
    if seconds is not None and 0 < seconds <= _LATEST:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return text(value)[:_LONGEST_DATE]
