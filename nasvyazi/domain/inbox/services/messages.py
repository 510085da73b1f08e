"""Writes of the inbox: events as they came, and the messages they told of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from django.db import connection

from nasvyazi.domain.channels import services as channels
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
    """Keep what was said, every wording of it, in whatever order and how often the network tells."""
    # A deletion and its message may be in the hands of two workers at once.
    channels.lock_thread(thread_id=thread.pk)
    message, is_new = Message.objects.get_or_create(
        thread=thread,
        external_id=seen.external_id,
        defaults={
            "resident": resident,
            "outgoing": seen.outgoing,
            "author_id": seen.author.network_id,
            "text": seen.text,
            "sent_at": seen.said_at,
            "stated_date": seen.stated_date,
            "received_at": now,
            "edited_at": seen.version_at if seen.change is base.Change.EDITED else None,
            "restored_at": seen.version_at if seen.change is base.Change.RESTORED else None,
            "reply_to": seen.reply_to,
            "url": seen.url,
            "answer_thread": answer_thread,
        },
    )
    if is_new:
        _keep_first_wording(message, seen, event)
        return Recorded(message, is_new=True, is_changed=False)
    wording = _keep_version(message, seen, event)
    changed = _keep_attachments(message, seen.attachments, wording)
    if wording is _Wording.LATEST and message.text != seen.text:
        message.text, changed = seen.text, True
    _apply_times(message, seen)
    return Recorded(message, is_new=False, is_changed=changed)


def mark_deleted(*, thread: Thread, gone: base.MessageGone) -> Message | None:
    """The network no longer shows the message; we keep it. A deletion that outran its message waits for it."""
    channels.lock_thread(thread_id=thread.pk)
    message = Message.objects.filter(thread=thread, external_id=gone.external_id).first()
    if message is None:
        waiting, made = Tombstone.objects.get_or_create(
            thread=thread, external_id=gone.external_id, defaults={"at": gone.at}
        )
        if not made and waiting.at < gone.at:
            waiting.at = gone.at
            waiting.save(update_fields=["at"])
        return None
    _delete(message, gone.at)
    message.save(update_fields=["deleted_at"])
    return message


def _keep_first_wording(message: Message, seen: base.MessageSeen, event: Event | None) -> None:
    Version.objects.create(
        message=message, at=seen.version_at, text_hash=_hash(seen.text), text=seen.text, event=event
    )
    rows = _rows(message, seen.attachments)
    if rows:
        Attachment.objects.bulk_create(rows.values())
    _apply_tombstone(message)


class _Wording(Enum):
    """How a wording that was just told stands to those we had."""

    LATEST = auto()
    KNOWN = auto()
    OLDER = auto()


def _keep_version(message: Message, seen: base.MessageSeen, event: Event | None) -> _Wording:
    """Keep the wording: LATEST speaks for the message from now on, KNOWN did before, OLDER is history.

    Networks tell whole seconds: of two wordings in one second the edited one is the later.
    """
    newest = message.versions.order_by("-at", "-pk").first()
    version, made = Version.objects.get_or_create(
        message=message,
        at=seen.version_at,
        text_hash=_hash(seen.text),
        defaults={"text": seen.text, "event": event},
    )
    if newest is None:
        return _Wording.LATEST
    if not made:
        return _Wording.KNOWN if version == newest else _Wording.OLDER
    same_second = seen.version_at == newest.at and seen.change is not base.Change.NEW
    return _Wording.LATEST if same_second or seen.version_at > newest.at else _Wording.OLDER


def _apply_times(message: Message, seen: base.MessageSeen) -> None:
    message.sent_at = min(message.sent_at, seen.said_at)
    if seen.change is base.Change.EDITED:
        message.edited_at = max(message.edited_at or seen.version_at, seen.version_at)
    if seen.change is base.Change.RESTORED:
        _restore(message, seen.version_at)
    message.save()


def _delete(message: Message, at: datetime) -> None:
    """Deleted then, unless it came back later."""
    if message.restored_at is None or message.restored_at < at:
        message.deleted_at = max(message.deleted_at or at, at)


def _restore(message: Message, at: datetime) -> None:
    """Came back then, unless it was deleted later."""
    message.restored_at = max(message.restored_at or at, at)
    if message.deleted_at is not None and message.deleted_at < message.restored_at:
        message.deleted_at = None


def _apply_tombstone(message: Message) -> None:
    tombstone = Tombstone.objects.filter(thread=message.thread_id, external_id=message.external_id).first()
    if tombstone is not None:
        _delete(message, tombstone.at)
        message.save(update_fields=["deleted_at"])
        tombstone.delete()


def _keep_attachments(message: Message, seen: Sequence[base.Attachment], wording: _Wording) -> bool:
    """Add what is new; what the latest wording does not show is marked, never dropped.

    True when the resident changed what they had attached.
    A wording we know may come again with more (an event that the network had cropped).
    """
    rows = _rows(message, seen)
    known = set(message.attachments.values_list("identity", flat=True))
    fresh = [row for identity, row in rows.items() if identity not in known]
    for row in fresh:
        row.removed = wording is _Wording.OLDER
    if fresh:
        Attachment.objects.bulk_create(fresh)
    if wording is not _Wording.LATEST:
        return False
    gone = message.attachments.filter(removed=False).exclude(identity__in=rows).update(removed=True)
    back = message.attachments.filter(removed=True, identity__in=rows).update(removed=False)
    return bool(fresh or gone or back)


def _rows(message: Message, seen: Sequence[base.Attachment]) -> dict[str, Attachment]:
    """A message's attachments by what tells them apart."""
    return {
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


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _identity(attachment: base.Attachment) -> str:
    if attachment.network_id:
        return f"{attachment.kind.value}:{attachment.network_id}"[:100]
    raw = json.dumps(attachment.raw, sort_keys=True, default=str) + attachment.url + attachment.title
    return f"{attachment.kind.value}#{hashlib.sha256(raw.encode('utf-8', 'replace')).hexdigest()}"
