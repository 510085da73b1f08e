"""Out: one letter part on its way. Claim, commit, send, record; no transaction is open while the network speaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import PurePath

import structlog
from django.conf import settings
from django.db import transaction

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.files import services as files
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.domain.outbox import services as outbox
from nasvyazi.domain.outbox.services import Claim
from nasvyazi.networks import base, registry
from nasvyazi.toolbox.clock import now

log = structlog.get_logger(__name__)


def lease() -> timedelta:
    """How long a part stays in the hands of one worker."""
    return timedelta(seconds=settings.NASVYAZI_SEND_LEASE)


def deliver_next() -> bool:
    """Send the next due part, if any. False when nothing is due."""
    claim = outbox.claim(lease=lease(), now=now())
    if claim is None:
        return False
    deliver(claim)
    return True


def deliver(claim: Claim) -> None:
    """Send one claimed part, or look for it in the network when sending again could double it.

    A channel whose secrets cannot be opened keeps its letters: they wait for the key as for a network that is away.
    """
    if claim.channel.is_shut:
        _later(claim, base.NothingSent(base.SEALED), after=None)
        return
    said = inbox.count_since(thread_id=claim.thread.pk, since=claim.part.unclear_since)
    is_sending = claim.channel.is_sending
    if not is_sending and claim.part.unclear_since is None:
        # It was written while sending was still allowed here.
        _refused(claim, base.Refused(outbox.SENDING_OFF))
        return
    repeatable = is_sending and outbox.may_repeat(part=claim.part, messages_since=said, now=now())
    photos = _photos_of(claim) if repeatable else ()
    if photos is None or not outbox.mark_sending(claim=claim, lease=lease(), now=now()):
        return
    network, parcel = registry.get(claim.channel.network), parcel_of(claim, photos)
    if repeatable:
        _send(claim, network, parcel)
    else:
        _look(claim, network, parcel)


def sweep() -> int:
    """Take up parts whose sender died. Gives how many there were."""
    return outbox.sweep(lease=lease(), now=now())


def parcel_of(claim: Claim, photos: Sequence[base.OutgoingFile]) -> base.Parcel:
    """The part as its network takes it."""
    return base.Parcel(
        place=base.Place(kind=base.PlaceKind(claim.thread.kind), id=claim.thread.external_id),
        text=claim.part.text,
        key=claim.part.key,
        reply_to=claim.part.letter.reply_to,
        files=photos,
    )


def _photos_of(claim: Claim) -> list[base.OutgoingFile] | None:
    """What goes with the first part, as it leaves; None when it cannot be made, and then the part goes nowhere."""
    if claim.part.ordinal:
        return []
    rows = claim.part.letter.files.select_related("file")
    try:
        return [_leaving(row.file) for row in rows]
    except files.CannotBeShown:
        _refused(claim, base.Refused("file"))
    except files.NotStored:
        _later(claim, base.NothingSent("file"), after=None)
    return None


def _leaving(file: File) -> base.OutgoingFile:
    """A photo as strangers see it: its copy, a JPEG, without what the camera wrote into it."""
    name = f"{PurePath(file.name).stem}.jpg"
    return base.OutgoingFile(path=files.copy_to_send(file=file), name=name, content_type=files.SENT_TYPE)


def _send(claim: Claim, network: base.Network, parcel: base.Parcel) -> None:
    try:
        delivered = network.send(claim.channel.account, parcel, deadline=settings.NASVYAZI_SEND_DEADLINE)
    except base.Throttled as error:
        _later(claim, error, after=error.retry_after)
    except base.NothingSent as error:
        _later(claim, error, after=None)
    except base.Unclear as error:
        log.warning("letter_unclear", part=claim.part.pk, code=error.code)
        outbox.record_unclear(claim=claim, error=error, now=now())
    except base.Refused as error:
        _refused(claim, error)
    else:
        _arrived(claim, delivered)


def _look(claim: Claim, network: base.Network, parcel: base.Parcel) -> None:
    """The window in which a repeat is harmless is over: ask the network whether the part is there."""
    since = claim.part.unclear_since or claim.part.letter.created_at
    try:
        found = network.find(
            claim.channel.account, parcel, since=since, deadline=settings.NASVYAZI_SEND_DEADLINE
        )
    except base.Refused as error:
        outbox.record_not_found(claim=claim, error=error, now=now())
    except base.NetworkError as error:
        outbox.record_not_looked(claim=claim, error=error, now=now())
    else:
        if found is None:
            outbox.record_not_found(claim=claim, now=now())
        else:
            _arrived(claim, found)


@transaction.atomic
def _arrived(claim: Claim, delivered: base.Delivered) -> None:
    outbox.record_sent(claim=claim, external_id=delivered.external_id, now=now())
    appeals.answer_delivered(part=claim.part, now=now())
    channels.clear_trouble(channel_id=claim.channel.pk, call=Channel.Call.SEND)


@transaction.atomic
def _later(claim: Claim, error: base.NetworkError, *, after: timedelta | None) -> None:
    given_up = outbox.record_retry(claim=claim, error=error, after=after, now=now())
    if given_up is not None:
        appeals.delivery_failed(part=given_up, now=now())


@transaction.atomic
def _refused(claim: Claim, error: base.Refused) -> None:
    log.warning("letter_refused", part=claim.part.pk, code=error.code)
    part = outbox.record_failed(claim=claim, error=error, now=now())
    if part is not None:
        appeals.delivery_failed(part=part, now=now())
    if isinstance(error, base.NeedsHuman):
        channels.note_trouble(
            channel_id=claim.channel.pk,
            call=Channel.Call.SEND,
            code=error.code,
            text=error.message,
            now=now(),
        )
