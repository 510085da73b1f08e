"""Time in words: how long is left, how much too late, when something was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.states import State

SOON = timedelta(hours=2)
_WHOLE_HOURS_FROM = timedelta(hours=6)
_DAYS_FROM = timedelta(hours=24)
_LEFT_UNTIL = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock of an appeal: how pressing it is (late, soon, good, calm) and the words for it."""

    level: str
    words: str


def clock(appeal: Appeal, *, now: datetime) -> Clock:
    """The nearest clock of an appeal."""
    due = appeal.next_due_at
    if due is None:
        ended = appeal.closed_at or appeal.last_message_at
        return Clock("calm", _("closed %(when)s") % {"when": day(ended, now=now)})
    if appeal.state == State.RESOLVED:
        return Clock("calm", _("will close %(when)s") % {"when": day(due, now=now)})
    return due_clock(due, now=now)


def due_clock(due: datetime, *, now: datetime) -> Clock:
    """How a due time stands."""
    left = due - now
    if left < timedelta(0):
        return Clock("late", _("overdue by %(span)s") % {"span": span(-left)})
    level = "soon" if left < SOON else "good"
    if left < _LEFT_UNTIL:
        return Clock(level, _("%(span)s left") % {"span": span(left)})
    if _days_ahead(due, now) == 1:
        return Clock(level, _("until tomorrow, %(time)s") % {"time": clock_time(due)})
    return Clock(level, _("until %(day)s") % {"day": _date(due, now)})


def span(length: timedelta) -> str:
    """A length of time, as exactly as one needs it: 25 min, 1 h 40 min, 6 h, 2 days."""
    minutes = max(int(length.total_seconds() // 60), 1)
    if length >= _DAYS_FROM:
        days = minutes // (24 * 60)
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    if length >= _WHOLE_HOURS_FROM or not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def when(moment: datetime, *, now: datetime) -> str:
    """A moment: the time today, else the day too."""
    if _days_ahead(moment, now) == 0:
        return clock_time(moment)
    return f"{day(moment, now=now)}, {clock_time(moment)}"


def day(moment: datetime, *, now: datetime) -> str:
    """A day: today, yesterday, tomorrow, else its date."""
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    return near.get(_days_ahead(moment, now)) or _date(moment, now)


def clock_time(moment: datetime) -> str:
    """Hours and minutes in the installation's time zone."""
    return date_format(timezone.localtime(moment), "H:i")


def snooze_choices(appeal: Appeal, *, now: datetime) -> list[tuple[str, str]]:
    """Moments until which an appeal may be put aside: ISO time and words. None lies after its nearest due time."""
    if appeal.next_due_at is None:
        return []
    morning = timezone.localtime(now).replace(hour=9, minute=0, second=0, microsecond=0)
    monday = morning + timedelta(days=7 - morning.weekday())
    offers = {
        now + timedelta(hours=1): _("for an hour"),
        now + timedelta(hours=3): _("for three hours"),
        morning + timedelta(days=1): _("until tomorrow morning"),
        monday: _("until Monday morning"),
        appeal.next_due_at: _("until it is due: %(when)s") % {"when": when(appeal.next_due_at, now=now)},
    }
    return [
        (moment.isoformat(), label) for moment, label in offers.items() if now < moment <= appeal.next_due_at
    ]


def _date(moment: datetime, now: datetime) -> str:
    local = timezone.localtime(moment)
    same_year = local.year == timezone.localtime(now).year
    return date_format(local, "j E" if same_year else "j E Y")


def _days_ahead(moment: datetime, now: datetime) -> int:
    return (timezone.localtime(moment).date() - timezone.localtime(now).date()).days
