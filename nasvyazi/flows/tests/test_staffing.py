"""Somebody leaves, and nothing they were responsible for stays theirs."""

import pytest

from nasvyazi.domain.appeals import services
from nasvyazi.flows import staffing
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db


def test_open_appeals_of_somebody_who_left_go_back_to_the_desk_and_closed_ones_keep_the_name() -> None:
    operator = factories.user()
    opened, closed = factories.appeal(), factories.appeal()
    for appeal in (opened, closed):
        services.take(appeal_id=appeal.pk, by=operator, now=NOON)
    services.dismiss(appeal_id=closed.pk, reason="повтор", by=operator, now=NOON)
    assert staffing.leave(operator) == 1
    opened.refresh_from_db()
    closed.refresh_from_db()
    operator.refresh_from_db()
    assert (opened.person, closed.person, operator.is_active) == (None, operator, False)
    assert opened.transitions.filter(field="person", rule="user_left", old=str(operator)).exists()
