"""Events: kept as they came, and what became of them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection

from nasvyazi.networks import base

from ..models import Event

_KEEP = """
INSERT INTO inbox_event
    (channel_id, external_id, body_hash, type, body, road, received_at, state, attempts, error)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, '') ON CONFLICT (channel_id, external_id, body_hash) DO NOTHING
"""
"""The hook's whole work. As one statement of our own it is one round trip that commits by itself; through
`bulk_create` it is three and twice the processor time, on the road that every delivery takes."""


def keep_event(*, channel_id: int, envelope: base.Envelope, road: Event.Road, now: datetime) -> bool:
    """Keep what a network told. The same thing twice is one row: False when it was here. "ok" may follow the return."""
    digest = hashlib.sha256(envelope.body).digest()
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            [
                channel_id,
                envelope.external_id[:128] or digest.hex(),
                digest,
                envelope.type[:100],
                envelope.body,
                road.value,
                now,
                Event.State.NEW.value,
            ],
        )
        return bool(cursor.rowcount > 0)


def finish_event(*, event: Event, state: Event.State, now: datetime, error: str = "") -> None:
    """The event has been dealt with, or cannot be: then it says why and stays visible."""
    event.state = state
    event.error = error
    event.finished_at = now
    event.attempts += 1
    event.save(update_fields=["state", "error", "finished_at", "attempts"])


def replay_event(*, event: Event) -> None:
    """Take an event again, after a fix."""
    event.state = Event.State.NEW
    event.error = ""
    event.save(update_fields=["state", "error"])
