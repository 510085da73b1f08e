"""When things are due, by the production calendar.

Sources: working days and transferred days come from the `holidays` library (for Russia it carries the
Government's yearly decrees on the transfer of days off); `CalendarDay` overrides it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

import holidays
from django.conf import settings
from django.utils import timezone

from .models import CalendarDay, Policy

if TYPE_CHECKING:
    from holidays import HolidayBase

_HORIZON = timedelta(days=400)
_NEXT_YEAR_WANTED_FROM_MONTH = 11


class Calendar:
    """Working days of the installation. Made once for a calculation; holds the overrides of its time."""

    def __init__(self, overrides: Mapping[date, bool]) -> None:
        self._overrides = overrides

    def is_working(self, day: date) -> bool:
        """Whether people work on this day, transferred days included."""
        if day in self._overrides:
            return self._overrides[day]
        return bool(_library().is_working_day(day))

    def add_working_time(self, start: datetime, span: timedelta, policy: Policy) -> datetime:
        """The moment when `span` of working time has passed since `start`."""
        moment = timezone.localtime(start)
        left = span
        for offset in range(_HORIZON.days):
            day = moment.date() + timedelta(days=offset)
            if not self.is_working(day):
                continue
            opens, closes = _at(day, policy.work_starts), _at(day, policy.work_ends)
            begin = max(opens, moment)
            if begin >= closes:
                continue
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
        raise OverflowError(f"more than {_HORIZON.days} days of working time from {start}")

    def is_working_time(self, moment: datetime, policy: Policy) -> bool:
        """Whether people are at work at this moment."""
        local = timezone.localtime(moment)
        return self.is_working(local.date()) and policy.work_starts <= local.time() < policy.work_ends

    def opens_after(self, moment: datetime, policy: Policy) -> datetime:
        """When people are at work again, for a moment at which they are not."""
        local = timezone.localtime(moment)
        for offset in range(_HORIZON.days):
            opens = _at(local.date() + timedelta(days=offset), policy.work_starts)
            if opens > local and self.is_working(opens.date()):
                return opens
        raise OverflowError(f"nobody works within {_HORIZON.days} days from {moment}")

    def end_of_working_day(self, start: datetime, days: int, policy: Policy) -> datetime:
        """The end of the `days`-th working day after the day of `start` (the day itself is not counted)."""
        day = timezone.localtime(start).date()
        left = days
        while left:
            day += timedelta(days=1)
            left -= self.is_working(day)
        return _at(day, policy.work_ends)


def calendar(*, since: datetime) -> Calendar:
    """The calendar for calculations that begin at `since`. One query."""
    day = timezone.localtime(since).date()
    rows = CalendarDay.objects.filter(date__range=(day, day + _HORIZON))
    return Calendar(dict(rows.values_list("date", "is_working")))


def default_policy() -> Policy:
    """The policy of appeals that no rule has given another one; comes with the first migration."""
    return Policy.objects.get(pk=Policy.DEFAULT_ID)


def end_of_day(day: date, policy: Policy) -> datetime:
    """When work ends on a day."""
    return _at(day, policy.work_ends)


def missing_calendar_years(*, now: datetime) -> list[int]:
    """Years whose transferred days nobody has told us: this one, and from November the next one too.

    A year is known when the library has its decree or an administrator has entered at least one day of it.
    """
    today = timezone.localtime(now).date()
    wanted = [today.year]
    if today.month >= _NEXT_YEAR_WANTED_FROM_MONTH:
        wanted.append(today.year + 1)
    known = set(getattr(_library(), "special_public_holidays", {}))
    known |= {day.year for day in CalendarDay.objects.filter(date__year__in=wanted).dates("date", "year")}
    return [year for year in wanted if year not in known] if settings.NASVYAZI_COUNTRY == "RU" else []


@cache
def _library() -> HolidayBase:
    return holidays.country_holidays(settings.NASVYAZI_COUNTRY)


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
