"""How people speak of time, and how each of these ways is read: what `dates.py` looks for."""

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
_NUMBERS: dict[str, float] = {
    "одн": 1, "один": 1, "пар": 2, "дв": 2, "втор": 2, "тр": 3, "четыр": 4, "четверт": 4, "пят": 5, "шест": 6,
    "сем": 7, "седьм": 7, "восьм": 8, "восем": 8, "девят": 9, "десят": 10, "несколько": 3, "пол": 0.5,
}  # fmt: skip
_ROUGH_NUMBERS = ("пар", "несколько")
_UNITS = {"д": 1, "с": 1, "н": 7, "м": 30, "г": 365, "л": 365}
"""Days in a unit, by its first letter."""

_MAY = ("май", "мая", "мае", "маю")
_MONTH_STEMS = tuple(stem for form in _MONTHS if (stem := form.partition("[")[0]) != "ма") + _MAY
_ORDINAL_STEMS = ("втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят")
_WEEKDAY_STEMS = tuple(form.split("[")[0] for form in _WEEKDAYS)
_MONTH = "(?P<month>" + "|".join(_MONTHS) + r")\b"
_YEAR = r"(?:\s+(?P<year>(?:19|20)\d\d)\b(?:\s*(?:г\b\.?|года?\b))?)?"
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(f"{stem}[а-я]{{0,4}}" for stem in _NUMBERS) + ")"
_UNIT = r"(?P<unit>д(?:ень|ня|ней)|сут(?:ки|ок)|недел[юиьея]|месяц(?:а|ев)?|года?|лет)\b"
_ORDINAL = (
    r"втор(?:ой|ую|ые)|трет(?:ий|ью|ьи)|четверт(?:ый|ую|ые)|пят(?:ый|ую|ые)|шест(?:ой|ую)|седьм(?:ой|ую)|восьм(?:ой|ую)"
    r"|девят(?:ый|ую)|десят(?:ый|ую)"
)
_WHICH = r"(?P<which>прошл|эт|нынешн|следующ|будущ)[а-я]{1,3}"
_SIDE = re.compile(
    r"(?P<until>\bдо|\bк|\bко|\bпо|не позднее|не позже)\s+$|(?P<since>\bс|\bсо|\bот|\bпосле)\s+$"
)
LOOK_BACK = 14
"""Characters before a date that may say what it is."""
_YEARS = range(1950, 2100)

Span = tuple[date, date, bool]
"""First day, last day, whether that is rough."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way of speaking: how it looks, how it is read (ValueError or OverflowError: there is no such day).

    A text without any of the stems in `needs` is not searched for it; none = every text is.
    """

    needs: tuple[str, ...]
    form: re.Pattern[str]
    read: Callable[[re.Match[str], date], Span | None]


def side(match: re.Match[str]) -> str:
    """What stands before a date: "until", "since", or nothing of the kind."""
    found = _before(match)
    return found.lastgroup or "" if found else ""


def side_length(match: re.Match[str]) -> int:
    """How many characters before a date belong to it."""
    found = _before(match)
    return match.start() - found.start() if found else 0


def _before(match: re.Match[str]) -> re.Match[str] | None:
    return _SIDE.search(match.string, max(match.start() - LOOK_BACK, 0), match.start())


def _nearest(month: int, day: int, today: date) -> date:
    """The nearest such day. Raises ValueError where the years around have none."""
    years = (today.year - 1, today.year, today.year + 1)
    days = [date(year, month, day) for year in years if day <= monthrange(year, month)[1]]
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
    said = side(match)
    if shift or said == "since":
        day = today - timedelta(days=back or 7) if shift <= 0 else today + timedelta(days=7 - back)
    elif said == "until":
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


_SEASON = (
    r"(?P<season>летом|зимой|весной|осенью|(?<=\bк )(?:лету|зиме|весне|осени)"
    r"|(?<=[мй] )(?:лета|зимы|весны|осени))"
)
_SEASON_YEAR = rf"(?:\s+(?:{_WHICH}\s+года|(?P<year>20\d\d)(?:\s*г(?:ода)?\b\.?)?))?"
_FOR = "(?:уже|более|больше|около|почти|свыше|цел(?:ый|ую))"
_IN = "(?:" + "|".join(rf"(?<=\b{word} )" for word in ("в", "во", "с", "со", "к", "ко", "до", "после")) + ")"
_NO_HOUR = r"(?!\s*(?:час|ч\b|утра|вечера|дня\b|ноч|руб|км\b|м\b|кв\b|га\b|%))"
_NO_HOUSE = r"(?<!\bв )(?<!\bд\. )(?<!\bдом )"
_NO_NUMBER = r"(?<![\d.,:/-])"

WAYS: tuple[Way, ...] = tuple(
    Way(needs, re.compile(form), read)
    for needs, form, read in (
        # 12.09.2026, 2026-09-12, 12.09
        (
            (),
            _NO_NUMBER + r"(?P<day>\d{1,2})[./](?P<month>\d{2})[./](?P<year>\d{4}|\d{2})(?![\d.,]?\d)",
            _of_numbers,
        ),
        ((), r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])", _of_numbers),
        (
            (),
            _NO_NUMBER + _NO_HOUSE + r"(?P<day>\d{1,2})\.(?P<month>\d{2})(?P<year>)(?![\d.,:]?\d)" + _NO_HOUR,
            _of_numbers,
        ),
        # 15 сентября, с 12 по 15 сентября, в прошлом сентябре
        (_MONTH_STEMS, rf"(?<![\d.,])(?P<day>\d{{1,2}})(?:-?о?го|-?о?е)?\s+{_MONTH}{_YEAR}", _of_day),
        (
            _MONTH_STEMS,
            rf"(?<![\d.,])(?:с\s+)?(?P<first>\d{{1,2}})\s?(?:-|–|—|по|и|до)\s?(?P<last>\d{{1,2}})\s+{_MONTH}{_YEAR}",
            _of_days,
        ),
        (_MONTH_STEMS, rf"\b(?<!лет )(?<!первого )(?<!\d )(?:{_WHICH}\s+)?{_MONTH}{_YEAR}", _of_month),
        # прошлой зимой, летом прошлого года, летом 2025 года, в 2025 году
        (
            tuple(_SEASONS),
            rf"\b(?:{_WHICH.replace('which', 'before')}\s+)?{_SEASON}\b{_SEASON_YEAR}",
            _of_season,
        ),
        (
            ("год", "20", "19"),
            rf"\b(?:(?P<year>(?:19|20)\d\d)\s*(?:г\b\.?|год[ауе]?\b)|{_WHICH}\s+год[ауе]?\b)",
            _of_year,
        ),
        # вчера, в среду
        (tuple(_DAYS), r"\b(?:" + "|".join(_DAYS) + r")\b", _of_word),
        (
            _WEEKDAY_STEMS,
            rf"{_IN}(?:{_WHICH}\s+)?(?P<weekday>(?:{'|'.join(_WEEKDAYS)})[а-я]{{0,2}})\b",
            _of_weekday,
        ),
        # две недели назад, через месяц, уже полгода, третий день, на прошлой неделе
        (("назад",), rf"\b(?<!\d )(?:{_COUNT}[\s-]?)?{_UNIT}\s+(?:тому\s+)?назад\b", _of_ago),
        (("через",), rf"\bчерез\s+(?:{_COUNT}\s+)?{_UNIT}", _of_ahead),
        (
            ("уже", "бол", "около", "почти", "свыше", "цел"),
            rf"\b{_FOR}\s+(?:чем\s+)?(?:{_COUNT}[\s-]?)?{_UNIT}(?!\s+назад)",
            _of_duration,
        ),
        (_ORDINAL_STEMS, rf"\b(?P<count>{_ORDINAL})\s+(?P<unit>день|сутки|неделю|месяц|год)\b", _of_ordinal),
        (("недел", "месяц"), rf"\b{_WHICH}\s+(?P<unit>недел[юиея]|месяц[еа]?)\b", _of_week),
    )
)
