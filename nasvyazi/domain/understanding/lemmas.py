"""The dictionary form of a Russian word. The dictionary is loaded with the first word (50 MB): who reads texts pays."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_REMEMBERED = 100_000
"""Word forms; what people write in a town has fewer that come again."""


def of(text: str) -> tuple[str, ...]:
    """The dictionary forms of a text's words, in its order, lower case, with «е» for «ё»."""
    return tuple(of_word(found.group()) for found in _WORD.finditer(text.lower()))


@lru_cache(maxsize=_REMEMBERED)
def of_word(word: str) -> str:
    """The likeliest dictionary form of a word, with «е» for «ё»; a word that nobody knows is guessed by its ending."""
    return str(_dictionary().parse(word)[0].normal_form).replace("ё", "е")


@cache
def _dictionary() -> MorphAnalyzer:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")
