"""Reads of moderation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.files import selectors as file_reads

from .models import AutoSwitch, Evidence, Measure, PageRule, Suspicion

Kind = Measure.Kind
State = Measure.State


def rules_of(channel: Channel) -> QuerySet[PageRule]:
    """The rules that are in force on a channel's page: those of all pages too."""
    own = Q(channel=None) | Q(channel=channel)
    return PageRule.objects.filter(own, retired_at=None).order_by("number", "pk")


def rules() -> QuerySet[PageRule]:
    """All rules in force, those of all pages first."""
    return (
        PageRule.objects.filter(retired_at=None)
        .select_related("channel")
        .order_by("channel__title", "number", "pk")
    )


def switches() -> QuerySet[AutoSwitch]:
    """What is switched to automatic now."""
    return AutoSwitch.objects.filter(off_at=None).select_related("channel", "rule", "on_by")


def measures(*, among: QuerySet[Channel]) -> QuerySet[Measure]:
    """What was done in channels, newest first, with all that a line shows."""
    return (
        Measure.objects.filter(channel__in=among)
        .select_related(
            "channel", "resident", "rule", "by", "message__thread", "evidence", "letter", "undoes"
        )
        .order_by("-pk")
    )


def failed(*, among: QuerySet[Channel]) -> QuerySet[Measure]:
    """What could not be carried out, oldest first."""
    return measures(among=among).filter(state=State.FAILED).order_by("pk")


def bans(*, among: QuerySet[Channel], now: datetime) -> QuerySet[Measure]:
    """Bans of ours in force, those to be looked at first."""
    in_force = Q(until=None) | Q(until__gt=now)
    found = measures(among=among).filter(in_force, kind=Kind.BAN, state=State.DONE, ended_at=None)
    return found.order_by("review_at", "pk")


def bans_to_review(*, among: QuerySet[Channel], now: datetime) -> QuerySet[Measure]:
    """Bans in force at which somebody has to look again, the longest due first."""
    return bans(among=among, now=now).filter(review_at__lte=now)


def suspicions(*, among: QuerySet[Channel]) -> QuerySet[Suspicion]:
    """Proposals that wait for a person, newest first; what is gone meanwhile needs no decision."""
    return (
        Suspicion.objects.filter(
            is_confirmed=None, message__thread__channel__in=among, message__deleted_at=None
        )
        .select_related("message__thread__channel", "message__thread__post", "message__resident")
        .order_by("-pk")
    )


def of_message(message_id: int) -> QuerySet[Measure]:
    """Everything that was done to a comment and its author because of it, oldest first."""
    rows = Measure.objects.filter(message=message_id)
    return rows.select_related("rule", "by", "evidence", "letter", "channel", "undoes").order_by("pk")


def standing(messages: Iterable[int]) -> dict[int, Measure]:
    """Of each message the measure that says how its comment stands now: the latest hiding or bringing back.

    One query. A hiding that was withdrawn says nothing.
    """
    rows = (
        Measure.objects.filter(message__in=list(messages), kind__in=[Kind.HIDE, Kind.RESTORE])
        .exclude(state=State.WITHDRAWN)
        .select_related("rule", "by", "evidence")
        .order_by("pk")
    )
    return {row.message_id: row for row in rows}


def copy_of(evidence: Evidence) -> bytes:
    """The copy of a comment. Raises OSError when it is not there, or not the bytes that were kept."""
    body = file_reads.path_of(evidence.copy).read_bytes()
    if hashlib.sha256(body).hexdigest() != evidence.copy_sha256:
        raise OSError(f"the copy of evidence {evidence.pk} is not what was kept")
    return body


def page(rows: QuerySet[Measure], *, after: str, size: int) -> tuple[Sequence[Measure], int | None]:
    """A page of a list that is newest first, and after which number the next begins; None = nowhere."""
    if after.isascii() and after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None
