"""Names of streets: the same street under every spelling.

«ул. К.Маркса», «Карла Маркса ул», «улица карла маркса» are one; so are «22-го Партсъезда» and «22 партсъезда»,
«Ф. Энгельса» and «Фридриха Энгельса», «Берёзовая» and «березовая», «1-я Южная» and «Южная 1-я».
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nasvyazi.domain.places.kinds import STREET_WORDS, StreetKind

_WORD = re.compile(
    r"\d+(?:-?(?:я|й|го|е|ой|ая|ый|ий|летия|лет)\b)?|[а-яёa-z]+(?:-[а-яёa-z]+)*\.?", re.IGNORECASE
)
_ORDINAL = re.compile(r"(\d+)-?(?:я|й|го|е|ой|ая|ый|ий)")
_INITIAL_LENGTH = 1


@dataclass(frozen=True, slots=True)
class StreetTitle:
    """What a street is called in a text: its kind, if it is said, and its name as it stands there."""

    kind: StreetKind | None
    name: str

    @classmethod
    def read(cls, text: str) -> StreetTitle:
        """«ул. К.Маркса», «Московский проспект», «Анисимова, ул.» → kind and name."""
        text = " ".join(text.split()).strip(" ,;")
        matches = list(_WORD.finditer(text))
        # «1-й проезд Коняева»: the kind stands behind the ordinal; «Набережная реки Сугутки, ул.»: behind the comma.
        behind_ordinal = matches[1:2] if matches and _ORDINAL.fullmatch(matches[0].group().lower()) else []
        ends = (*matches[:1], *behind_ordinal, *matches[:0:-1][:1])
        for match in reversed(ends) if "," in text else ends:
            kind = STREET_WORDS.get(match.group().rstrip(".").lower())
            if kind is not None and len(matches) > 1:
                return cls(kind, _without(text, match))
        return cls(None, text)

    @property
    def key(self) -> str:
        """What is compared: `street_key` of the name."""
        return street_key(self.name)


def street_key(name: str) -> str:
    """Words of the name in a form that spelling does not change: lower case, е for ё, bare numbers, numbers last.

    Initials stay («к маркса»); that they fit a full name is for `is_same_name` to say.
    """
    words = [_bare(match.group()) for match in _WORD.finditer(name.replace("ё", "е").replace("Ё", "Е"))]
    if words and words[0].isdigit() and len(words) > 1 and not _is_amount(name):
        words = [*words[1:], words[0]]
    return " ".join(words)


def is_same_name(first: str, second: str) -> bool:
    """Whether two keys name one street, where initials stand for whole words and may be left out.

    «к маркса» = «карла маркса» = «маркса»; «маркса» ≠ «маркова», «б хмельницкого» ≠ «зиновия хмельницкого».
    """
    if first == second:
        return True
    ours, theirs = _split(first), _split(second)
    if (
        ours.numbers != theirs.numbers
        or not ours.words
        or not theirs.words
        or ours.words[-1] != theirs.words[-1]
    ):
        return False
    shorter, longer = sorted((ours.words[:-1], theirs.words[:-1]), key=len)
    return not shorter or (
        len(shorter) == len(longer) and all(_stands_for(a, b) for a, b in zip(shorter, longer, strict=True))
    )


def is_same_settlement(first: str, second: str) -> bool:
    """Whether two keys name one settlement: initials stand for whole words, but no word may be left out.

    «н армязь» = «нижняя армязь»; «пески» ≠ «малые пески».
    """
    return len(_split(first).words) == len(_split(second).words) and is_same_name(first, second)


@dataclass(frozen=True, slots=True)
class _Key:
    words: tuple[str, ...]
    numbers: tuple[str, ...]


def _split(key: str) -> _Key:
    words = key.split()
    return _Key(
        tuple(word for word in words if not word.isdigit()), tuple(word for word in words if word.isdigit())
    )


def _stands_for(first: str, second: str) -> bool:
    if len(first) > _INITIAL_LENGTH and len(second) > _INITIAL_LENGTH:
        return first == second
    return first[:1] == second[:1]


def _bare(word: str) -> str:
    word = word.lower().rstrip(".")
    ordinal = _ORDINAL.fullmatch(word)
    return ordinal.group(1) if ordinal else word


def _is_amount(name: str) -> bool:
    """«40 лет Победы», «8 Марта», «500-летия Чебоксар»: the number belongs to the name; in «1-я Южная» it is apart."""
    return not re.match(r"\s*\d+-?(?:я|й|ая|ый|ий)\b", name, re.IGNORECASE)


def _without(text: str, match: re.Match[str]) -> str:
    rest = text[: match.start()] + " " + text[match.end() :].lstrip(".")
    return " ".join(rest.split()).strip(" ,.;")
