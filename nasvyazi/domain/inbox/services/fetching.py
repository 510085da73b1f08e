"""The bytes of attachments: asked for when due, by one worker at a time, until they are here or the network says no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from nasvyazi.domain.files.models import File
from nasvyazi.networks.base import NeedsHuman, NetworkError, Refused, Throttled

from ..models import Attachment

_PAUSES = (5, 30, 120, 600, 3600, 6 * 3600)
"""Seconds between attempts; the last goes on for ever while it is the road or the channel that fails."""
_REFUSALS = 8
"""So often a network may say that it cannot give a file just now before the file is given up: about a day."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An attachment in the hands of one worker, and which attempt this is."""

    attachment: Attachment
    attempt: int


def claim_fetch(*, lease: timedelta, now: datetime) -> Wanted | None:
    """Take the next attachment whose bytes are due, if any. A worker that dies leaves it to the next one.

    A look without a transaction answers most askings.
    """
    due = Attachment.objects.filter(fetch=Attachment.Fetch.WANTED, fetch_at__lte=now)
    return _claim_fetch(due, lease=lease, now=now) if due.exists() else None


@transaction.atomic
def _claim_fetch(due: QuerySet[Attachment], *, lease: timedelta, now: datetime) -> Wanted | None:
    attachment = (
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("message__thread__channel")
        .order_by("fetch_at", "pk")
        .first()
    )
    if attachment is None:
        return None
    attachment.fetch_at = now + lease
    attachment.fetch_attempts += 1
    attachment.save(update_fields=["fetch_at", "fetch_attempts"])
    return Wanted(attachment, attachment.fetch_attempts)


def record_fetched(*, wanted: Wanted, file: File) -> None:
    """The bytes are here."""
    _own(wanted).update(fetch=Attachment.Fetch.FETCHED, file=file, fetch_error="")


def record_too_large(*, wanted: Wanted) -> None:
    """The network will never hand it over."""
    _own(wanted).update(fetch=Attachment.Fetch.TOO_LARGE, fetch_error="")


def record_not_fetched(*, wanted: Wanted, error: NetworkError, now: datetime) -> None:
    """They are not. What the network itself refuses is given up; a road that is cut or a token to be mended is not."""
    network = wanted.attachment.message.thread.channel.network
    is_refusal = error.code.startswith(f"{network}:") and not isinstance(error, NeedsHuman | Throttled)
    is_final = isinstance(error, Refused) or wanted.attempt >= _REFUSALS
    if is_refusal and is_final:
        _own(wanted).update(fetch=Attachment.Fetch.FAILED, fetch_error=error.code[:50])
    else:
        pause = timedelta(seconds=_PAUSES[min(wanted.attempt, len(_PAUSES)) - 1])
        _own(wanted).update(fetch_at=now + pause, fetch_error=error.code[:50])


def want_again(*, attachment: Attachment, now: datetime) -> None:
    """A person asks for a file that was given up."""
    Attachment.objects.filter(pk=attachment.pk, fetch=Attachment.Fetch.FAILED).update(
        fetch=Attachment.Fetch.WANTED, fetch_at=now, fetch_attempts=0
    )


def _own(wanted: Wanted) -> QuerySet[Attachment]:
    """The attachment while it is in the hands of this very attempt."""
    return Attachment.objects.filter(
        pk=wanted.attachment.pk, fetch=Attachment.Fetch.WANTED, fetch_attempts=wanted.attempt
    )
