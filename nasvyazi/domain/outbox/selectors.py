"""Reads of the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from nasvyazi.domain.channels.models import Channel
from nasvyazi.networks.base import MessageSeen, Seen

from .models import Attempt, Letter, LetterFile, LetterPart

State = LetterPart.State


def is_any_due(*, now: datetime) -> bool:
    """Whether a part waits for a sender, be it behind another one."""
    return LetterPart.objects.filter(state=State.QUEUED, not_before__lte=now).exists()


def lock_next_due(*, now: datetime) -> LetterPart | None:
    """The first part that may leave now, locked. Order is kept within a thread.

    A part waits for every unfinished part before it in its thread, and for ever behind an unconfirmed or failed
    part of its own letter. What is held so does not hold the thread: under a post many residents wait.
    """
    under_way = LetterPart.objects.filter(
        ~_is_held(),
        Q(letter__lt=OuterRef("letter")) | Q(letter=OuterRef("letter"), ordinal__lt=OuterRef("ordinal")),
        letter__thread=OuterRef("letter__thread"),
        state__in=LetterPart.UNFINISHED,
    )
    return (
        LetterPart.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("letter__thread__channel")
        .filter(~Exists(under_way), ~_is_held(), state=State.QUEUED, not_before__lte=now)
        .order_by("not_before", "id")
        .first()
    )


def letters(*, state: str | None = None) -> QuerySet[Letter]:
    """Letters, newest first; with a state, those that have a part in it."""
    rows = Letter.objects.all()
    if state:
        rows = rows.filter(Exists(LetterPart.objects.filter(letter=OuterRef("pk"), state=state)))
    return _whole(rows).order_by("-pk")


def in_trouble() -> QuerySet[LetterPart]:
    """Failed and unconfirmed parts that nobody has dealt with: not resent, and first of their letter's rest.

    A letter that was held back because somebody had answered otherwise is no trouble: the resident has been told.
    """
    resent = Letter.objects.filter(resend_of=OuterRef("letter"))
    return (
        LetterPart.objects.filter(~Exists(resent), state__in=[State.FAILED, State.UNCONFIRMED])
        .exclude(error_code__in=["previous_failed", "overtaken"])
        .select_related("letter__thread__channel")
        .order_by("pk")
    )


def delayed(*, before: datetime) -> QuerySet[LetterPart]:
    """Parts still under way although their letter was written before the moment; a person holds none of them."""
    return (
        LetterPart.objects.filter(~_is_held(), state__in=LetterPart.UNFINISHED, letter__created_at__lt=before)
        .select_related("letter__thread__channel")
        .order_by("pk")
    )


def is_ours(*, channel: Channel, seen: Seen) -> bool:
    """Whether something that was read back is a part of a letter of ours whose delivery is known."""
    if not isinstance(seen, MessageSeen) or not seen.outgoing:
        return False
    return LetterPart.objects.filter(
        letter__thread__channel=channel,
        letter__thread__kind=seen.place.kind.value,
        letter__thread__external_id=seen.place.id,
        external_id=seen.external_id,
        state=State.SENT,
    ).exists()


def state_of(parts: Iterable[LetterPart]) -> State:
    """The state of a letter: its worst part, or "delivered" when every part is."""
    found = {part.state for part in parts}
    order = (State.FAILED, State.UNCONFIRMED, State.SENDING, State.CLAIMED, State.QUEUED, State.SENT)
    return next(state for state in order if state in found)


def _is_held() -> Exists:
    """Whether a part waits for a decision about an unconfirmed or failed part before it in its own letter."""
    before_it = LetterPart.objects.filter(letter=OuterRef("letter"), ordinal__lt=OuterRef("ordinal"))
    return Exists(before_it.filter(state__in=[State.UNCONFIRMED, State.FAILED]))


def _whole(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    return rows.select_related("author", "thread__channel", "resend_of").prefetch_related(
        Prefetch("parts", LetterPart.objects.order_by("ordinal")),
        Prefetch("parts__attempts", Attempt.objects.order_by("number")),
        Prefetch("files", LetterFile.objects.select_related("file").order_by("ordinal")),
    )
