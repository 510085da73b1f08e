"""Whom a text names: the head, a deputy, the administration, a ministry, a management company, a service.

Being named is not being asked: «уважаемый глава» and «прошу администрацию» speak to somebody, «администрация молчит»
speaks of them. Names are what stands beside the office, in quotes or as a surname; no list of real people is needed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from nasvyazi.domain.understanding.patterns import Match, Patterns
from nasvyazi.domain.understanding.words import Word


class Role(StrEnum):
    """Who is named."""

    HEAD = "head"
    DEPUTY = "deputy"
    ADMINISTRATION = "administration"
    MINISTRY = "ministry"
    GOVERNOR = "governor"
    MANAGER = "manager"
    COMPANY = "company"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is named: in what role, by what name ("" = by the office alone), in what words.

    `is_spoken_to`: greeted or asked, not only spoken of.
    """

    role: Role
    name: str
    words: str
    is_spoken_to: bool


_DATA = Path(__file__).with_name("addressees.toml")
_ASKS = frozenset({
    "просить", "прошу", "просьба", "обращаться", "обращаюсь", "требовать", "призывать", "вопрос",
    "уважаемый", "уважать", "господин", "дорогой", "здравствуйте",
})  # fmt: skip
_ASKED_WITHIN = 3
"""So many words at most stand between «прошу» and whom it is asked of."""
_BETWEEN = frozenset({
    "город", "район", "округ", "администрация", "поселение", "республика", "область", "дума", "собрание", "совет",
    "депутат", "городской", "муниципальный", "наш", "вы", "г",
})  # fmt: skip
"""Words that stand between an office and a name; before them stands no surname («депутат Калининского района»)."""
_SURNAME = re.compile(
    r"[а-яё-]{2,}(?:[оеё]в|[иы]н|[оеё]ва|[иы]на|ск(?:ий|ая)|цк(?:ий|ая)|енко|ук|юк|ян|дзе|[иы]х|ич)$"
)
_SURNAME_WITHIN = 5
_QUOTED = re.compile(
    r"(?P<form>\b(?:управляющ\w{2,3}\s+(?:компани\w{1,3}|организаци\w{1,3})|ук|тсж|тсн|жск|жэк|ооо|муп|мбу|мку|гуп|зао|оао|пао|ао|компани\w{1,3}|фирм\w{1,2}))"
    r"\s*[«\"“„'](?P<name>[^«»\"“”„'\n]{2,60})[»\"”“']",
    re.IGNORECASE,
)
_MANAGES = re.compile(r"управляющ|ук$|тсж$|тсн$|жск$|жэк$", re.IGNORECASE)
_NAMED_AFTER = re.compile(r"\b(?P<form>УК|ТСЖ|ТСН|ЖСК)\s+(?P<name>[А-ЯЁ][\w-]{2,30})")


def find(text: str, words: Sequence[Word]) -> tuple[Addressee, ...]:
    """Whom a text names, each role and name once; those who are spoken to first. `words` are the text's own."""
    known, roles = _patterns()
    found: dict[tuple[Role, str], Addressee] = {}
    for match in _longest(known.find(words)):
        role = roles[match.pattern]
        said = " ".join(word.text for word in match.words)
        _add(found, Addressee(role, _name(role, words, match), said, _is_spoken_to(words, match)))
    for company in (_company(match) for form in (_QUOTED, _NAMED_AFTER) for match in form.finditer(text)):
        former = found.pop((company.role, ""), None)  # «УК «Город»» was found as «УК» too
        is_spoken_to = former is not None and former.is_spoken_to
        _add(found, Addressee(company.role, company.name, company.words, is_spoken_to))
    return tuple(sorted(found.values(), key=lambda one: not one.is_spoken_to))


def _longest(matches: Iterable[Match]) -> Iterable[Match]:
    """Of those that begin with one word the longest: «глава республики» is no head of a town."""
    best: dict[int, Match] = {}
    for match in matches:
        start = match.words[0].number
        if start not in best or len(best[start].words) < len(match.words):
            best[start] = match
    return best.values()


def _name(role: Role, words: Sequence[Word], match: Match) -> str:
    if role in (Role.HEAD, Role.DEPUTY, Role.GOVERNOR):
        return _surname(words, match)
    return match.words[0].text if role is Role.COMPANY else ""


def _add(found: dict[tuple[Role, str], Addressee], one: Addressee) -> None:
    former = found.get((one.role, one.name))
    if former is None or (one.is_spoken_to and not former.is_spoken_to):
        found[one.role, one.name] = one


def _company(match: re.Match[str]) -> Addressee:
    role = Role.MANAGER if _MANAGES.search(match["form"]) else Role.COMPANY
    return Addressee(role, match["name"].strip(), match.group(), is_spoken_to=False)


def _surname(words: Sequence[Word], match: Match) -> str:
    """The surname that follows an office, as it is written in the text's case; "" where none does."""
    start = match.words[-1].number + 1
    following = words[start : start + _SURNAME_WITHIN]
    for index, word in enumerate(following):
        is_name = word.text[:1].isupper()
        follower = following[index + 1].lemma if index + 1 < len(following) else ""
        if is_name and _is_surname(word) and follower not in _BETWEEN:
            return word.text
        if not is_name and word.lemma not in _BETWEEN:
            return ""
    return ""


def _is_surname(word: Word) -> bool:
    return any(_SURNAME.fullmatch(said) for said in (word.form, word.lemma))


def _is_spoken_to(words: Sequence[Word], match: Match) -> bool:
    start = match.words[0].number
    before = words[max(start - _ASKED_WITHIN, 0) : start]
    return any(word.lemma in _ASKS or word.form in _ASKS for word in before)


@cache
def _patterns() -> tuple[Patterns, Sequence[Role]]:
    told = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    says = [(pattern, Role(role)) for role, patterns in told.items() for pattern in patterns]
    return Patterns([pattern for pattern, _role in says]), [role for _pattern, role in says]
