"""What a description tells beside its streets: the centre, voters, the commission's address, «в границах улиц:»."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nasvyazi.domain.places.kinds import SETTLEMENT_WORDS, STREET_WORDS, SettlementKind


def _one_of(words: Iterable[str]) -> str:
    """Any of the words, with the full stop of a short one."""
    return rf"\b(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})\b\.?"


_KIND = _one_of(STREET_WORDS)
_VILLAGE = _one_of(word for word, kind in SETTLEMENT_WORDS.items() if kind is not SettlementKind.CITY)
_NAME_BEGINS = r"[«\"]?(?-i:[А-ЯЁ\d])"
_ENCLOSING = r"""(?:(?:округ\s+)?в\s+(?:следующих\s+)?границ(?:ах|ы)|в\s+состав\w*
  |(?:округ\s+)?(?:включает|входит|входят|относятся))(?:\s+в\s+себя)?"""
_INTRODUCTION = rf"""
    \b(?:{_ENCLOSING}|границы|описание(?:\s+границ\w*)?)
      [^\d\n,;.:]{{0,80}}?(?::|(?<!\sи)\s+(?={_KIND}\s*:\s*{_NAME_BEGINS}))
  | \b{_ENCLOSING}(?:\s+(?:избирательного|округа|входит|входят|включены|следующие))*
      \s+(?={_KIND}\s*{_NAME_BEGINS})"""
"""It ends before «улицы: Мира, Труда», which says what they are."""
_BEGINS_SENTENCE = r"(?:\A[\W\d]*|(?<=[.\n])[^\S\n]*(?=(?-i:[А-ЯЁ])))"
_BORDERS = r"(?:в\s+(?:следующих\s+)?)?границ"
"""In the midst of a sentence they are the borders of what was named before: «мкр. Южный в границах ул. Мира»."""
_PLACE = r"""центр(?:\s+округа)?\s*[-–—:]
  |(?:(?:юридический|почтовый)\s+)?адрес\b|место\s*нахождени\w+|место\s+голосования
  |помещени\w+\s+для\s+голосования|участков\w+\s+(?:избирательн\w+\s+)?комисси\w+"""
_CONTACT = r"""телефоны?\b|тел\.|(?:заместитель\s+)?председатель\b|секретарь\b|режим\s+работы|e-?mail"""
_ASIDE = re.compile(
    rf"""
    (?P<aside>
    \(\s*(?:центр|числ|количеств|кол-во|адрес|тел\b|телефон|председател)[^()]{{0,500}}
      (?:\([^()]{{0,200}}\)[^()]{{0,300}})?\)
  | (?:(?<=\n)|(?<=[.;)])|\A)[^\S\n]*+(?:(?P<place>{_PLACE})|{_CONTACT})
    (?P<rest>(?:(?!(?<=[.;,])\s*(?:{_INTRODUCTION}|{_KIND}\s*:))[^\n])*+)
  | (?:общая\s+)?(?:численность|число|количество|кол-во)\s+(?:зарегистрированных\s+)?
    (?:избирател|депутат|мандат|жител)\w*
    [^\d\n;]{{0,40}}\d[\d ]*(?:человек|чел\.?|избирател\w*)?
  | \b(?:избирательный\s+)?участок\s*(?:№|N)\s*\d{{1,4}}
      (?:\s*\((?:(?!{_KIND})[^()\n])*\))?[.:]?
  | (?:(?<=\n)|\A)[^\S\n]*+(?:[*•·▪]|[-–—][^\S\n]*+\d{{1,3}}[^\S\n]*+[-–—](?=\s*(?:\n|\Z)))
    )(?:[\s.,;–-]*(?:{_INTRODUCTION}))?
  | (?:{_BEGINS_SENTENCE}|\b(?!{_BORDERS}))(?:{_INTRODUCTION})
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Pages are numbered «– 2 –» where they were printed."""
_ITEM = re.compile(
    rf"(?:(?<=[;:\n])|\A)\s*(?:\d{{1,3}}\.)*(?P<number>\d{{1,3}})[.)]\s*(?={_KIND}|[А-ЯЁ«\"])", re.IGNORECASE
)
"""«1) ул. Мира; 2) ул. Горная»."""
_IS_BROKEN_OFF = re.compile(rf"(?:[,:]|{_KIND}|[а-яё]-|\b(?:г|д|дом|с|пос|п)\.|№|N)[^\S\n]*$", re.IGNORECASE)
_MAY_BE_LISTED = re.compile(
    rf"""
    [.;]\s*(?:{_KIND}\s*{_NAME_BEGINS}|{_VILLAGE}\s*(?-i:[А-ЯЁ])|(?-i:[А-ЯЁ])[\w-]*\s+{_KIND})
  | (?:;|(?<=\d)\.\s)\s*(?!{_PLACE}|{_CONTACT})[«"]?(?-i:[А-ЯЁ])
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Aside:
    """Where it stands; a doubtful one may have a street of the district in it, and has to be told."""

    start: int
    end: int
    is_doubtful: bool = False


def asides(text: str) -> Iterator[Aside]:
    """All of them, in the order of the text; the numbers of a numbered list among them."""
    items = list(_ITEM.finditer(text))
    are_counted = [int(one["number"]) for one in items] == list(range(1, len(items) + 1))
    found = [_aside(text, match) for match in _ASIDE.finditer(text)]
    found += [Aside(*one.span()) for one in items if are_counted]
    end = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            yield one
            end = one.end


def _aside(text: str, match: re.Match[str]) -> Aside:
    """An address that its line broke off goes on in the next."""
    end = told = match.end("aside") if match["aside"] else match.end()
    is_broken_off = match["place"] and _IS_BROKEN_OFF.search(text, match.start(), end)
    if match.end() > end:
        end = match.end()  # with the introduction behind it
    elif is_broken_off and text[end : end + 1] == "\n":
        next_end = text.find("\n", end + 1)
        end = told = len(text) if next_end < 0 else next_end
    rest = match["rest"] and _MAY_BE_LISTED.search(text, match.start("rest"), told)
    return Aside(match.start(), end, is_doubtful=bool(rest))
