"""Texts that come from anywhere: made fit to be stored, and cut into parts that a network takes."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
JSON_DEPTH = 64


def storable(text: str) -> str:
    """The text as PostgreSQL can hold it: no NUL, surrogate pairs joined, lone surrogates replaced.

    Nothing else is touched: a resident's words stay as written, whatever their length and direction.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", "")


def first_line(error: object) -> str:
    """What an error says, on one line for a log; some say nothing."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def storable_json(value: Any, *, depth: int = JSON_DEPTH) -> Any:
    """A decoded JSON value as PostgreSQL's `jsonb` can hold it; what lies deeper becomes null."""
    if depth <= 0:
        return None
    if isinstance(value, dict):
        return {storable(str(key)): storable_json(item, depth=depth - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(item, depth=depth - 1) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return storable(value) if isinstance(value, str) else value


# --------------------------------------------------------------------------- cutting

_LARGE_BREAKS = (re.compile(r"\n[^\S\n]*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s"))
"""Ends of a paragraph, a line, a sentence."""
_WORD_BREAK = re.compile(r"\s")
_ZERO_WIDTH_JOINER = "\u200d"
_LONGEST_CLUSTER = 64


def utf16_length(text: str) -> int:
    """How long networks that count UTF-16 units find the text: an emoji counts two."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, limit: int, *, utf16: bool = False) -> list[str]:
    """Cut a text into parts of at most `limit` characters (UTF-16 units if `utf16`), in order.

    Cuts at the end of a paragraph, else a line, a sentence, a word; inside a word only if it is longer than a
    part, and then not inside a surrogate pair, a letter with its marks, or an emoji sequence. White space at
    the cuts is dropped. No part is empty; a blank text gives one empty part (a letter of photos only).
    """
    if limit < 2:
        raise ValueError("a part takes at least two characters")
    rest = storable(text).strip()
    parts = []
    while (reach := _reach(rest, limit, utf16=utf16)) < len(rest):
        cut = _cut(rest, reach)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest]


def _reach(text: str, limit: int, *, utf16: bool) -> int:
    """How many characters of the text fit into `limit`."""
    if not utf16:
        return min(len(text), limit)
    room = limit
    for position, character in enumerate(text[:limit]):
        room -= 2 if character > "\uffff" else 1
        if room < 0:
            return position
    return min(len(text), limit)


def _cut(text: str, reach: int) -> int:
    """The best place to cut at or before `reach`; large ones in its second half, lest parts be scraps."""
    tries = [(pattern, max(reach // 2, 1)) for pattern in _LARGE_BREAKS] + [(_WORD_BREAK, 1)]
    for pattern, earliest in tries:
        starts = [found.start() for found in pattern.finditer(text, earliest, reach + 1)]
        if starts:
            return starts[-1]
    for position in range(reach, max(reach - _LONGEST_CLUSTER, 0), -1):
        if _may_part(text, position):
            return position
    return reach


def _may_part(text: str, position: int) -> bool:
    """Whether the characters before and at `position` are two for the eye (the core of UAX 29)."""
    before, after = text[position - 1], text[position]
    if before == _ZERO_WIDTH_JOINER or _continues(after):
        return False
    return not (_is_flag_letter(after) and _flag_letters_before(text, position) % 2)


def _continues(character: str) -> bool:
    """A joiner, a combining mark, a variation selector, a skin tone or an emoji tag."""
    return (
        character == _ZERO_WIDTH_JOINER
        or unicodedata.category(character) in ("Mn", "Mc", "Me")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_letters_before(text: str, position: int) -> int:
    count = 0
    while count < position and _is_flag_letter(text[position - count - 1]):
        count += 1
    return count
