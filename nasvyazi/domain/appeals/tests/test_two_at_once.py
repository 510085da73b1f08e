"""Two workers, or a worker and an operator, at the same moment in one conversation."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_burst import Burst
from nasvyazi.domain.appeals.selectors import messages_of
from nasvyazi.domain.appeals.states import FINAL
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.problems.models import Problem
from nasvyazi.networks import base
from tests import factories
from tests.factories import MONDAY_NOON as NOON
from tests.locks import PATIENCE, wait_until_somebody_waits

from . import town

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
LATER = NOON + timedelta(hours=1)


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


def two_of_one(channel: Channel, operator: User) -> tuple[Appeal, Appeal]:
    """An appeal that was dismissed by mistake, and the one that came after it."""
    old = taken(channel, factories.seen("Люк открыт"))
    services.dismiss(appeal_id=old.pk, reason="ошибка", by=operator, now=NOON)
    return old, taken(channel, factories.seen("Вы уснули?", at=LATER))


def merged(pair: tuple[Appeal, Appeal], operator: User) -> Appeal:
    return services.merge(appeal_id=pair[0].pk, other_id=pair[1].pk, by=operator, now=LATER)


def texts(appeal: Appeal) -> list[str]:
    return [message.text for message in messages_of(appeal_id=appeal.pk)]


def test_words_that_come_while_two_appeals_are_merged_join_the_one_that_goes_on() -> None:
    channel, operator = factories.channel(), factories.user()
    pair = two_of_one(channel, operator)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            merged(pair, operator)
            coming = beside(pool, taken, channel, factories.seen("Ау!", at=LATER))
            wait_until_somebody_waits()
        assert coming.result(timeout=PATIENCE) == pair[0]
    assert texts(pair[0]) == ["Люк открыт", "Вы уснули?", "Ау!"]


def test_two_appeals_are_merged_while_words_come_to_the_younger() -> None:
    channel, operator = factories.channel(), factories.user()
    pair = two_of_one(channel, operator)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            factories.wrote(channel, factories.seen("Ау!", at=LATER))
            merging = beside(pool, merged, pair, operator)
            wait_until_somebody_waits()
        assert merging.result(timeout=PATIENCE) == pair[0]
    assert texts(pair[0]) == ["Люк открыт", "Вы уснули?", "Ау!"]


def test_two_operators_who_split_the_same_message_off_make_one_appeal() -> None:
    channel, operator = factories.channel(), factories.user()
    appeal = taken(channel, factories.seen("Снег"))
    taken(channel, factories.seen("Яма", at=LATER))
    number = messages_of(appeal_id=appeal.pk)[1].pk
    told = {"appeal_id": appeal.pk, "message_ids": [number], "by": operator, "now": LATER}
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = services.split(**told)  # type: ignore[arg-type]
            second = beside(pool, services.split, **told)
            wait_until_somebody_waits()
        assert second.result(timeout=PATIENCE) == first


def test_an_answer_that_arrives_while_its_appeal_is_merged_stops_the_right_clock() -> None:
    channel, operator = factories.channel(), factories.user()
    pair = two_of_one(channel, operator)
    letter = factories.answer(pair[1], operator, now=LATER)
    letter.parts.update(state="sent", sent_at=LATER)
    part = letter.parts.get()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            merged(pair, operator)
            # Read by the sender before the merge: still the younger's.
            arriving = beside(pool, services.answer_delivered, part=part, now=LATER)
            wait_until_somebody_waits()
        arriving.result(timeout=PATIENCE)
    older = Appeal.objects.get(pk=pair[0].pk)
    assert (older.first_answered_at, older.answer_due_at) == (LATER, None)


def test_two_merges_of_the_same_problems_from_both_ends_wait_for_each_other_and_both_succeed() -> None:
    channel, operator = factories.channel(), factories.user()
    rows = [taken(channel, factories.seen(author=str(number))) for number in range(4)]

    def join(one: Appeal, other: Appeal) -> Problem:
        return services.join_problem(appeal_id=one.pk, other_id=other.pk, by=operator, now=NOON)

    older = join(rows[0], rows[1])
    join(rows[2], rows[3])
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            join(rows[3], rows[0])
            second = beside(pool, join, rows[1], rows[2])
            wait_until_somebody_waits()
        assert second.result(timeout=PATIENCE) == older
    assert Problem.objects.get(closed_at=None).appeal_count == 4


def test_the_last_two_appeals_of_a_problem_that_close_at_once_close_it() -> None:
    channel, operator = factories.channel(), factories.user()
    rows = [taken(channel, factories.seen(author=str(number))) for number in range(2)]
    services.join_problem(appeal_id=rows[0].pk, other_id=rows[1].pk, by=operator, now=NOON)
    told = {"reason": "починили", "by": operator, "now": LATER}
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            services.dismiss(appeal_id=rows[0].pk, **told)  # type: ignore[arg-type]
            second = beside(pool, services.dismiss, appeal_id=rows[1].pk, **told)
            wait_until_somebody_waits()
        second.result(timeout=PATIENCE)
    assert Problem.objects.get().closed_at == LATER


def test_two_workers_that_look_at_once_raise_one_burst() -> None:
    channel, topic, place = factories.channel(), town.topic(), town.at(0)
    for _ in range(5):
        with transaction.atomic():
            town.appeal(topic, place, channel=channel)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert services.raise_bursts(topic_id=topic.pk, now=LATER) == 1
            other = beside(pool, services.raise_bursts, topic_id=topic.pk, now=LATER)
            wait_until_somebody_waits()
        assert other.result(timeout=PATIENCE) == 0
    assert Burst.objects.count() == 1
