"""Who has an appeal open: known at once, forgotten soon."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors, services
from nasvyazi.domain.appeals.models import Appeal, Presence
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def irina() -> User:
    return factories.user(username="irina")


def seen(*, after: timedelta, by: User | None = None) -> list[tuple[str, bool]]:
    """Whom somebody else sees some time after noon, and whether they type."""
    rows = selectors.present(Appeal.objects.all(), now=NOON + after, besides=by or factories.user())
    return [(str(row.user), row.is_typing) for row in rows]


def test_whoever_has_it_open_is_seen_by_others_until_half_a_minute_of_silence(irina: User) -> None:
    appeal = factories.appeal()
    services.note_present(appeal_id=appeal.pk, user=irina, is_typing=False, now=NOON)
    assert seen(after=29 * SECOND) == [("irina", False)]
    assert seen(after=29 * SECOND, by=irina) == [], "nobody is told of oneself"
    assert seen(after=30 * SECOND) == []


def test_typing_is_seen_and_forgotten_while_the_page_stays_open(irina: User) -> None:
    appeal = factories.appeal()
    services.note_present(appeal_id=appeal.pk, user=irina, is_typing=True, now=NOON)
    services.note_present(appeal_id=appeal.pk, user=irina, is_typing=False, now=NOON + 20 * SECOND)
    assert seen(after=21 * SECOND) == [("irina", True)]
    assert seen(after=31 * SECOND) == [("irina", False)]


def test_one_row_and_one_statement_however_often_it_is_said(irina: User) -> None:
    appeal = factories.appeal()
    for second in range(3):
        with CaptureQueriesContext(connection) as queries:
            services.note_present(
                appeal_id=appeal.pk, user=irina, is_typing=False, now=NOON + second * SECOND
            )
        assert len(queries) == 1
    assert Presence.objects.get().seen_at == NOON + 2 * SECOND


def test_only_appeals_that_one_sees_tell_who_is_there(irina: User) -> None:
    services.note_present(appeal_id=factories.appeal().pk, user=irina, is_typing=False, now=NOON)
    assert selectors.present(Appeal.objects.none(), now=NOON, besides=factories.user()) == []


def test_the_silent_are_swept_away_and_the_others_stay(irina: User) -> None:
    for number, at in enumerate((NOON, NOON + 50 * SECOND)):
        services.note_present(
            appeal_id=factories.appeal(author=str(number)).pk, user=irina, is_typing=False, now=at
        )
    assert services.forget_absent(now=NOON + 70 * SECOND) == 1
    assert Presence.objects.count() == 1


def test_the_table_costs_no_log(irina: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'appeals_presence'")
        assert cursor.fetchone() == ("u",)
