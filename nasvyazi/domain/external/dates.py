"""Dates as tables have them: typed as dates, as the numbers that table programs count days by, or as words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a table's own clock; the zone is the installation's
"""Day 0 of a table's count of days, which takes 1900 for a leap year (ECMA-376, part 1, 18.17.4.1)."""
_FIRST_SERIAL, _LAST_SERIAL = 32874, 73415
"""1990 to 2100: what is outside is a number of something else."""
_YEARS = range(1990, 2101)
_CLOCK = r"(?:[\s,T]+(?:в\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?)?"
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})[./-](?P<month>\d{{1,2}})[./-](?P<year>\d{{4}}|\d{{2}}){_CLOCK}")
_IN_WORDS = re.compile(rf"(?P<day>\d{{1,2}})\s+(?P<month>[а-яё]{{3,}})\.?\s+(?P<year>\d{{4}}){_CLOCK}")
_YEAR_WORD = re.compile(r"(?<=\d{4})\s*(?:г(?:ода?)?\b\.?)")
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")


def read(value: object, *, end_of_day: bool) -> datetime | None:
    """The moment that a cell says, aware; None when it says none that we understand.

    A day alone is its beginning in the installation's time zone, or its last minute: until when something is due.
    """
    told = _moment(value)
    if told is None:
        return None
    if not isinstance(told, datetime):
        told = datetime.combine(told, time(23, 59) if end_of_day else time(0))
    aware = told if timezone.is_aware(told) else timezone.make_aware(told)
    return aware.astimezone(UTC) if aware.year in _YEARS else None


def _moment(value: object) -> datetime | date | None:
    if isinstance(value, datetime):
        # A table has no days without hours: midnight is how it writes a day.
        return value.date() if value.time() == time(0) else value
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_serial(float(value))
    return _of_text(str(value)) if value is not None else None


def _of_serial(number: float) -> datetime | date | None:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    moment = _EPOCH + timedelta(minutes=round(number * 24 * 60))
    return moment.date() if moment.time() == time(0) else moment


def _of_text(text: str) -> datetime | date | None:
    text = _YEAR_WORD.sub("", " ".join(text.split())).strip().lower()
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        return _of_serial(float(text.replace(",", ".")))
    found = _DAY_FIRST.fullmatch(text) or _IN_WORDS.fullmatch(text)
    try:
        return _of_parts(found.groupdict()) if found is not None else _of_iso(text)
    except ValueError:
        return None


def _of_parts(parts: dict[str, str | None]) -> datetime | date:
    """Raises ValueError: there is no 31 February."""
    month, year = parts["month"] or "", int(parts["year"] or "")
    day = date(year + 2000 if year < 100 else year, _month(month), int(parts["day"] or ""))
    if parts["hour"] is None:
        return day
    return datetime.combine(
        day, time(int(parts["hour"]), int(parts["minute"] or 0), int(parts["second"] or 0))
    )


def _month(told: str) -> int:
    if told.isdecimal():
        return int(told)
    return next((number for number, start in enumerate(_MONTHS, 1) if told.startswith(start)), 0)


def _of_iso(text: str) -> datetime | date:
    return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text.upper())
