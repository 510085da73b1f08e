"""Blanks: what is left open in a text for a person to fill, written «[дата]» where people read it.

A text tells its blanks by itself: a draft that is opened next week still has them.
"""

from __future__ import annotations

import re

LONGEST_NAME = 40
NAME = rf"[а-яёa-z][а-яёa-z \-]{{0,{LONGEST_NAME - 2}}}[а-яёa-z]"
"""In small letters: «[фото]» is a blank; «[id1|Марина]», «[1]» and «[ФОТО]» mean something else."""
_BLANK = re.compile(rf"\[({NAME})\]")


def blank(name: str) -> str:
    """A blank as it stands in a text."""
    return f"[{name}]"


def unfilled(text: str) -> list[str]:
    """The names of the blanks that a text still has, in its order, as often as they stand there."""
    return _BLANK.findall(text)


def pieces(text: str) -> list[tuple[str, bool]]:
    """A text cut at its blanks: the pieces in their order, and which of them are blanks."""
    cut = _BLANK.split(text)
    return [(blank(piece), True) if at % 2 else (piece, False) for at, piece in enumerate(cut) if piece]
