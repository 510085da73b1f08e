"""What in a public text is somebody's own: telephones, flats, documents, surnames, health, words said in private.

Nothing is forbidden by it: a person is asked before everybody reads it. It looks for forms in which people really
write such things; a telephone of a service (a landline, 8-800, a short number) is no secret, a mobile one is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from nasvyazi.domain.understanding import phones


class Kind(StrEnum):
    """Whose own it is, or of what kind."""

    PHONE = "phone"
    MAIL = "mail"
    FLAT = "flat"
    DOCUMENT = "document"
    SURNAME = "surname"
    HEALTH = "health"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing: its kind and the words of the text in which it stands."""

    kind: Kind
    words: str


_MAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63})+")
_FLAT = re.compile(r"\b(?:кв\.?|квартир\w{1,3})\s*(?:№|N)?\s*\d{1,4}\b", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"(?<!\d)(?:\d{3}-\d{3}-\d{3}[ \-]\d{2}|\d{2}\s?\d{2}\s?№?\s?\d{6}|\d{4}[ \-]\d{4}[ \-]\d{4}[ \-]\d{4})(?!\d)"
)
"""СНИЛС, a passport's series and number, a bank card: as they are printed on them."""
_HEALTH = re.compile(
    r"\b(?:инвалид\w*|онколог\w*|диагноз\w*|диабет\w*|вич|психи(?:атр|чес)\w*|беременн\w*|инсульт\w*|инфаркт\w*|дцп"
    r"|эпилеп\w*|туберкул\w*|наркозависим\w*|алкоголи\w*|химиотерап\w*|аутизм\w*|аутист\w*|перелом\w*|астм[аоуы]\w*"
    r"|госпитализ\w*|болезн\w*|болеет|заболевани\w*)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(
    r"\b(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.|[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?)"
)
_FULL_NAME = re.compile(
    r"\b[А-ЯЁ][а-яё]+(?:\s+[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ][а-яё]+(?:ович|евич|ьич|овн|евн|ичн|иничн)[а-яё]{0,3}(?:\s+[А-ЯЁ][а-яё]+)?\b"
)
_CITIZEN = re.compile(r"\b(?:гр\.|граждан(?:ин|к|ка|ки|ке|ку|ину|ином))\s+[А-ЯЁ][а-яё]+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]{3,})?")
_STEM = 5
"""So many letters of a surname stay whatever its case; a shorter one is compared whole."""


def find(
    text: str,
    *,
    resident: str = "",
    others: Collection[str] = (),
    ours: Collection[str] = (),
    private: str = "",
) -> list[Found]:
    """What of a text is somebody's own, each thing once, in the order of the text.

    `resident` and `others` are names of people who wrote, `ours` of our own people, who are no secret; `private` is
    what the resident said where nobody else reads: a telephone or an address from there is theirs whatever its form.
    """
    found: dict[tuple[str, Kind], int] = {}
    for kind, match in _matches(text, private):
        found.setdefault((match.group().strip(), kind), match.start())
    for start, words in _surnames(text, {resident, *others}, ours):
        found.setdefault((words, Kind.SURNAME), start)
    named = [
        (start, Found(kind, words))
        for (words, kind), start in found.items()
        if kind is not Kind.SURNAME or not _is_ours(words, ours)
    ]
    return [one for _start, one in sorted(named, key=lambda pair: pair[0])]


def _matches(text: str, private: str) -> Iterator[tuple[Kind, re.Match[str]]]:
    simple = {Kind.PHONE: phones.MOBILE, Kind.FLAT: _FLAT, Kind.DOCUMENT: _DOCUMENT, Kind.HEALTH: _HEALTH}
    for kind, pattern in simple.items():
        yield from ((kind, match) for match in pattern.finditer(text))
    for pattern in (_INITIALS, _FULL_NAME, _CITIZEN):
        yield from ((Kind.SURNAME, match) for match in pattern.finditer(text))
    told = {_digits(match.group()) for match in phones.ANY.finditer(private)}
    for match in phones.ANY.finditer(text):
        if _digits(match.group()) in told and not phones.MOBILE.fullmatch(match.group().strip()):
            yield Kind.PHONE, match
    mails = {match.group().lower() for match in _MAIL.finditer(private)}
    yield from ((Kind.MAIL, match) for match in _MAIL.finditer(text) if match.group().lower() in mails)


def _surnames(text: str, names: Collection[str], ours: Collection[str]) -> Iterator[tuple[int, str]]:
    """Where a surname of somebody who wrote stands, in whatever case. First names are how one speaks to people."""
    stems = {stem for name in names if (stem := _stem(name))} - {
        stem for name in ours if (stem := _stem(name))
    }
    for match in _WORD.finditer(text):
        word = match.group().lower()
        if match.group()[0].isupper() and any(_is_case_of(word, stem) for stem in stems):
            yield match.start(), match.group()


def _stem(name: str) -> str:
    """What of a surname stays in every case; "" where a name is one word: that is how they are spoken to."""
    parts = name.split()
    surname = parts[-1].lower() if len(parts) > 1 else ""
    return surname[: max(len(surname) - 2, _STEM)] if surname.isalpha() and len(surname) > 3 else ""


def _is_case_of(word: str, stem: str) -> bool:
    return word.startswith(stem) and len(word) <= len(stem) + 5


def _is_ours(words: str, ours: Collection[str]) -> bool:
    said = [match.group().lower() for match in _WORD.finditer(words)]
    return any(_is_case_of(word, stem) for name in ours if (stem := _stem(name)) for word in said)


def _digits(phone: str) -> str:
    """Its last digits: with or without the country's number it is the same."""
    return re.sub(r"\D", "", phone)[-10:]
