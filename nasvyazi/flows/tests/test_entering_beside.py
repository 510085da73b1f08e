"""A link is read while a worker is at the very event that it brings."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from nasvyazi.flows import entering, incoming
from nasvyazi.networks import registry
from tests import factories

from .test_entering import COMMENT, Readable, comment

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PATIENCE = 40.0
take_it = incoming.take


def take_when_somebody_waits(event_id: int, held: threading.Event) -> bool:
    """As a worker does, in a connection of its own, and slowly: until another stands before our lock."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM inbox_event WHERE id = %s FOR UPDATE", [event_id])
            held.set()
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline:
                cursor.execute(
                    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
                )
                if cursor.fetchone()[0]:
                    return take_it(event_id)
                time.sleep(0.02)
        return False
    finally:
        connection.close()


def test_a_worker_that_was_quicker_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Readable()
    monkeypatch.setitem(registry.networks(), story.code, story)
    story.owner = factories.channel("story").network_id
    story.answer = comment()
    held = threading.Event()
    with ThreadPoolExecutor(1) as pool:

        def take(event_id: int) -> bool:
            pool.submit(take_when_somebody_waits, event_id, held)
            held.wait(PATIENCE)
            return take_it(event_id)

        monkeypatch.setattr(incoming, "take", take)
        assert entering.read(COMMENT).known is not None
