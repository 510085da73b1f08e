"""Several buildings or letters of one house: «д. 9 корпуса 1, 2, 3», «5 корп. 1, 2», «7а, б, в»."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.domain.places.schemes.lexing import Sort, Token, begins_name

_SEVERAL = re.compile(r"корпуса|корпусы|строения", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Buildings:
    """What a list has of a house behind its first number, and the place behind that."""

    numbers: tuple[HouseNumber, ...]
    at: int
    is_unclear: bool = False
    """The list may name buildings of the house and may name further houses."""


def buildings(words: list[Token], at: int) -> Buildings:
    """What the list behind the number at `at` names of the same house."""
    number = words[at].number
    part = _part(number) if number is not None else ""
    first = getattr(number, part) if part else ""
    if number is None or not (first.isdecimal() or len(first) == 1):
        return Buildings((), at + 1)
    if not first.isdecimal():
        letters = _letters(words, at + 1, first)
        return Buildings(_each(number, part, letters), at + 1 + 2 * len(letters))
    bases = _bare_numbers(words, at + 1)
    behind = at + 1 + 2 * len(bases)
    ends_in_run = bool(bases) and _is(words, behind, Sort.DASH)
    if not bases or _are_houses(number, int(first), bases, words[at].text):
        return Buildings((), at + 1)
    is_clear = not ends_in_run and _are_buildings(number, int(first), bases, words[at].text)
    return Buildings(_each(number, part, map(str, bases)), behind, is_unclear=not is_clear)


def _part(number: HouseNumber) -> str:
    """What the number says last."""
    return next((part for part in ("structure", "building", "letter") if getattr(number, part)), "")


def _each(number: HouseNumber, part: str, said: Iterable[str]) -> tuple[HouseNumber, ...]:
    """The house with each of the letters, buildings or structures that the list names."""
    changes: list[dict[str, Any]] = [{part: one} for one in said]
    return tuple(replace(number, **change) for change in changes)


def _are_houses(number: HouseNumber, first: int, bases: list[int], said: str) -> bool:
    """«13 корп. 2, 15, 17»: a list of houses goes up, and so does one of buildings."""
    is_above = all(base > number.base for base in bases)
    return is_above and not _follow(first, bases) and not _SEVERAL.search(said)


def _are_buildings(number: HouseNumber, first: int, bases: list[int], said: str) -> bool:
    """«5 корп. 1, 2, 3», «9 корпуса 1, 3»; «10 корп. 1, 3, 14» may be both, and so may «1 корп. 1, 2»."""
    if _SEVERAL.search(said):
        return _follow(first, bases) or all(base < number.base for base in bases)
    return _follow(first, bases) and not all(base > number.base for base in bases)


def _follow(first: int, bases: list[int]) -> bool:
    return bases == list(range(first + 1, first + 1 + len(bases)))


def _is(words: list[Token], at: int, sort: Sort) -> bool:
    return at < len(words) and words[at].sort is sort


def _is_and(words: list[Token], at: int) -> bool:
    return _is(words, at, Sort.COMMA) or (at < len(words) and words[at].low == "и")


def _bare_numbers(words: list[Token], at: int) -> list[int]:
    """The numbers of a list as far as nothing but commas and «и» is between them."""
    found: list[int] = []
    while _is_and(words, at) and _is(words, at + 1, Sort.NUMBER) and not begins_name(words, at + 1):
        number = words[at + 1].number
        if number is None or number != HouseNumber(number.base):
            break
        found.append(number.base)
        at += 2
    return found


def _letters(words: list[Token], at: int, last: str) -> list[str]:
    """Single letters that go on behind the one of the number; a word may follow a preposition, but no such letter."""
    found: list[str] = []
    while _is_and(words, at) and _is(words, at + 1, Sort.WORD):
        letter, behind = words[at + 1].text.upper(), at + 2
        is_letter = len(letter) == 1 and letter > last
        ends = behind >= len(words) or words[behind].sort not in (
            Sort.WORD,
            Sort.NUMBER,
            Sort.ORDINAL,
            Sort.MARK,
        )
        if not is_letter or not (ends or _is_and(words, behind)):
            break
        found.append(letter)
        at, last = behind, letter
    return found
