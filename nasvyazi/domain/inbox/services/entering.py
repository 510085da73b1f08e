"""What somebody of ours enters by hand: what a resident said where no program hears, and what was answered there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels.models import Resident, Thread
from nasvyazi.domain.files.models import File
from nasvyazi.networks.base import AttachmentKind, Change, MessageSeen

from ..models import Attachment, Message, Version, Way

_SPEAKER_LENGTH = 200
_URL_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is entered: words, when they were said and how, where they can be looked up, what came with them.

    `key` is of one form: pressed twice, it is one message. `external_id` is what the network calls it, where its
    address says that: should the network tell of it later, it is the same.
    """

    key: UUID
    text: str
    said_at: datetime
    way: Way
    url: str = ""
    files: Sequence[File] = ()
    external_id: str = ""


def enter_message(*, thread: Thread, resident: Resident, entry: Entry, by: User, now: datetime) -> Message:
    """Keep what a resident said. The same key again is the same message. The thread is locked by the caller."""
    return _enter(thread, entry, now, resident=resident, author_id=resident.network_id, entered_by=by)


def enter_answer(*, thread: Thread, entry: Entry, speaker: str, by: User, now: datetime) -> Message:
    """Keep what somebody of ours answered elsewhere. The same key, or a known answer's address, is that answer.

    The thread is locked by the caller.
    """
    if entry.url:
        known = Message.objects.filter(thread=thread, outgoing=True, url=entry.url[:_URL_LENGTH]).first()
        if known is not None:
            return known
    speaker = speaker.strip()[:_SPEAKER_LENGTH]
    return _enter(thread, entry, now, outgoing=True, speaker=speaker, entered_by=by)


def adopt_entered(*, thread: Thread, seen: MessageSeen) -> None:
    """The network tells of an answer that somebody has entered by its address: from now on it is that very message.

    The thread is locked by the caller.
    """
    if not seen.url or seen.change is not Change.NEW:
        return
    if Message.objects.filter(thread=thread, external_id=seen.external_id).exists():
        return
    entered = Message.objects.filter(thread=thread, outgoing=True, url=seen.url).exclude(way="")
    first = entered.order_by("pk").first()
    if first is not None:
        first.external_id = seen.external_id
        first.save(update_fields=["external_id"])


def _enter(thread: Thread, entry: Entry, now: datetime, **more: object) -> Message:
    external_id = entry.external_id or f"hand:{entry.key.hex}"
    known = Message.objects.filter(thread=thread, external_id=external_id).first()
    if known is not None:
        return known
    message = Message.objects.create(
        thread=thread,
        external_id=external_id,
        text=entry.text,
        sent_at=min(entry.said_at, now),
        received_at=now,
        url=entry.url[:_URL_LENGTH],
        way=entry.way,
        **more,
    )
    Version.objects.create(
        message=message,
        at=message.sent_at,
        text_hash=hashlib.sha256(entry.text.encode()).digest(),
        text=entry.text,
    )
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            identity=f"hand:{ordinal}",
            ordinal=ordinal,
            kind=(AttachmentKind.PHOTO if file.is_picture else AttachmentKind.DOCUMENT).value,
            title=file.name,
            size=file.size,
            fetch=Attachment.Fetch.FETCHED,
            file=file,
        )
        for ordinal, file in enumerate(entry.files)
    )
    return message
