"""Two workers, or a worker and an operator, at the same moment in one conversation."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.states import FINAL
from nasvyazi.domain.channels.models import Channel
from nasvyazi.networks import base
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
LATER = NOON + timedelta(hours=1)
PATIENCE = 10.0


@transaction.atomic
def taken(channel: Channel, message: base.MessageSeen) -> Appeal:
    """A message taken in a transaction of its own, as the worker does."""
    appeal = factories.wrote(channel, message).appeal
    assert appeal is not None
    return appeal


def beside(pool: ThreadPoolExecutor, work: object, *args: object, **named: object) -> "Future[object]":
    """Do it on another connection; whoever waits for a lock for three seconds has lost."""

    def run() -> object:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '3s'")
            return work(*args, **named)  # type: ignore[operator]
        finally:
            connection.close()

    return pool.submit(run)


def wait_until_somebody_waits() -> None:
    """Until another connection stands before a lock of ours."""
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits for our locks")


def test_an_answer_leaves_while_the_next_message_of_its_conversation_is_being_taken() -> None:
    # The one who answers holds the appeal and needs the thread's key; intake holds the thread and wants the appeal.
    channel, operator = factories.channel(), factories.user()
    place = factories.under_post()
    first = taken(channel, factories.seen(author="1", place=place))
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        factories.wrote(channel, factories.seen(author="2", place=place))
        letter = beside(pool, factories.answer, first, operator)
        assert letter.result(timeout=PATIENCE) is not None


def test_reopening_while_the_resident_writes_anew_finds_the_newer_appeal() -> None:
    channel, operator = factories.channel(), factories.user()
    old = taken(channel, factories.seen())
    services.dismiss(appeal_id=old.pk, reason="спам", by=operator, now=NOON)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            newer = factories.wrote(channel, factories.seen("Ещё раз", at=LATER)).appeal
            reopened = beside(
                pool, services.reopen, appeal_id=old.pk, reason="ошибка", by=operator, now=LATER
            )
            wait_until_somebody_waits()
        with pytest.raises(services.OpenAppealExists) as refused:
            reopened.result(timeout=PATIENCE)
    assert refused.value.appeal == newer
    assert Appeal.objects.exclude(state__in=FINAL).get() == newer
