"""Writes of the inbox: events as they came, and the messages they told of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from nasvyazi.domain.channels.models import Resident, Thread
from nasvyazi.networks import base

from .models import Attachment, Event, Message, Tombstone, Version

_TITLE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording a message did: the row, whether it is new, whether its current wording changed."""

    message: Message
    is_new: bool
    is_changed: bool


_KEEP = """
INSERT INTO inbox_event
    (channel_id, external_id, body_hash, type, body, road, received_at, state, attempts, error)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, '') ON CONFLICT (channel_id, external_id, body_hash) DO NOTHING
"""
"""The hook's whole work. As one statement of our own it is one round trip that commits by itself; through
`bulk_create` it is three and twice the processor time, on the road that every delivery takes."""


def keep_event(*, channel_id: int, envelope: base.Envelope, road: Event.Road, now: datetime) -> None:
    """Keep what a network told. The same thing twice is one row. "ok" may follow the return."""
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


def record_message(
    *,
    thread: Thread,
    answer_thread: Thread | None,
    resident: Resident | None,
    seen: base.MessageSeen,
    event: Event | None,
    now: datetime,
) -> Recorded:
    """Keep what was said, every wording of it, in whatever order the network tells."""
    message, is_new = Message.objects.get_or_create(
        thread=thread,
        external_id=seen.external_id,
        defaults={
            "resident": resident,
            "outgoing": seen.outgoing,
            "author_id": seen.author.network_id,
            "text": seen.text,
            "sent_at": seen.said_at,
            "received_at": now,
            "edited_at": seen.version_at if seen.change is base.Change.EDITED else None,
            "reply_to": seen.reply_to,
            "url": seen.url,
            "answer_thread": answer_thread,
        },
    )
    newest = message.versions.order_by("-at", "-pk").first()
    _keep_version(message, seen, event)
    is_current = newest is None or seen.version_at >= newest.at
    changed = _apply_wording(message, seen, is_new=is_new, is_current=is_current)
    if is_new:
        _apply_tombstone(message)
    _keep_attachments(message, seen.attachments, complete=is_current)
    return Recorded(message, is_new, changed)


def mark_deleted(*, thread: Thread, gone: base.MessageGone) -> Message | None:
    """The network no longer shows the message; we keep it. A deletion that outran its message waits for it."""
    message = Message.objects.filter(thread=thread, external_id=gone.external_id).first()
    if message is None:
        Tombstone.objects.get_or_create(thread=thread, external_id=gone.external_id, defaults={"at": gone.at})
        return None
    if message.deleted_at is None:
        message.deleted_at = gone.at
        message.save(update_fields=["deleted_at"])
    return message


def _keep_version(message: Message, seen: base.MessageSeen, event: Event | None) -> None:
    Version.objects.get_or_create(
        message=message,
        at=seen.version_at,
        text_hash=hashlib.sha256(seen.text.encode()).digest(),
        defaults={"text": seen.text, "event": event},
    )


def _apply_wording(message: Message, seen: base.MessageSeen, *, is_new: bool, is_current: bool) -> bool:
    """Bring the row up to what was seen. True when the current text of a known message changed."""
    changed = not is_new and is_current and message.text != seen.text
    fields = []
    if changed:
        message.text, message.edited_at = seen.text, seen.version_at
        fields += ["text", "edited_at"]
    if seen.said_at < message.sent_at:
        message.sent_at = seen.said_at
        fields.append("sent_at")
    if seen.change is base.Change.RESTORED and message.deleted_at is not None:
        message.deleted_at = None
        fields.append("deleted_at")
    if fields:
        message.save(update_fields=fields)
    return changed


def _apply_tombstone(message: Message) -> None:
    tombstone = Tombstone.objects.filter(thread=message.thread_id, external_id=message.external_id).first()
    if tombstone is not None:
        message.deleted_at = tombstone.at
        message.save(update_fields=["deleted_at"])
        tombstone.delete()


def _keep_attachments(message: Message, seen: Sequence[base.Attachment], *, complete: bool) -> None:
    """Add what is new; what the current wording no longer shows is marked, never dropped."""
    rows = {
        _identity(attachment): Attachment(
            message=message,
            identity=_identity(attachment),
            ordinal=ordinal,
            kind=attachment.kind.value,
            url=attachment.url,
            preview_url=attachment.preview_url,
            title=attachment.title[:_TITLE_LENGTH],
            width=attachment.width,
            height=attachment.height,
            size=attachment.size,
            latitude=attachment.latitude,
            longitude=attachment.longitude,
            raw=dict(attachment.raw),
        )
        for ordinal, attachment in enumerate(seen)
    }
    if rows:
        Attachment.objects.bulk_create(rows.values(), ignore_conflicts=True)
    if complete:
        message.attachments.filter(removed=False).exclude(identity__in=rows).update(removed=True)
        message.attachments.filter(removed=True, identity__in=rows).update(removed=False)


def _identity(attachment: base.Attachment) -> str:
    if attachment.network_id:
        return f"{attachment.kind.value}:{attachment.network_id}"[:100]
    raw = json.dumps(attachment.raw, sort_keys=True, default=str) + attachment.url + attachment.title
    return f"{attachment.kind.value}#{hashlib.sha256(raw.encode('utf-8', 'replace')).hexdigest()}"
