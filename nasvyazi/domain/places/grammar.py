"""What the dictionary says of the words beside an address: a settlement's name, or what a number counts."""

from __future__ import annotations

import re
from functools import lru_cache

from nasvyazi.toolbox.russian import dictionary

_RUSSIAN = re.compile("[а-я]{3,}")
_REMEMBERED = 20_000
_NAMED_SO = {"NOUN", "ADJS", "ADVB"}
"""What the dictionary takes a village for that it does not know: «Кугеси», «Чандрово», «Альгешево»."""
_SLIPS = (("ь", "ъ"), ("ъ", "ь"), ("шы", "ши"), ("жы", "жи"))
"""Letters that people write for others: «подьезд», «крышы»."""
_PERSONS = ("Name", "Patr", "Surn")
_REGIONS = ("ия", "стан")
"""Ends of the names of countries and regions, which are no settlements: «Россия», «Чувашия», «Татарстан»."""


@lru_cache(maxsize=_REMEMBERED)
def is_settlement_like(word: str) -> bool:
    """Whether a word (lower case, «е» for «ё») may be the name of a settlement: that of a place, or an unknown one.

    Few villages are known to the dictionary; neither are slips of the pen, of which verbs and the usual can be told.
    """
    if not _RUSSIAN.fullmatch(word):
        return False
    read = dictionary().parse(word)
    if dictionary().word_is_known(word):
        return any("Geox" in one.tag and not one.normal_form.endswith(_REGIONS) for one in read)
    return str(read[0].tag.POS) in _NAMED_SO and not _is_slip(word)


def _is_slip(word: str) -> bool:
    known = dictionary().word_is_known
    return any(wrong in word and known(word.replace(wrong, right)) for wrong, right in _SLIPS)


@lru_cache(maxsize=_REMEMBERED)
def is_place(word: str) -> bool:
    """Whether the dictionary has the word as the name of a settlement: «Канаше», and not «Кугесях»."""
    return is_settlement_like(word) and dictionary().word_is_known(word)


@lru_cache(maxsize=_REMEMBERED)
def is_person(word: str) -> bool:
    """Whether the dictionary has the word as somebody's name: «Мария», «Иванова»."""
    if not _RUSSIAN.fullmatch(word) or not dictionary().word_is_known(word):
        return False
    return any(person in dictionary().parse(word)[0].tag for person in _PERSONS)


@lru_cache(maxsize=_REMEMBERED)
def is_counted(word: str, number: int) -> bool:
    """Whether a word stands as what so many are counted of: «5 контейнеров», «3 светофора», and not «5 мусор»."""
    if not _RUSSIAN.fullmatch(word) or not dictionary().word_is_known(word):
        return False
    is_few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
    read = dictionary().parse(word)
    likely = {one.normal_form for one in read if one.score * 2 >= read[0].score}
    return any(
        one.tag.case == "gent"
        and one.tag.POS in ("NOUN", "ADJF")
        and one.tag.number == ("sing" if is_few and one.tag.POS == "NOUN" else "plur")
        for one in read
        if one.normal_form in likely
    )
