"""Several takers of the same events."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from nasvyazi.domain.inbox import selectors
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.jobs import worker
from nasvyazi.networks.base import Envelope
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
EVENTS = 30
RESIDENTS = 7


@pytest.fixture
def waiting() -> list[int]:
    """Numbers of events that wait, oldest first: a few residents write again and again."""
    channel = factories.channel("vk")
    for number in range(1, EVENTS + 1):
        who = 500 + number % RESIDENTS
        message = {"from_id": who, "peer_id": who, "conversation_message_id": number, "id": number, "out": 0}
        told = {"message": {**message, "date": int(NOON.timestamp()), "text": f"Яма {number}"}}
        body = json.dumps({"type": "message_new", "object": told}).encode()
        envelope = Envelope(external_id=str(number), type="message_new", body=body)
        inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road.WEBHOOK, now=NOON)
    return selectors.due_event_ids(limit=EVENTS)


def take_all() -> None:
    """As a taker does, until there is nothing more for it."""
    while worker.take_events():
        continue


def take_all_elsewhere() -> None:
    """The same in another thread, over a connection of its own."""
    try:
        take_all()
    finally:
        connection.close()


def test_many_takers_take_every_event_once(waiting: list[int]) -> None:
    with ThreadPoolExecutor(4) as pool:
        for taker in [pool.submit(take_all_elsewhere) for _ in range(4)]:
            taker.result(timeout=60)
    assert selectors.due_event_ids(limit=EVENTS) == []
    assert set(Event.objects.values_list("state", flat=True)) == {Event.State.TAKEN}
    said = Counter(Message.objects.values_list("text", flat=True))
    assert said == Counter(f"Яма {number}" for number in range(1, EVENTS + 1))


def test_an_event_in_other_hands_holds_up_none_of_the_others(waiting: list[int]) -> None:
    in_other_hands = waiting[0]
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert selectors.lock_due_event(event_id=in_other_hands) is not None
        pool.submit(take_all_elsewhere).result(timeout=60)
        assert selectors.due_event_ids(limit=EVENTS) == [in_other_hands]
    take_all()
    assert selectors.due_event_ids(limit=EVENTS) == []


def test_only_the_takers_keep_their_plans(waiting: list[int]) -> None:
    """PostgreSQL would make one plan for every part of the map, and read all of it each time."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    step = worker.planned_once(worker.take_events)
    while step():
        continue
    kept = prepared()
    assert any(statement.startswith('INSERT INTO "inbox_message"') for statement in kept)
    for _ in range(10):
        list(Event.objects.filter(pk__in=waiting, attempts=7))
    assert prepared() == kept


def prepared() -> set[str]:
    """What PostgreSQL keeps for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor.fetchall()}
