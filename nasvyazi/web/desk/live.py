"""What open pages are told every few seconds: who else is there, and what has to be drawn anew. Reads only.

A page says what it shows (`Shown`); the answer carries a stamp of all that it may depend on. As long as the stamp
stays the same, there is nothing to tell.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from django.http import QueryDict
from django.utils import timezone

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import lists
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.selectors import Present

from .screen import chosen, rows
from .selection import Selection

LATE = timedelta(seconds=30)
"""A change is seen when its transaction commits, under a time from when it was made: so far back one looks again."""
_LIMIT = 200
_SHOWN_AT_MOST = 100
_MINUTE = 60

Change = tuple[int, datetime]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows and knows; whatever it says that makes no sense is as if it had not said it."""

    since: datetime | None
    """From when on it compares, with `stamp`; None = it asks for everything."""
    stamp: str
    opened: int | None
    version: datetime | None
    """When the opened appeal had changed last, as it is shown."""
    rows: Collection[int]
    is_typing: bool
    newest: tuple[int, datetime] | None
    """The newest appeal and the latest words when the list was made."""
    alarms: str
    """The mark of the alarms above the list."""

    @classmethod
    def of(cls, query: QueryDict) -> Shown:
        """Read from the parameters of a pulse."""
        since, _bar, stamp = query.get("state", "").partition("|")
        opened, _bar, version = query.get("case", "").partition("_")
        newest, _bar, newest_at = query.get("seen", "").partition("_")
        number, at = _number(newest), _moment(newest_at)
        listed = (_number(one) for one in query.get("rows", "").split(".")[:_SHOWN_AT_MOST])
        return cls(
            since=_moment(since),
            stamp=stamp,
            opened=_number(opened),
            version=_moment(version),
            rows=frozenset(one for one in listed if one is not None),
            is_typing=query.get("typing") == "1",
            newest=(number, at) if number is not None and at is not None else None,
            alarms=query.get("alarms", ""),
        )


@dataclass(frozen=True, slots=True)
class World:
    """All that an open page may depend on, cheaply read."""

    version: datetime | None
    present: Sequence[Present]
    changes: Sequence[Change]
    now: datetime

    def stamp(self, *, since: datetime) -> str:
        """Differs when anything does; once a minute by itself, for clocks run and counts with them."""
        told = (
            int(self.now.timestamp()) // _MINUTE,
            self.version,
            [(one.appeal_id, one.user.pk, one.is_typing) for one in self.present],
            [change for change in self.changes if change[1] > since],
        )
        return blake2b(repr(told).encode(), digest_size=9).hexdigest()


def look(shown: Shown, *, version: datetime | None, user: User, now: datetime) -> World:
    """What there is to be told of. Two queries."""
    mine = access.appeals(user)
    since = shown.since if shown.since is not None else now - LATE
    return World(
        version=version,
        present=appeal_reads.present(mine, now=now, besides=user),
        changes=appeal_reads.changes(mine, since=since, limit=_LIMIT),
        now=now,
    )


@dataclass(frozen=True, slots=True)
class News:
    """What of the list is to be drawn anew."""

    order: Sequence[int]
    """The first page as it is now."""
    rows: Sequence[Appeal]
    """Those lines that are new to the page, or not as it shows them."""
    came: int
    """How many appeals are new, or have new words, since the list was made."""
    next: str


def news(shown: Shown, world: World, selection: Selection, counts: lists.Counts, *, user: User) -> News:
    """The list, compared with what the page shows. At most three queries; with all its lines once a minute."""
    page = rows(selection, user=user, now=world.now)["page"]
    changed = shown.rows if _is_new_minute(shown, world) else {number for number, _at in world.changes}
    order = [row.pk for row in page.rows]
    fresh = [row for row in page.rows if row.pk in changed or row.pk not in shown.rows]
    elsewhere = (set(shown.rows) & set(changed)) - set(order)
    if elsewhere:
        fresh += appeal_reads.for_card(access.appeals(user).filter(pk__in=elsewhere))
    if shown.newest is None or shown.newest == (counts.newest_id, counts.newest_at):
        return News(order, fresh, 0, page.next)
    newest_id, newest_at = shown.newest
    here = chosen(selection, user=user, now=world.now)
    return News(order, fresh, lists.came_since(here, newest_id=newest_id, newest_at=newest_at), page.next)


def _is_new_minute(shown: Shown, world: World) -> bool:
    """Whether the clocks of the lines have moved on since the page was told last."""
    if shown.since is None:
        return True
    told_at = shown.since.timestamp() + LATE.total_seconds()
    return told_at // _MINUTE != world.now.timestamp() // _MINUTE


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if timezone.is_aware(moment) else None
