"""What is said in a message: its text, the words under its photo, or the words of a rich message.

A RichMessage (Bot API 10.3) is a tree of blocks; a RichText in it is a string, an array of RichText, or an object
around one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nasvyazi.networks import loose

_DEEPEST = 40
_LINES = frozenset({"text", "credit", "summary", "caption", "expression"})
"""Members of a block that hold a RichText."""
_INNER = ("text", "alternative_text", "expression", "button")
"""Where an object keeps the RichText around which it stands."""

Object = Mapping[str, Any]


def words_of(message: Object) -> str:
    """The words of a message; "" when it has none."""
    plain = loose.text(message.get("text")) or loose.text(message.get("caption"))
    return plain or "\n".join(filter(None, _lines(message.get("rich_message"), depth=_DEEPEST)))


def _lines(value: Any, *, depth: int) -> Iterator[str]:
    """The texts of blocks, one by one, however deep."""
    if depth == 0:
        return
    for item in loose.items(value):
        yield from _lines(item, depth=depth - 1)
    for name, item in loose.mapping(value).items():
        # The caption of a table is a RichText, that of a photo an object without a type that holds two.
        is_text = name in _LINES and (
            name != "caption" or "type" in loose.mapping(item) or not isinstance(item, dict)
        )
        if is_text:
            yield _inline(item, depth=depth - 1)
        else:
            yield from _lines(item, depth=depth - 1)


def _inline(value: Any, *, depth: int) -> str:
    """The words of a RichText, its forms dropped."""
    if depth == 0:
        return ""
    if isinstance(value, list):
        return "".join(_inline(item, depth=depth - 1) for item in value)
    if isinstance(value, dict):
        return next((_inline(value[name], depth=depth - 1) for name in _INNER if name in value), "")
    return loose.text(value)
