"""Stems of Russian names of streets, quick and only as good as those need.

A street is «Минская», «Московский», «Ленина», «Энтузиастов»: an adjective that agrees with its kind («на Минской»,
«по Московскому проспекту»), or a genitive that never changes. So a stem is the word without the ending of an adjective
or of a noun in the singular, and a form says whether it can be the name's own: «Московской» is none of «Московский».
"""

from __future__ import annotations

from functools import lru_cache

from nasvyazi.domain.places.kinds import StreetKind

_SHORTEST = 3
"""Letters that stay at least: «Мира» → «мир»."""
_ENDINGS = (
    *("ого", "его", "ому", "ему"),
    *(
        "ая",
        "яя",
        "ую",
        "юю",
        "ой",
        "ей",
        "ый",
        "ий",
        "ые",
        "ие",
        "ых",
        "их",
        "ым",
        "им",
        "ом",
        "ем",
        "ое",
        "ее",
    ),
    *("ою", "ею", "ия", "ии", "ию"),
    *("а", "я", "у", "ю", "е", "и", "ы", "о", "ь", "й"),
)
"""The longest first."""
_OBLIQUE = ("ого", "его", "ому", "ему", "ым", "им", "ом", "ем")
FORMS = {
    "f": ("ая", "яя", "ой", "ей", "ую", "юю", "ою", "ею"),
    "m": ("ый", "ий", "ой", *_OBLIQUE),
    "n": ("ое", "ее", *_OBLIQUE),
}
"""Endings that an adjective can have, by gender."""
_NOMINATIVE = {"ая": "f", "яя": "f", "ый": "m", "ий": "m", "ое": "n", "ее": "n"}
_MASCULINE_KINDS = frozenset(
    (
        StreetKind.LANE,
        StreetKind.AVENUE,
        StreetKind.BOULEVARD,
        StreetKind.PASSAGE,
        StreetKind.DEAD_END,
        StreetKind.DESCENT,
        StreetKind.ESTATE,
        StreetKind.QUARTER,
        StreetKind.SETTLEMENT,
    )
)
_PLURAL = ("ах", "ях", "ам", "ям", "ов")
_ATTRIBUTIVE = ("ой", "ый", "ий", "ая", "яя", "ое", "ее", "ого", "его", "ых", "их")
_NAMES_LIKE_ADJECTIVES = frozenset(("николая", "ермолая"))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of one word in lower case with «е» for «ё»: «минской» → «минск», «ленина» → «ленин»."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


def stems(word: str) -> tuple[str, ...]:
    """All stems under which the name of a village is met; a plural has others than its own: «Пески», «в Песках»."""
    further = _PLURAL if word.endswith(("ы", "и")) else ()
    return tuple(dict.fromkeys((stem(word), *(word[:-1] + ending for ending in further))))


def is_declined(word: str, name: str) -> bool:
    """Whether a word is a village's name in any case. A plural has cases of its own: «песка» is none of «Пески»."""
    if not name.endswith(("ы", "и")):
        return True
    bare, ending = word[: len(name) - 1], word[len(name) - 1 :]
    return bare == name[:-1] and (ending in (name[-1], "") or ending.startswith(_PLURAL))


def gender(word: str, kind: str) -> str:
    """The gender (a key of `FORMS`) in which the last word of a name is an adjective; "" for a genitive or a noun.

    «Лесной» of a lane is an adjective, «Крупской» of a street the genitive of a woman's name.
    """
    if word.endswith("ой"):
        return "m" if kind in _MASCULINE_KINDS else ""
    return _NOMINATIVE.get(word[-2:], "") if len(word) > _SHORTEST + 1 else ""


def is_form(word: str, head: str, head_gender: str) -> bool:
    """Whether a word is the last word of a name as it stands there, or that adjective in its gender."""
    if head_gender == "m" and word.endswith("ой"):
        return head.endswith("ой")
    return word.endswith(FORMS[head_gender]) if head_gender else word == head


def is_adjective(word: str) -> bool:
    """Whether a word inside of a name looks like an adjective: «Парижской», «Красный», and not «Карла», «Мате»."""
    return len(word) > _SHORTEST + 1 and word.endswith(_ATTRIBUTIVE) and word not in _NAMES_LIKE_ADJECTIVES
