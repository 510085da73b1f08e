"""When things happen in the demo, told so that it looks natural on whatever day it is filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_OFFICE_OPENS, _OFFICE_CLOSES = time(8, 20), time(19, 30)
"""Somebody of the press service is on duty on days off too."""
_MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня",
           "июля", "августа", "сентября", "октября", "ноября", "декабря")  # fmt: skip

IsWorking = Callable[[date], bool]


@dataclass(frozen=True)
class Moment:
    """A rule that makes a moment of the one before it and of now; see the functions below."""

    resolve: Callable[[datetime, datetime], datetime]


@dataclass(frozen=True)
class Day:
    """A day counted from today; `working` moves it on to a working day."""

    ahead: int
    working: bool = False

    def resolve(self, now: datetime, is_working: IsWorking) -> date:
        """The date."""
        day = now.date() + timedelta(days=self.ahead)
        while self.working and not is_working(day):
            day += timedelta(days=1)
        return day


def ago(days: int, at: str) -> Moment:
    """So many days before today, at this time of the day."""
    return Moment(lambda before, now: _at(now - timedelta(days=days), at))


def ago_minutes(minutes: int) -> Moment:
    """So many minutes before now."""
    return Moment(lambda before, now: now - timedelta(minutes=minutes))


def later(minutes: int) -> Moment:
    """So many minutes after what happened before."""
    return Moment(lambda before, now: before + timedelta(minutes=minutes))


def duty(minutes: int) -> Moment:
    """So many minutes after what happened before, or next morning when nobody is on duty then."""
    return Moment(lambda before, now: _on_duty(before + timedelta(minutes=minutes)))


def next_day(at: str, days: int = 1) -> Moment:
    """On the following day (or `days` later), at this time of the day."""
    return Moment(lambda before, now: _at(before + timedelta(days=days), at))


def spoken(day: date) -> str:
    """A date as one writes it to a person: 5 марта."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _at(moment: datetime, clock: str) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    return moment.replace(hour=hour, minute=minute, second=moment.minute % 60, microsecond=0)


def _on_duty(moment: datetime) -> datetime:
    if moment.time() < _OFFICE_OPENS:
        return datetime.combine(moment.date(), _OFFICE_OPENS, moment.tzinfo) + timedelta(
            minutes=moment.minute
        )
    if moment.time() > _OFFICE_CLOSES:
        morning = datetime.combine(moment.date(), _OFFICE_OPENS, moment.tzinfo) + timedelta(days=1)
        return morning + timedelta(minutes=moment.minute)
    return moment
