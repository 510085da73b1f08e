"""What was said of dangers by appeal, before they were seen message by message, is kept by the migration."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from nasvyazi.domain.appeals import selectors
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.guesses import Suggestion, Understood
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_guess import Guess, Unguessed
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
MIGRATION = import_module("nasvyazi.domain.appeals.migrations.0013_what_was_seen_of_dangers")


def with_danger() -> Appeal:
    """As it was kept before: the danger only in what was read, and on the appeal."""
    appeal = factories.appeal()
    appeals.record_guess(
        unguessed=Unguessed.objects.get(message__decision__appeal=appeal),
        understood=Understood(danger=Suggestion("gas", 0.9)),
        now=NOON,
    )
    Guess.objects.filter(message__decision__appeal=appeal).update(danger="")
    return appeal


def test_what_was_seen_denied_and_closed_is_done_with_and_the_rest_waits() -> None:
    waiting, seen, denied, closed = (with_danger() for _ in range(4))
    Appeal.objects.filter(pk=seen.pk).update(danger_seen_at=NOON)
    Appeal.objects.filter(pk=denied.pk).update(danger="", decided=["danger", "topic"])
    appeals.dismiss(
        appeal_id=closed.pk, reason="не к нам", by=factories.user(), now=NOON + timedelta(hours=1)
    )
    with connection.cursor() as cursor:
        cursor.execute(MIGRATION.DANGERS)
        cursor.execute(MIGRATION.SEEN)
    guesses = {guess.message.decision.appeal_id: guess for guess in Guess.objects.all()}
    assert [guesses[one.pk].danger for one in (waiting, seen, denied, closed)] == ["gas"] * 4
    assert guesses[waiting.pk].danger_seen_at is None
    assert guesses[seen.pk].danger_seen_at == NOON
    assert guesses[denied.pk].is_no_danger
    assert Appeal.objects.get(pk=denied.pk).decided == ["topic"]
    assert list(selectors.dangers(Appeal.objects.all())) == [waiting]
