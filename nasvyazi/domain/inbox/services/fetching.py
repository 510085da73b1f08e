"""The bytes of attachments: asked for when due, by one worker at a time, for some days; then a person is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from nasvyazi.domain.files.models import File
from nasvyazi.networks.base import NetworkError

from ..models import Attachment

_PAUSES = (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)
"""Seconds between attempts; after the last the file is given up."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An attachment in the hands of one worker, and which attempt this is."""

    attachment: Attachment
    attempt: int


@transaction.atomic
def claim_fetch(*, lease: timedelta, now: datetime) -> Wanted | None:
    """Take the next attachment whose bytes are due, if any. A worker that dies leaves it to the next one."""
    attachment = (
        Attachment.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("message__thread__channel")
        .filter(fetch=Attachment.Fetch.WANTED, fetch_at__lte=now)
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


def record_not_fetched(*, wanted: Wanted, error: NetworkError, again: bool, now: datetime) -> None:
    """They are not; `again`: it may be otherwise later. Given up after the last pause."""
    if again and wanted.attempt <= len(_PAUSES):
        pause = timedelta(seconds=_PAUSES[wanted.attempt - 1])
        _own(wanted).update(fetch_at=now + pause, fetch_error=error.code[:50])
    else:
        _own(wanted).update(fetch=Attachment.Fetch.FAILED, fetch_error=error.code[:50])


def _own(wanted: Wanted) -> QuerySet[Attachment]:
    """The attachment while it is in the hands of this very attempt."""
    return Attachment.objects.filter(
        pk=wanted.attachment.pk, fetch=Attachment.Fetch.WANTED, fetch_attempts=wanted.attempt
    )
