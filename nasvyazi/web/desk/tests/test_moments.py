"""Time in words, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.states import State
from nasvyazi.web.desk import moments

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""12:00 in Moscow."""


@pytest.mark.parametrize(
    ("left", "level", "russian", "english"),
    [
        (timedelta(minutes=-25), "late", "просрочено 25 мин", "overdue by 25 min"),
        (timedelta(seconds=-5), "late", "просрочено 1 мин", "overdue by 1 min"),
        (timedelta(hours=-3, minutes=-5), "late", "просрочено 3 ч 5 мин", "overdue by 3 h 5 min"),
        (timedelta(days=-1), "late", "просрочено 1 день", "overdue by 1 day"),
        (timedelta(days=-2), "late", "просрочено 2 дня", "overdue by 2 days"),
        (timedelta(days=-11), "late", "просрочено 11 дней", "overdue by 11 days"),
        (timedelta(days=-21), "late", "просрочено 21 день", "overdue by 21 days"),
        (timedelta(hours=1, minutes=40), "soon", "осталось 1 ч 40 мин", "1 h 40 min left"),
        (timedelta(hours=2), "good", "осталось 2 ч", "2 h left"),
        (timedelta(hours=6, minutes=40), "good", "осталось 6 ч", "6 h left"),
        (timedelta(hours=22), "good", "до завтра, 10:00", "until tomorrow, 10:00"),
        (timedelta(days=3), "good", "до 26 ноября", "until 26 November"),
        (timedelta(days=60), "good", "до 22 января 2027", "until 22 January 2027"),
    ],
)
def test_a_due_time_says_in_words_and_by_level_how_it_stands(
    left: timedelta, level: str, russian: str, english: str
) -> None:
    for language, words in (("ru", russian), ("en", english)):
        with translation.override(language):
            assert moments.due_clock(NOW + left, now=NOW) == moments.Clock(level, words)


def test_a_moment_today_is_a_time_and_any_other_has_its_day() -> None:
    with translation.override("ru"):
        assert moments.when(NOW - timedelta(hours=1), now=NOW) == "11:00"
        assert moments.when(NOW - timedelta(days=1), now=NOW) == "вчера, 12:00"
        assert moments.when(NOW - timedelta(days=3), now=NOW) == "20 ноября, 12:00"
        assert moments.when(NOW.replace(year=2025), now=NOW) == "23 ноября 2025, 12:00"


def test_midnight_is_the_installations_and_not_universal() -> None:
    late_evening = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
    with translation.override("ru"):
        assert moments.when(late_evening + timedelta(hours=1), now=late_evening) == "завтра, 00:30"


def test_a_resolved_appeal_closes_calmly_and_a_closed_one_has_no_clock() -> None:
    resolved = Appeal(state=State.RESOLVED, next_due_at=NOW - timedelta(hours=1))
    closed = Appeal(state=State.CLOSED, next_due_at=None, closed_at=NOW)
    with translation.override("ru"):
        assert moments.clock(resolved, now=NOW) == moments.Clock("calm", "закроется сегодня")
        assert moments.clock(closed, now=NOW) == moments.Clock("calm", "закрыто сегодня")


def test_nothing_is_offered_to_snooze_beyond_the_due_time() -> None:
    appeal = Appeal(state=State.NEW, next_due_at=NOW + timedelta(hours=2))
    offered = moments.snooze_choices(appeal, now=NOW)
    assert [datetime.fromisoformat(value) for value, _words in offered] == [
        NOW + timedelta(hours=1),
        NOW + timedelta(hours=2),
    ]
    assert not moments.snooze_choices(Appeal(next_due_at=NOW - timedelta(hours=1)), now=NOW)
