"""Dates and spans of time that a text speaks of, counted from the day on which it was written.

«до 15 сентября» has an end only, «с понедельника» a beginning only. A day without a year is the nearest one; where it is
said until when, rather a coming one. What people say roughly («летом», «уже месяц») is a rough span, and says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (
    "январ[ьяею]", "феврал[ьяею]", "март[аеу]?", "апрел[ьяею]", "ма[йяею]", "июн[ьяею]", "июл[ьяею]", "август[аеу]?",
    "сентябр[ьяею]", "октябр[ьяею]", "ноябр[ьяею]", "декабр[ьяею]",
)  # fmt: skip
_WEEKDAYS = ("понедельник", "вторник", "сред[уыае]", "четверг", "пятниц", "суббот", "воскресень")
_SEASONS = {"зим": 12, "весн": 3, "лет": 6, "осен": 9}
"""The first month of each."""
_DAYS = {"позавчера": -2, "вчера": -1, "сегодня": 0, "завтра": 1, "послезавтра": 2}
_NUMBERS = {
    "одн": 1, "один": 1, "пар": 2, "дв": 2, "втор": 2, "тр": 3, "четыр": 4, "четверт": 4, "пят": 5, "шест": 6, "сем": 7, "седьм": 7,
    "восьм": 8, "восем": 8, "девят": 9, "десят": 10, "несколько": 3, "пол": 0.5,
}  # fmt: skip
_ROUGH_NUMBERS = ("пар", "несколько")
_UNITS = {"д": 1, "с": 1, "н": 7, "м": 30, "г": 365, "л": 365}
"""Days in a unit, by its first letter."""

_MONTH_STEMS = (
    *(form.split("[")[0] for form in _MONTHS if len(form) > len("ма[йяею]")),
    "май",
    "мая",
    "мае",
    "маю",
)
_ORDINAL_STEMS = ("втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят")
_WEEKDAY_STEMS = tuple(form.split("[")[0] for form in _WEEKDAYS)
_MONTH = "(?P<month>" + "|".join(_MONTHS) + r")\b"
_YEAR = r"(?:\s+(?P<year>(?:19|20)\d\d)\b(?:\s*(?:г\b\.?|года?\b))?)?"
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(f"{stem}[а-я]{{0,4}}" for stem in _NUMBERS) + ")"
_UNIT = r"(?P<unit>д(?:ень|ня|ней)|сут(?:ки|ок)|недел[юиьея]|месяц(?:а|ев)?|года?|лет)\b"
_WHICH = r"(?P<which>прошл|эт|нынешн|следующ|будущ)[а-я]{1,3}"
_SIDE = re.compile(
    r"(?P<until>\bдо|\bк|\bко|\bпо|не позднее|не позже)\s+$|(?P<since>\bс|\bсо|\bот|\bпосле)\s+$"
)
_STREET = re.compile(r"(?:\bул\.?|улиц[аеуы]|улицей|площад[ьи]|переул[а-я]{2,3}|\bим\.)\s*$")
"""Streets are named after days."""
_LOOK_BACK = 14
_OPEN_END = 31
"""Days: until when something was to be done that long ago, is said of the next year."""
_YEARS = range(1950, 2100)

Span = tuple[date, date, bool]
"""First day, last day, whether that is rough."""
_Read = Callable[[re.Match[str], date], Span | None]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A date or a span: first and last day (None = open on that side), the words, and whether it was said roughly."""

    start: date | None
    end: date | None
    words: str
    is_rough: bool


def find(text: str, *, today: date) -> tuple[Spoken, ...]:
    """What a text says of time, in its order; where two readings overlap, the one that begins first, then the longer."""
    lowered = text.lower().replace("ё", "е")
    if len(lowered) != len(text):  # a few letters of the world grow: what is quoted would be cut elsewhere
        text = lowered
    readings = [
        (match, span)
        for needs, form, read in _FORMS
        if not needs or any(stem in lowered for stem in needs)
        for match in form.finditer(lowered)
        if (span := _span(read, match, today)) is not None
    ]
    found: list[Spoken] = []
    reached = 0
    for match, span in sorted(readings, key=lambda reading: (reading[0].start(), -reading[0].end())):
        if match.start() >= reached:
            found.append(_spoken(text, match, span))
            reached = match.end()
    return tuple(found)


def _side(match: re.Match[str]) -> re.Match[str] | None:
    """What stands before a date and says that it is a beginning or an end."""
    return _SIDE.search(match.string, max(match.start() - _LOOK_BACK, 0), match.start())


def _span(read: _Read, match: re.Match[str], today: date) -> Span | None:
    """The span of a match; a day without a year that is said as an end rather comes than has been."""
    if _STREET.search(match.string, max(match.start() - _LOOK_BACK, 0), match.start()):
        return None
    try:
        span = read(match, today)
        if span is None or match.groupdict().get("year", "said"):
            return span
        side = _side(match)
        is_over = (today - span[1]).days > _OPEN_END
        if side and side["until"] and is_over:
            return _next_year(span[0]), _next_year(span[1]), span[2]
    except (ValueError, OverflowError):  # 31 February, 9000 years ago
        return None
    return span


def _spoken(text: str, match: re.Match[str], span: Span) -> Spoken:
    side = _side(match)
    first, last, is_rough = span
    is_end, is_start = bool(side and side["until"]), bool(side and side["since"])
    words = text[side.start() if side else match.start() : match.end()]
    return Spoken(None if is_end else first, None if is_start else last, words, is_rough)


def _next_year(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, monthrange(day.year + 1, day.month)[1]))


def _nearest(month: int, day: int, today: date) -> date:
    """The nearest such day; Raises ValueError where no year has it."""
    days = [date(year, month, day) for year in (today.year - 1, today.year, today.year + 1) if day <= monthrange(year, month)[1]]  # fmt: skip
    if not days:
        raise ValueError("no such day")
    return min(days, key=lambda one: abs((one - today).days))


def _month_number(word: str) -> int:
    return next(number for number, form in enumerate(_MONTHS, 1) if re.fullmatch(form, word))


def _day(match: re.Match[str], today: date, *, day: int, month: int) -> date:
    year = match["year"]
    if not year:
        return _nearest(month, day, today)
    return date(int(year) + 2000 * (len(year) == 2), month, day)


def _of_numbers(match: re.Match[str], today: date) -> Span | None:
    day = _day(match, today, day=int(match["day"]), month=int(match["month"]))
    return (day, day, False) if day.year in _YEARS else None


def _of_day(match: re.Match[str], today: date) -> Span:
    day = _day(match, today, day=int(match["day"]), month=_month_number(match["month"]))
    return day, day, False


def _of_days(match: re.Match[str], today: date) -> Span | None:
    last = _day(match, today, day=int(match["last"]), month=_month_number(match["month"]))
    first = last.replace(day=int(match["first"]))
    return (first, last, False) if first <= last else None


def _of_month(match: re.Match[str], today: date) -> Span:
    month = _month_number(match["month"])
    year = int(match["year"]) if match["year"] else _nearest(month, 15, today).year + _shift(match["which"])
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), True


def _of_season(match: re.Match[str], today: date) -> Span:
    month = _SEASONS[next(stem for stem in _SEASONS if match["season"].startswith(stem))]
    shift = _shift(match["which"] or match["before"])
    if match["year"] or shift or match["which"] or match["before"]:
        year = int(match["year"] or today.year + shift)
    else:
        middle = _nearest(month % 12 + 1, 15, today)  # the second month: the winter's one is in the next year
        year = middle.year - (month == 12)
    last_month = (month + 1) % 12 + 1
    last_year = year + (last_month < month)
    return date(year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1]), True


def _of_year(match: re.Match[str], today: date) -> Span:
    year = int(match["year"]) if match["year"] else today.year + _shift(match["which"])
    return date(year, 1, 1), date(year, 12, 31), True


def _of_word(match: re.Match[str], today: date) -> Span:
    day = today + timedelta(days=_DAYS[match.group()])
    return day, day, False


def _of_weekday(match: re.Match[str], today: date) -> Span:
    """«в среду» is the nearest, the past one where both are as near; «с», «до» look back and ahead."""
    number = next(number for number, form in enumerate(_WEEKDAYS) if re.match(form, match["weekday"]))
    back = (today.weekday() - number) % 7
    shift = _shift(match["which"])
    side = _side(match)
    if shift or (side and side["since"]):
        day = today - timedelta(days=back or 7) if shift <= 0 else today + timedelta(days=7 - back)
    elif side and side["until"]:
        day = today + timedelta(days=(7 - back) % 7)
    else:
        day = today + timedelta(days=7 - back if back > 3 else -back)
    return day, day, False


def _of_ago(match: re.Match[str], today: date) -> Span:
    days, is_rough = _days(match)
    day = today - timedelta(days=days)
    return day, day, is_rough


def _of_ahead(match: re.Match[str], today: date) -> Span:
    days, is_rough = _days(match)
    day = today + timedelta(days=days)
    return day, day, is_rough


def _of_duration(match: re.Match[str], today: date) -> Span:
    return today - timedelta(days=_days(match)[0]), today, True


def _of_ordinal(match: re.Match[str], today: date) -> Span:
    """«третий день»: it began two days ago."""
    days, _ = _days(match)
    return today - timedelta(days=days - _UNITS[match["unit"][0]]), today, match["unit"][0] not in "дс"


def _of_week(match: re.Match[str], today: date) -> Span:
    shift = _shift(match["which"])
    if match["unit"].startswith("недел"):
        first = today - timedelta(days=today.weekday()) + timedelta(days=7 * shift)
        return first, first + timedelta(days=6), False
    index = today.year * 12 + today.month - 1 + shift
    year, month = divmod(index, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1]), False


def _shift(which: str | None) -> int:
    return {"прошл": -1, "следующ": 1, "будущ": 1}.get(which or "", 0)


def _days(match: re.Match[str]) -> tuple[int, bool]:
    """How many days, and whether that is rough: a count of months and years is."""
    unit, told = match["unit"][0], match["count"] or ""
    if told.isdecimal():
        count: float = int(told)
    else:
        stems = (stem for stem in sorted(_NUMBERS, key=len, reverse=True) if told.startswith(stem))
        count = _NUMBERS[stem] if told and (stem := next(stems, "")) else 1
    return round(count * _UNITS[unit]), _UNITS[unit] >= 30 or told.startswith(_ROUGH_NUMBERS)


_FORMS: tuple[tuple[tuple[str, ...], re.Pattern[str], _Read], ...] = tuple(
    (needs, re.compile(form), read)
    for needs, form, read in (
        ((), r"(?<![\d.,:/-])(?P<day>\d{1,2})[./](?P<month>\d{2})[./](?P<year>\d{4}|\d{2})(?![\d.,]?\d)", _of_numbers),
        ((), r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])", _of_numbers),
        (
            (), r"(?<![\d.,:/-])(?<!\bв )(?<!\bд\. )(?<!\bдом )(?P<day>\d{1,2})\.(?P<month>\d{2})(?P<year>)(?![\d.,:]?\d)"
            r"(?!\s*(?:час|ч\b|утра|вечера|дня\b|ноч|руб|км\b|м\b|кв\b|га\b|%))",
            _of_numbers,
        ),
        (_MONTH_STEMS, rf"(?<![\d.,])(?P<day>\d{{1,2}})(?:-?о?го|-?о?е)?\s+{_MONTH}{_YEAR}", _of_day),
        (_MONTH_STEMS, rf"(?<![\d.,])(?:с\s+)?(?P<first>\d{{1,2}})\s?(?:-|–|—|по|и|до)\s?(?P<last>\d{{1,2}})\s+{_MONTH}{_YEAR}", _of_days),
        (_MONTH_STEMS, rf"\b(?<!лет )(?<!первого )(?:{_WHICH}\s+)?{_MONTH}{_YEAR}", _of_month),
        (
            tuple(_SEASONS), rf"\b(?:(?P<before>прошл|эт|нынешн|следующ|будущ)[а-я]{{1,3}}\s+)?(?P<season>летом|зимой|весной|осенью|(?<=[мй] )(?:лета|зимы|весны|осени))\b"
            rf"(?:\s+(?:{_WHICH}\s+года|(?P<year>20\d\d)(?:\s*г(?:ода)?\b\.?)?))?",
            _of_season,
        ),
        (("год", "20", "19"), rf"\b(?:(?P<year>(?:19|20)\d\d)\s*(?:г\b\.?|год[ауе]?\b)|{_WHICH}\s+год[ауе]?\b)", _of_year),
        (tuple(_DAYS), r"\b(?:" + "|".join(_DAYS) + r")\b", _of_word),
        (
            _WEEKDAY_STEMS, rf"(?:(?<=\bв )|(?<=\bво )|(?<=\bс )|(?<=\bсо )|(?<=\bк )|(?<=\bко )|(?<=\bдо )|(?<=\bпосле ))(?:{_WHICH}\s+)?(?P<weekday>(?:{'|'.join(_WEEKDAYS)})[а-я]{{0,2}})\b",
            _of_weekday,
        ),
        (("назад",), rf"\b(?:{_COUNT}[\s-]?)?{_UNIT}\s+(?:тому\s+)?назад\b", _of_ago),
        (("через",), rf"\bчерез\s+(?:{_COUNT}\s+)?{_UNIT}", _of_ahead),
        (("уже", "бол", "около", "почти", "свыше", "цел"), rf"\b(?:уже|более|больше|около|почти|свыше|цел(?:ый|ую))\s+(?:чем\s+)?(?:{_COUNT}[\s-]?)?{_UNIT}(?!\s+назад)", _of_duration),
        (
            _ORDINAL_STEMS, r"\b(?P<count>втор(?:ой|ую|ые)|трет(?:ий|ью|ьи)|четверт(?:ый|ую|ые)|пят(?:ый|ую|ые)|шест(?:ой|ую)|седьм(?:ой|ую)|восьм(?:ой|ую)|девят(?:ый|ую)|десят(?:ый|ую))"
            r"\s+(?P<unit>день|сутки|неделю|месяц|год)\b",
            _of_ordinal,
        ),
        (("недел", "месяц"), rf"\b{_WHICH}\s+(?P<unit>недел[юиея]|месяц[еа]?)\b", _of_week),
    )
)  # fmt: skip
"""How people say it, and how it is read; a text without any of the first words is not searched."""
