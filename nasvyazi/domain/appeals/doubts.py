"""Reads of the letter parts that a person has to decide about, each with the evidence there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox.models import LetterFile, LetterPart

from .models import Appeal
from .selectors import troubled_parts

State = LetterPart.State
_STATES = (State.UNCONFIRMED, State.FAILED)
_SAID_AFTER = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """A part of a letter, what the resident said last before it may have left, and the first that was said after it.

    `after` holds the resident's words, and ours in the network itself in answer to the same.
    """

    part: LetterPart
    before: Message | None
    after: Sequence[Message]


@dataclass(frozen=True, slots=True)
class Page:
    """Some doubts and where the next page begins ("" = this is the last)."""

    rows: Sequence[Doubt]
    next: str


def page(*, among: QuerySet[Appeal], after: str = "", size: int) -> Page:
    """What of the appeals waits for a decision: unconfirmed parts, then failed ones, oldest first. Five queries.

    `after` is the `next` of the page before. Raises ValueError when it is none.
    """
    rank = Case(When(state=State.UNCONFIRMED, then=Value(0)), default=Value(1))
    parts = _in_doubt(among).annotate(rank=rank)
    if after:
        state, _, number = after.rpartition("_")
        passed, part_id = _STATES.index(State(state)), int(number)
        parts = parts.filter(Q(rank__gt=passed) | Q(rank=passed, pk__gt=part_id))
    found = list(_with_evidence(parts.order_by("rank", "pk"))[: size + 1])
    more = len(found) > size
    shown = found[:size]
    return Page(_doubts(shown), f"{shown[-1].state}_{shown[-1].pk}" if more else "")


def one(*, among: QuerySet[Appeal], part_id: int) -> Doubt | None:
    """A part of a letter that answers one of the appeals, whatever has become of it meanwhile."""
    parts = LetterPart.objects.filter(pk=part_id, letter__reply__appeal__in=among)
    return next(iter(_doubts(list(_with_evidence(parts)))), None)


def counts(*, among: QuerySet[Appeal]) -> dict[str, int]:
    """How many parts of each state wait for a decision; a state without any is absent. One query."""
    found = _in_doubt(among).order_by().values_list("state").annotate(count=Count("pk"))
    return dict(found)


def _in_doubt(among: QuerySet[Appeal]) -> QuerySet[LetterPart]:
    troubled = [troubled_parts(among=among, state=state).order_by().values("pk") for state in _STATES]
    # The states once more: by them the database begins with the few, and not with all that was ever sent.
    return LetterPart.objects.filter(Q(pk__in=troubled[0]) | Q(pk__in=troubled[1]), state__in=_STATES)


def _with_evidence(parts: QuerySet[LetterPart]) -> QuerySet[LetterPart]:
    """Parts with what a card shows of them; ids of messages in `before_ids` and `after_ids`."""
    said = Message.objects.filter(
        Q(thread=OuterRef("letter__thread")) | Q(thread=OuterRef("letter__reply__appeal__thread"))
    )
    theirs = Q(outgoing=False, resident=OuterRef("letter__reply__appeal__resident"))
    ours = Q(outgoing=True, reply_to=OuterRef("letter__reply_to"))
    before = said.filter(theirs, sent_at__lte=OuterRef("left_at")).order_by("-sent_at", "-pk")
    after = said.filter(theirs | ours, sent_at__gt=OuterRef("left_at")).order_by("sent_at", "pk")
    return (
        parts.annotate(left_at=Coalesce("unclear_since", F("letter__created_at")))
        .annotate(
            before_ids=ArraySubquery(before.values("pk")[:1]),
            after_ids=ArraySubquery(after.values("pk")[:_SAID_AFTER]),
        )
        .select_related(
            "letter__author",
            "letter__thread__channel",
            "letter__thread__post",
            "letter__reply__appeal__resident",
            "letter__resent_as__author",
        )
        .prefetch_related(
            Prefetch("letter__parts", LetterPart.objects.order_by("ordinal")),
            Prefetch("letter__files", LetterFile.objects.select_related("file").order_by("ordinal")),
        )
    )


def _doubts(parts: Sequence[LetterPart]) -> list[Doubt]:
    ids = {number for part in parts for number in (*_ids(part, "before_ids"), *_ids(part, "after_ids"))}
    attachments = Prefetch("attachments", inbox.attachments_in_order())
    said = Message.objects.select_related("resident").prefetch_related(attachments).in_bulk(ids)
    return [
        Doubt(
            part,
            next((said[number] for number in _ids(part, "before_ids")), None),
            [said[number] for number in _ids(part, "after_ids")],
        )
        for part in parts
    ]


def _ids(part: LetterPart, name: str) -> list[int]:
    found: list[int] = getattr(part, name)
    return found
