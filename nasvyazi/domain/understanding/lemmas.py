"""The dictionary form of a Russian word."""

from __future__ import annotations

import re
from functools import lru_cache

from nasvyazi.toolbox.russian import dictionary

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_RUSSIAN = re.compile("[а-яё-]+")
"""Only such words are looked up: others have no form, and the dictionary fails at letters without a Unicode name."""
_REMEMBERED = 100_000
"""Word forms; what people write in a town has fewer that come again."""


def of(text: str) -> tuple[str, ...]:
    """The dictionary forms of a text's words, in its order, lower case, with «е» for «ё»."""
    return tuple(of_word(found.group()) for found in _WORD.finditer(text.lower()))


@lru_cache(maxsize=_REMEMBERED)
def of_word(word: str) -> str:
    """The likeliest dictionary form of a word, with «е» for «ё»; an unknown word is guessed by its ending."""
    if not _RUSSIAN.fullmatch(word):
        return word.replace("ё", "е")
    return str(dictionary().parse(word)[0].normal_form).replace("ё", "е")


@lru_cache(maxsize=_REMEMBERED)
def is_known(word: str) -> bool:
    """Whether the dictionary has the word: what it has not may be a name, a slip, or of another language."""
    return bool(dictionary().word_is_known(word))
