"""Messages that events told of, with every wording kept, in whatever order and how often they are told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import Any

from nasvyazi.domain.channels.models import Resident, Thread
from nasvyazi.networks import base

from ..models import Attachment, Event, Message, Tombstone, Version

_TITLE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording a message did: the row, whether it is new, whether the resident changed it.

    `attached` is what a new one has, in order; None = the message was known. `has_grown`: another piece
    of its album came.
    """

    message: Message
    is_new: bool = False
    attached: Sequence[Attachment] | None = None
    is_changed: bool = False
    has_grown: bool = False


def record_message(
    *,
    thread: Thread,
    answer_thread: Thread | None,
    resident: Resident | None,
    seen: base.MessageSeen,
    event: Event | None,
    now: datetime,
) -> Recorded:
    """Keep what was said, every wording of it, in whatever order and how often the network tells.

    The thread is locked by the caller: a deletion and its message may be in the hands of two workers at once.
    """
    if seen.album and _stands_alone(thread, seen):
        seen = replace(seen, album="")
    once = {"album": seen.album} if seen.album else {"external_id": seen.external_id}
    message = Message.objects.filter(thread=thread, **once).first()
    if message is None:
        message = Message.objects.create(
            thread=thread,
            external_id=seen.external_id,
            album=seen.album,
            resident=resident,
            outgoing=resident is None,
            author_id=seen.author.network_id,
            text=seen.text,
            sent_at=seen.said_at,
            stated_date=seen.stated_date,
            received_at=now,
            edited_at=seen.version_at if seen.change is base.Change.EDITED else None,
            restored_at=seen.version_at if seen.change is base.Change.RESTORED else None,
            reply_to=seen.reply_to,
            url=seen.url,
            answer_thread=answer_thread,
        )
        attached = _keep_first_wording(message, seen, event, now)
        return Recorded(message, is_new=True, attached=attached)
    seen = _as_it_stands(message, seen)
    wording = _keep_version(message, seen, event)
    changed = _keep_attachments(message, seen, wording, now)
    if wording in (_Wording.FIRST, _Wording.LATEST):
        text = _text_of_album(message) if seen.album else seen.text
        changed = changed or message.text != text
        message.text = text
    if wording is not _Wording.KNOWN:
        message.edited_at = _edited_at(message, seen)
    if wording is _Wording.FIRST:
        # What was answered meanwhile was answered without this piece.
        message.received_at = now
    _apply_times(message, seen)
    has_grown = wording is _Wording.FIRST
    return Recorded(message, is_changed=changed and not has_grown, has_grown=has_grown)


def _as_it_stands(message: Message, seen: base.MessageSeen) -> base.MessageSeen:
    """A known message that was read back in new words was changed, at the latest when it was read.

    Words that it had before are no change: they were read before an edit that was taken first.
    """
    if seen.found_at is None or seen.change is not base.Change.NEW:
        return seen
    if message.versions.filter(item=_item(seen), text_hash=_hash(seen.text)).exists():
        return seen
    return replace(seen, change=base.Change.EDITED, version_at=seen.found_at)


def _stands_alone(thread: Thread, seen: base.MessageSeen) -> bool:
    """Whether this piece of an album was once told as a message of its own: that is what it stays."""
    return Message.objects.filter(thread=thread, external_id=seen.external_id, album="").exists()


def mark_deleted(*, thread: Thread, gone: base.MessageGone) -> Message | None:
    """The network no longer shows the message; we keep it. A deletion that outran its message waits for it.

    The thread is locked by the caller.
    """
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


def mark_hidden(*, message: Message, at: datetime) -> None:
    """We took the message away in the network, which need not tell us so. The thread is locked by the caller."""
    message.refresh_from_db(fields=["deleted_at", "restored_at"])
    _delete(message, at)
    message.save(update_fields=["deleted_at"])


def mark_restored(*, message: Message, at: datetime) -> None:
    """We brought the message back in the network. The thread is locked by the caller."""
    message.refresh_from_db(fields=["deleted_at", "restored_at"])
    _restore(message, at)
    message.save(update_fields=["deleted_at", "restored_at"])


def answer_in(*, message: Message, thread: Thread | None) -> None:
    """From now on answers to the message go into this thread; None = where it was said."""
    message.answer_thread = thread
    message.save(update_fields=["answer_thread"])


def _keep_first_wording(
    message: Message, seen: base.MessageSeen, event: Event | None, now: datetime
) -> list[Attachment]:
    Version.objects.create(
        message=message,
        item=_item(seen),
        at=seen.version_at,
        text_hash=_hash(seen.text),
        text=seen.text,
        event=event,
    )
    rows = list(_rows(message, seen, now).values())
    if rows:
        Attachment.objects.bulk_create(rows)
    _apply_tombstone(message)
    return rows


class _Wording(Enum):
    """How a wording that was just told stands to those we had."""

    FIRST = auto()
    """Of a message (of a piece of an album) of which we had none."""
    LATEST = auto()
    KNOWN = auto()
    OLDER = auto()


def _keep_version(message: Message, seen: base.MessageSeen, event: Event | None) -> _Wording:
    """Keep the wording: LATEST speaks for the message from now on, KNOWN did before, OLDER is history.

    What was written first is never later than what it was changed into, whatever the clocks say. An edit that changes
    nothing we see (Telegram tells of those, and of every step of a live location) is no wording of its own.
    """
    newest = message.versions.filter(item=_item(seen)).order_by("-at", "-pk").first()
    if newest is not None and _changes_nothing(message, seen, newest):
        return _Wording.KNOWN
    at = _told_at(seen, newest)
    version, made = Version.objects.get_or_create(
        message=message,
        item=_item(seen),
        at=at,
        text_hash=_hash(seen.text),
        defaults={"text": seen.text, "event": event},
    )
    if newest is None:
        return _Wording.FIRST
    if not made:
        return _Wording.KNOWN if version == newest else _Wording.OLDER
    is_later = seen.change is not base.Change.NEW and at >= newest.at
    return _Wording.LATEST if is_later else _Wording.OLDER


def _told_at(seen: base.MessageSeen, newest: Version | None) -> datetime:
    """When the wording appeared; of a change whose date cannot be true we know only that it came after what we have.

    It cannot be true where a clock is wrong: ours too, when it was set back.
    """
    is_change = seen.change is not base.Change.NEW
    return max(seen.version_at, newest.at) if newest and is_change and seen.stated_date else seen.version_at


def _changes_nothing(message: Message, seen: base.MessageSeen, newest: Version) -> bool:
    if seen.change is not base.Change.EDITED or bytes(newest.text_hash) != _hash(seen.text):
        return False
    shown = message.attachments.filter(item=_item(seen), removed=False).values_list("identity", flat=True)
    return set(shown) == {_identity(one) for one in seen.attachments}


def _item(seen: base.MessageSeen) -> str:
    """Which piece of an album is told; "" outside albums."""
    return seen.external_id if seen.album else ""


def _text_of_album(message: Message) -> str:
    """The words under the pieces of an album, in the order of the pieces: most albums have them under one."""
    latest: dict[str, str] = {}
    for version in message.versions.order_by("at", "pk"):
        latest[version.item] = version.text
    return "\n\n".join(latest[item] for item in sorted(latest, key=_in_order) if latest[item])


def _in_order(number: str) -> tuple[int, str]:
    """A key that sorts what a network counts, whether or not it counts in numbers."""
    return len(number), number


def _edited_at(message: Message, seen: base.MessageSeen) -> datetime | None:
    if seen.change is not base.Change.EDITED:
        return message.edited_at
    return max(message.edited_at or seen.version_at, seen.version_at)


def _apply_times(message: Message, seen: base.MessageSeen) -> None:
    message.sent_at = min(message.sent_at, seen.said_at)
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


def _keep_attachments(message: Message, seen: base.MessageSeen, wording: _Wording, now: datetime) -> bool:
    """Add what is new; what the latest wording does not show is marked, never dropped.

    True when the resident changed what they had attached. A piece of an album speaks for itself only.
    A wording we know may come again with more (an event that the network had cropped).
    """
    rows = _rows(message, seen, now)
    known = set(message.attachments.values_list("identity", flat=True))
    fresh = [row for identity, row in rows.items() if identity not in known]
    for row in fresh:
        row.removed = wording is _Wording.OLDER
    if fresh:
        Attachment.objects.bulk_create(fresh)
    if wording is not _Wording.LATEST:
        return False
    own = message.attachments.filter(item=_item(seen))
    gone = own.filter(removed=False).exclude(identity__in=rows).update(removed=True)
    back = own.filter(removed=True, identity__in=rows).update(removed=False)
    return bool(fresh or gone or back)


def _rows(message: Message, seen: base.MessageSeen, now: datetime) -> dict[str, Attachment]:
    return {
        _identity(attachment): Attachment(
            message=message,
            identity=_identity(attachment),
            item=_item(seen),
            ordinal=ordinal,
            kind=attachment.kind.value,
            url=attachment.url,
            preview_url=attachment.preview_url,
            title=attachment.title[:_TITLE_LENGTH],
            text=attachment.text,
            width=attachment.width,
            height=attachment.height,
            size=attachment.size,
            latitude=attachment.latitude,
            longitude=attachment.longitude,
            raw=dict(attachment.raw),
            ref=attachment.ref,
            within=attachment.within.value if attachment.within else "",
            **_first_fetch(attachment, now),
        )
        for ordinal, attachment in enumerate(seen.attachments)
    }


def _first_fetch(attachment: base.Attachment, now: datetime) -> dict[str, Any]:
    """What is to be done to have the bytes."""
    if not attachment.ref:
        return {}
    if attachment.is_too_large:
        return {"fetch": Attachment.Fetch.TOO_LARGE}
    return {"fetch": Attachment.Fetch.WANTED, "fetch_at": now}


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _identity(attachment: base.Attachment) -> str:
    if attachment.network_id:
        return f"{attachment.kind.value}:{attachment.network_id}"[:100]
    raw = json.dumps(attachment.raw, sort_keys=True, default=str) + attachment.url + attachment.title
    return f"{attachment.kind.value}#{hashlib.sha256(raw.encode('utf-8', 'replace')).hexdigest()}"
