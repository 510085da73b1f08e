"""Which wording speaks for a message, when clocks are wrong and deliveries overtake each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from nasvyazi.domain.channels.models import Channel
from nasvyazi.networks import base
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
SAID = factories.seen("Яма у дома 5", external_id="1", at=NOON)
EDITED = replace(SAID, text="Яма у дома 7", change=base.Change.EDITED, version_at=NOON + 30 * SECOND)


@pytest.fixture
def channel() -> Channel:
    return factories.channel()


def told_while_the_clock_is_back(seen: base.MessageSeen) -> base.MessageSeen:
    """What our parser makes of it an hour after noon when our clock says it is noon no more."""
    return replace(seen, said_at=NOON - HOUR, version_at=NOON - HOUR, stated_date="2026-11-23 09:00 UTC")


def test_an_edit_told_after_our_clock_was_set_back_is_the_latest_wording(channel: Channel) -> None:
    factories.record(channel, SAID)
    message = factories.record(channel, told_while_the_clock_is_back(EDITED), now=NOON - HOUR)
    assert message.text == "Яма у дома 7"
    assert message.versions.count() == 2


def test_the_same_edit_told_again_is_no_wording_of_its_own(channel: Channel) -> None:
    factories.record(channel, SAID)
    for seconds in (0, 5):
        again = told_while_the_clock_is_back(EDITED)
        again = replace(again, version_at=again.version_at + seconds * SECOND)
        message = factories.record(channel, again, now=NOON - HOUR)
    assert message.versions.count() == 2


def test_the_first_wording_that_comes_late_does_not_undo_the_edit(channel: Channel) -> None:
    factories.record(channel, told_while_the_clock_is_back(EDITED), now=NOON - HOUR)
    late = replace(told_while_the_clock_is_back(SAID), version_at=NOON - HOUR + SECOND)
    message = factories.record(channel, late, now=NOON - HOUR + SECOND)
    assert message.text == "Яма у дома 7"


def test_edits_with_dates_that_can_be_true_go_by_their_dates(channel: Channel) -> None:
    factories.record(channel, SAID)
    factories.record(channel, EDITED)
    older = replace(EDITED, text="Яма у дома 6", version_at=NOON + 10 * SECOND)
    assert factories.record(channel, older).text == "Яма у дома 7"
