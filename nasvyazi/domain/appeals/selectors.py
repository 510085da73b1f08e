"""Reads of appeals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from nasvyazi.domain.inbox.models import Attachment, Message

from .models import Appeal, Decision, Note, Transition
from .states import FINAL, State

OPEN = ~Q(state__in=FINAL)


def for_card(rows: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Appeals with all that a card or a line shows of them."""
    return rows.select_related(
        "thread__channel__official", "thread__post", "resident", "person", "desk", "policy"
    )


def history(*, appeal_id: int) -> QuerySet[Transition]:
    """What happened to an appeal, oldest first."""
    return Transition.objects.filter(appeal_id=appeal_id).select_related("by").order_by("pk")


def notes(*, appeal_id: int) -> QuerySet[Note]:
    """Remarks on an appeal, oldest first."""
    return Note.objects.filter(appeal_id=appeal_id).select_related("by").order_by("at", "pk")


def messages_of(*, appeal_id: int) -> QuerySet[Message]:
    """The residents' messages that an appeal consists of, oldest first."""
    return Message.objects.filter(decision__appeal_id=appeal_id).order_by("sent_at", "pk")


def last_message_of(*, appeal_id: int) -> Message | None:
    """The resident's latest message of an appeal, deleted ones apart: the one an answer goes to."""
    rows = messages_of(appeal_id=appeal_id).select_related("thread__channel", "answer_thread__channel")
    return rows.filter(deleted_at=None).last() or rows.last()


def undecided(*, before: datetime) -> QuerySet[Message]:
    """Residents' messages that nobody and nothing has decided about."""
    return Message.objects.filter(outgoing=False, decision=None, received_at__lt=before).order_by("pk")


def set_aside() -> QuerySet[Decision]:
    """Messages that were set aside, newest first."""
    return (
        Decision.objects.filter(appeal=None)
        .select_related("message__thread__channel", "message__resident", "by")
        .order_by("-at", "-pk")
    )


def overdue(rows: QuerySet[Appeal], *, now: datetime) -> QuerySet[Appeal]:
    """Those of the appeals whose nearest clock has run out (a resolved one just closes)."""
    return rows.filter(OPEN, next_due_at__lt=now).exclude(state=State.RESOLVED)


def export_messages(*, channel_id: int | None, since: datetime | None) -> Iterator[Message]:
    """Every message with all that belongs to it, oldest first, in bounded memory."""
    rows = Message.objects.annotate(version_count=Count("versions"))
    if channel_id is not None:
        rows = rows.filter(thread__channel_id=channel_id)
    if since is not None:
        rows = rows.filter(received_at__gte=since)
    return (
        rows.select_related("thread__channel", "thread__post", "resident", "decision")
        .prefetch_related(Prefetch("attachments", Attachment.objects.order_by("ordinal", "pk")))
        .order_by("pk")
        .iterator(chunk_size=500)
    )
