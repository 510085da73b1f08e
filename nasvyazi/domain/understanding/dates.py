"""Dates and spans of time that a text speaks of, counted from the day on which it was written.

«до 15 сентября» has an end only, «с понедельника» a beginning only. A day without a year is the nearest one; an end
rather comes than has been. What people say roughly («летом», «уже месяц») is a rough span, and says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from nasvyazi.domain.understanding.timewords import LOOK_BACK, WAYS, Span, Way, side, side_length

_STREET = re.compile(r"(?:\bул\.?|улиц[аеуы]|улицей|площад[ьи]|переул[а-я]{2,3}|\bим\.)\s*$")
"""Streets are named after days."""
_FAR = 31
"""Days: an end that lies so far back, a beginning that lies so far ahead, is of another year."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A date or a span: first and last day (None = open on that side), the words, and whether it was said roughly."""

    start: date | None
    end: date | None
    words: str
    is_rough: bool


def find(text: str, *, today: date) -> tuple[Spoken, ...]:
    """What a text says of time, in its order; of two that overlap, the one that begins first, else the longer."""
    lowered = text.lower().replace("ё", "е")
    if len(lowered) != len(text):  # a few letters of the world grow: what is quoted would be cut elsewhere
        text = lowered
    readings = [
        (match, span)
        for way in WAYS
        if not way.needs or any(stem in lowered for stem in way.needs)
        for match in way.form.finditer(lowered)
        if (span := _span(way, match, today)) is not None
    ]
    found: list[Spoken] = []
    reached = 0
    for match, span in sorted(readings, key=lambda reading: (reading[0].start(), -reading[0].end())):
        if match.start() >= reached:
            found.append(_spoken(text, match, span))
            reached = match.end()
    return tuple(found)


def _span(way: Way, match: re.Match[str], today: date) -> Span | None:
    """The span of a match; without a year an end rather comes than has been, a beginning rather has been."""
    if _STREET.search(match.string, max(match.start() - LOOK_BACK, 0), match.start()):
        return None
    try:
        span = way.read(match, today)
        if span is None or match.groupdict().get("year", "said"):
            return span
        said = side(match)
        if said == "until" and (today - span[1]).days > _FAR:
            return _shifted(span, 1)
        if said == "since" and (span[0] - today).days > _FAR:
            return _shifted(span, -1)
    except (ValueError, OverflowError):  # 31 February, 9000 years ago
        return None
    return span


def _spoken(text: str, match: re.Match[str], span: Span) -> Spoken:
    said = side(match)
    first, last, is_rough = span
    words = text[match.start() - side_length(match) : match.end()]
    if said == "until":  # «к лету»: when it begins
        return Spoken(None, first if is_rough else last, words, is_rough)
    return Spoken(first, None if said == "since" else last, words, is_rough)


def _shifted(span: Span, years: int) -> Span:
    first, last = (
        day.replace(year=day.year + years, day=min(day.day, monthrange(day.year + years, day.month)[1]))
        for day in span[:2]
    )
    return first, last, span[2]
