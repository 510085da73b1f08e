"""House numbers in a text, one or a list of them: «49, 51 и 53», «дома 3-9», «12 у подъезда»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nasvyazi.domain.places.gazetteer import Street
from nasvyazi.domain.places.grammar import is_counted
from nasvyazi.domain.places.numbers import HouseNumber

_SPACE = r"[^\S\n]"
_GAP = r"[^\S\n]{0,3}"
"""A bounded one: an unbounded one after another costs the cube of their length."""
_HOUSE = r"(?:дом(?:а|у|е|ом|ов|ам|ах|ами)?|д\.\s?д|дд?)(?![а-я])\.?"
_SIGN = rf"(?:(?:№№?|no?\.?|(?:под|с)\s+номер(?:ом|ами)|номер(?:а|ов)?){_GAP})?"
_MARKER = re.compile(rf"\b(?P<word>{_HOUSE}){_GAP}{_SIGN}(?=\d)")
"""What says that the number behind it is a house."""
_LISTED = r"\d{1,3}(?:/\d{1,3})?[а-я]?(?:-?(?:го|м|ом|й))?(?![а-я])"
_MARKER_BEHIND = re.compile(
    rf"(?<![\d/:.,-])(?<!№)(?:{_LISTED}{_SPACE}?(?:,|и|до|по){_SPACE}?(?=\d)){{0,9}}{_LISTED}{_SPACE}"
    rf"(?P<word>дом(?:а|е|у|ом|ов|ам|ах|ами)?)(?![а-я])(?!{_GAP}(?:№|\d))"
)
"""What says that the numbers before it are houses: «между 5 и 7 домами», «возле 5-го дома»; «25 домов» are counted."""
_AFTER = re.compile(
    rf"{_SPACE}?[\"»”)]?{_GAP}[,:(\-–—]?{_GAP}(?P<word>{_HOUSE})?{_GAP}{_SIGN}(?P<from>с{_SPACE}{{1,3}})?(?=\d)"
)
_BESIDE = re.compile(
    rf"{_GAP}[,(]?{_GAP}(?:у|возле|около|напротив|рядом{_SPACE}с|за|перед|между|вблизи|вдоль|(?P<from>от|с)|в{_SPACE}районе"
    rf"|во{_SPACE}дворе|на{_SPACE}углу){_SPACE}{{1,3}}"
)
_NEXT = re.compile(
    rf"{_GAP}(?P<sign>,{_GAP}и(?![а-я])|,|;|и(?![а-я])|&|[-–—]|по(?![а-я])|до(?![а-я])|(?={_SPACE}д))"
    rf"{_GAP}(?P<word>{_HOUSE})?{_GAP}{_SIGN}(?=\d)"
)
_RANGES = ("-", "–", "—", "по", "до")
_COUNTED = (
    "руб|р\\.|тыс|млн|₽|%|км|кв\\.?\\s?м|м2|м\\.|м(?![а-я])|метр|см(?![а-я])",
    "лет(?![а-я])|год|раз(?![а-я])|раза|час|ч\\.|мин|сек|сут|дн[еяюи]|день|месяц|недел",
    "челов|чел(?![а-я])|дет(?:ей|и)|реб[её]н|этаж|под[ъь]?езд|подьезд|квартир|лини[яйи]|ям(?![а-я])|мест|штук|шт(?![а-я])",
    "утра(?![а-я])|вечера(?![а-я])|ноч(?:и|ей)(?![а-я])",
    "округ|школ|сад(?:ик)?(?![а-я])|класс|маршрут|автобус|троллейбус|машин|авто|дерев|процент|балл",
    "январ|феврал|март|апрел|ма[яе](?![а-я])|июн|июл|август|сентябр|октябр|ноябр|декабр",
    "(?:ая|ой|ый|го|му|ую|ых|ти|ми|я|й)(?![а-я])",
)
_AMOUNT = re.compile(rf"[.:]?\d|{_SPACE}?[-–]?{_SPACE}?(?:{'|'.join(_COUNTED)})")
"""What makes a number before it an amount, a date, a time, an ordinal: «5 лет», «9 мая», «13:20», «2-я»."""
_WITH_NUMBER = re.compile(rf"{_SPACE}?[-–]?{_SPACE}?под[ъь]?езд[а-я]*{_GAP}№?{_GAP}\d")
"""«14 подъезд 2»: the number before is the house all the same."""
_FOLLOWING = re.compile(rf"{_SPACE}{{1,3}}(?P<word>[а-я]{{3,}}+)(?!{_SPACE}{{1,3}}нету?(?![а-я]))")
"""The word behind a number; «5 воды нет» tells of a house."""
_ORDINAL = re.compile(r"\d+\s?-?\s?(?:й|я|е|го|му|м|ой|ая|ый|ую|ых|х|ти|ми|ом)(?![а-я])")
_LONE_LETTER = re.compile(
    r"(?<=\d)\s+[а-я]\s+(?!\d)|(?<=\d)\s+[иавус]\s|(?<=\d)\s*г\.|(?<=\d)[-\s]+[ск]\s+(?=\d+[-а-я])"
    r"|(?<=\d),\s+с\s+(?=\d)"
)
"""A word of one letter behind a number: «49 и 51», «12 у подъезда», «29 г. Канаш», «12, с 8 до 10» have no letter."""
_BARE = re.compile(r"\d+(?:-?(?:м|й|го|ом)(?=\s+(?:дом|и\s))|(?=\s+[а-я](?![а-я]|\.?\s?\d))|(?=\s+с\s+\d))")
"""A number whose next word may be no part of it: «12-м доме», «25 а также», «10 с 5 июня»."""
_CASE = "(?:а|я|ы|и|е|у|ю|ой|ей|ом|ем|ов|ам|ах|ами|ями|к|ок|ка|ку|ке|ком|ки|й)?"
"""Endings of nouns: «школой», and not those of «Школьной»."""
_PARTS = "кв|каб|квартир|под[ъь]?езд|этаж|офис|кабинет|комнат|бокс|маршрут|автобус|троллейбус"
_INSTITUTIONS = (
    "школ|сош|лице|гимнази|сад|сади|детсад|дет.?сад|д/с|м?а?б?доу|м?а?б?оу|ясл|поликлиник|больниц|магазин|аптек|почт"
    "|отделени|павильон|лар[еь]|киоск|остановк|библиотек|общежити|участ|гараж|котельн|жэу|жэк|тп|опс|филиал"
)
_OWNER = re.compile(
    rf"\b(?:(?P<part>(?:{_PARTS}){_CASE})|(?:{_INSTITUTIONS}){_CASE})\.?[\s«»\"]{{0,3}}"
    rf"(?P<sign>(?:№|no?\.?|номер(?:а|ом)?){_GAP})?\Z"
)
"""Whose number it is that follows; of a `part` of a house and of a bus always, of others unless a house is said."""
_OWNER_REACH = 28
_HOUSE_BEHIND = re.compile(rf"\d+(?:-?[а-я]{{1,3}})?{_SPACE}дом")
_LONGEST = 40
_LARGEST = 999
_MOST = 60
"""Houses of one list."""
_DIGIT = re.compile(r"\d")
_COUNTING = frozenset(("домов", "домам", "домах", "домами"))
_PLURAL = frozenset(("домов", "дома", "домам", "домах", "домами", "дд"))


@dataclass(frozen=True, slots=True)
class Marker:
    """Where (character `start`) a text says that the number at `number` is a house, and by which word."""

    start: int
    number: int
    word: str


def markers(text: str, begin: int, end: int) -> list[Marker]:
    """All of them from the character `begin` to `end`, in order."""
    if _DIGIT.search(text, begin, end) is None:
        return []
    found = [Marker(one.start(), one.end(), one["word"]) for one in _MARKER.finditer(text, begin, end)]
    for one in _MARKER_BEHIND.finditer(text, begin, end):
        is_counted = one["word"] in _COUNTING and not re.search(r"[,и]", one.group()[: -len(one["word"])])
        if not is_counted:
            found.append(Marker(one.start(), one.start(), one["word"]))
    return sorted(found, key=lambda one: one.start)


@dataclass(frozen=True, slots=True)
class Found:
    """A house as the text has it: characters `start` … `end`; `is_said` where the text calls it a house.

    A letter, a fraction or a building says that, too. `known` is its number in the register ("" = the register has no
    such house): «6/1» may be «6 к1» there. `is_counting` where nothing says that it is a house and what follows may be
    counted: «5 контейнеров».
    """

    number: str
    start: int
    end: int
    known: str
    is_said: bool
    is_counting: bool = False


def after(text: str, begin: int, street: Street) -> list[Found]:
    """The houses that follow a street which ends at the character `begin`. Texts are `Words.text`."""
    match = _AFTER.match(text, begin)
    if match is None:
        return _beside(text, begin, street)
    return numbers_at(text, match.end(), street, word=match["word"] or "", is_range=bool(match["from"]))


def _beside(text: str, begin: int, street: Street) -> list[Found]:
    """«Плеханова, напротив дома 5»: a preposition between, and the number has to be called a house."""
    match = _BESIDE.match(text, begin)
    if match is None:
        return []
    marker = next(iter(markers(text, match.end(), match.end() + _LONGEST)), None)
    if marker is None or marker.start != match.end():
        return []
    return numbers_at(text, marker.number, street, word=marker.word, is_range=bool(match["from"]))


def numbers_at(text: str, begin: int, street: Street, *, word: str, is_range: bool = False) -> list[Found]:
    """The number at the character `begin` and those that are listed behind it; `word` is what called it a house.

    Of a list the register has to know the last, or the text has to call them houses.
    """
    found: list[Found] = []
    is_plural = word.rstrip(".") in _PLURAL
    at, is_said = begin, bool(word)
    while len(found) < _MOST and (one := _number(text, at, street, is_said=is_said)):
        found.append(one)
        following = _NEXT.match(text, one.end)
        if following is None or not (is_said or street.houses):
            break
        if following["sign"] == "до" and is_range and not word:
            return []  # «с 8 до 10 нет света»: hours
        if following["sign"] in _RANGES:
            found.extend(_up_to(text, following.end(), street, one, is_range=is_range or is_plural))
            break
        at, is_said = following.end(), bool(following["word"]) or is_plural
    last = max((place for place, one in enumerate(found) if one.known), default=0)
    return found[:1] + [
        one for place, one in enumerate(found[1:], 1) if one.known or one.is_said or place < last
    ]


def _number(text: str, begin: int, street: Street, *, is_said: bool) -> Found | None:
    """The longest reading that the register knows, else the whole if it is a house number at all."""
    if _is_anothers(text, begin):
        return None
    whole = text[begin : begin + _LONGEST]
    cut = _LONE_LETTER.search(whole)
    window = whole[: cut.start()] if cut else whole
    read = HouseNumber.at_start(window)
    if read is None:
        return None
    for number, length in _readings(window, *read):
        end = begin + length
        known = street.known(str(number))
        if known and (not _AMOUNT.match(text, end) or _WITH_NUMBER.match(text, end)):
            return Found(
                str(number), begin, end, known, is_said, _is_counting(text, end, number, is_said=is_said)
            )
    if cut and (lettered := HouseNumber.at_start(whole)) and (known := street.known(str(lettered[0]))):
        # «25 а темно», where there is no 25
        return Found(str(lettered[0]), begin, begin + lettered[1], known, is_said)
    number, length = read
    if number.base > _LARGEST or _ORDINAL.match(window) or _AMOUNT.match(text, begin + length):
        return None
    is_said = is_said or number != HouseNumber(number.base)
    end = begin + length
    return Found(str(number), begin, end, "", is_said, _is_counting(text, end, number, is_said=is_said))


def _is_counting(text: str, end: int, number: HouseNumber, *, is_said: bool) -> bool:
    """Whether the number that ends there may say how many of something there are; «5 воды нет» does not."""
    following = None if is_said or number != HouseNumber(number.base) else _FOLLOWING.match(text, end)
    return following is not None and is_counted(following["word"], number.base)


def _is_anothers(text: str, begin: int) -> bool:
    """Whether the number at the character `begin` is that of a school, a flat, a bus: «школы №4 на Лодочной».

    «у школы 5 дом» has a house all the same.
    """
    owner = _OWNER.search(text, max(0, begin - _OWNER_REACH), begin)
    if owner is None:
        return False
    return bool(owner["part"] or owner["sign"]) or not _HOUSE_BEHIND.match(text, begin)


def _readings(window: str, number: HouseNumber, length: int) -> Iterator[tuple[HouseNumber, int]]:
    """The number as it stands, then without what may belong to the next words: «10 с 5», «25 а», «12-м доме»."""
    yield number, length
    if bare := _BARE.match(window):
        yield HouseNumber(number.base), bare.end()


def _up_to(text: str, begin: int, street: Street, first: Found, *, is_range: bool) -> Iterator[Found]:
    """The houses of a range but its first: those of the register on the same side, and the last.

    Where nothing says that it is one, «49-12» is a house and a flat; «18-18/1» are two houses all the same.
    """
    last = _number(text, begin, street, is_said=True)
    if last is None:
        return
    low, high = (HouseNumber.parse(one.number).base for one in (first, last))
    if not is_range and (low != high or not last.known):
        return
    step = 2 if low % 2 == high % 2 else 1
    between = [number for number in map(str, range(low + step, high, step)) if number in street.houses]
    for number in between[:_MOST]:
        yield Found(number, begin, last.end, number, is_said=True)
    yield last
