"""Reads of appeals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.domain.inbox.models import Attachment, Message
from nasvyazi.domain.outbox import selectors as outbox
from nasvyazi.domain.outbox.models import Attempt, Letter, LetterPart

from .models import Appeal, Decision, Draft, Note, Transition, Undecided
from .states import FINAL, State

_WRITTEN = Coalesce("letter__origin", "letter")
"""Of a part: the letter in which its words were written."""
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


def conversation(appeal: Appeal, *, latest: int) -> QuerySet[Message]:
    """What was said where the appeal stands, oldest first: its own messages and the `latest` ones of the thread.

    A post that everybody comments would otherwise bring thousands. Three queries.
    """
    recent = Message.objects.filter(thread=appeal.thread_id).order_by("-sent_at", "-pk").values("pk")[:latest]
    said = inbox.conversation(thread_id=appeal.thread_id)
    said = said.select_related("resident", "decision", "answer_thread__channel")
    return said.filter(Q(decision__appeal=appeal) | Q(pk__in=recent))


def letters_of(appeal: Appeal, *, since: datetime) -> QuerySet[Letter]:
    """Letters that answer the appeal, and those into its thread since a moment, oldest first. Four queries."""
    own = Letter.objects.filter(reply__appeal=appeal).values("pk")
    beside = Letter.objects.filter(thread=appeal.thread_id, created_at__gte=since).values("pk")
    # Each has its index; "one or the other" in one condition would read all letters.
    letters = outbox.letters().filter(pk__in=own.union(beside))
    return letters.select_related("author", "reply").order_by("pk")


def has_news(rows: QuerySet[Appeal], *, appeal_id: int, reader: User, since: datetime) -> bool:
    """Whether one of the appeals has had new words since a moment: a resident's, or an answer of somebody else."""
    said = Message.objects.filter(decision__appeal=OuterRef("pk"), received_at__gt=since)
    changed = Message.objects.filter(decision__appeal=OuterRef("pk"), edited_at__gt=since)
    letters = Letter.objects.filter(reply__appeal=OuterRef("pk"), reply__is_notice=False)
    answered = letters.filter(created_at__gt=since).exclude(author=reader)
    return rows.filter(Exists(said) | Exists(changed) | Exists(answered), pk=appeal_id).exists()


def answer_at(*, appeal_id: int, at: datetime) -> str:
    """What was answered at a moment that AnsweredMeanwhile names: a letter's words, or words in the network itself."""
    letter = Letter.objects.filter(reply__appeal_id=appeal_id, created_at=at).first()
    if letter is not None:
        return letter.text
    note = Note.objects.filter(appeal_id=appeal_id, rule=Note.ELSEWHERE, at=at).first()
    message = Message.objects.filter(pk=int(note.detail)).first() if note is not None else None
    return message.text if message is not None else ""


def drafts_of(*, appeal_id: int) -> QuerySet[Draft]:
    """What operators have begun to write, newest first: one's own text, and a sign of the others'."""
    return Draft.objects.filter(appeal_id=appeal_id).select_related("author").order_by("-updated_at")


def with_others(rows: QuerySet[Appeal], *, among: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Appeals with `others`: numbers of the same resident's ten newest other ones."""
    others = among.filter(resident=OuterRef("resident")).exclude(pk=OuterRef("pk")).order_by("-pk")
    return rows.annotate(others=ArraySubquery(others.values("pk")[:10]))


def last_message_of(*, appeal_id: int) -> Message | None:
    """The resident's message that an answer goes to."""
    rows = messages_of(appeal_id=appeal_id).select_related("thread__channel", "answer_thread__channel")
    return addressed(list(rows))


def addressed(messages: Sequence[Message]) -> Message | None:
    """Of an appeal's messages, oldest first, the one that an answer goes to: the latest, deleted ones apart."""
    standing = [message for message in messages if message.deleted_at is None] or messages
    return standing[-1] if standing else None


def undecided(*, before: datetime) -> QuerySet[Message]:
    """Residents' messages that nobody and nothing has decided about."""
    waiting = Undecided.objects.values("message")
    return Message.objects.filter(pk__in=waiting, received_at__lt=before).order_by("pk")


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


def troubled_parts(*, among: QuerySet[Appeal], state: LetterPart.State) -> QuerySet[LetterPart]:
    """Failed or unconfirmed parts of the appeals that nobody has dealt with.

    Whoever closed the appeal after the trouble has dealt with it; trouble that came later nobody has seen. A failed
    one is settled by a letter of the same appeal that was written later and arrived: what is resent is as old as its
    words.
    """
    unseen = Attempt.objects.filter(
        part=OuterRef("pk"), finished_at__gt=OuterRef("letter__reply__appeal__closed_at")
    )
    parts = outbox.in_trouble().filter(
        Q(letter__reply__appeal__closed_at=None) | Exists(unseen),
        state=state,
        letter__reply__appeal__in=among,
    )
    if state == LetterPart.State.FAILED:
        later = LetterPart.objects.filter(
            letter__reply__appeal=OuterRef("letter__reply__appeal"),
            letter__reply__is_notice=False,
            state=LetterPart.State.SENT,
        ).annotate(written=_WRITTEN)
        later = later.filter(written__gt=OuterRef("written"))
        parts = parts.annotate(written=_WRITTEN).filter(~Exists(later))
    return parts


def lost_files(*, among: QuerySet[Appeal]) -> QuerySet[Attachment]:
    """What residents attached to open ones of the appeals and the network will not give us, oldest first."""
    return (
        Attachment.objects.filter(fetch=Attachment.Fetch.FAILED, removed=False)
        .filter(message__decision__appeal__in=among.filter(OPEN))
        .annotate(appeal_id=F("message__decision__appeal"))
        .select_related("message__resident")
        .order_by("pk")
    )


def export_messages(*, channel_id: int | None, since: datetime | None) -> Iterator[Message]:
    """Every message with all that belongs to it, oldest first, in bounded memory."""
    rows = Message.objects.annotate(version_count=Count("versions"))
    if channel_id is not None:
        rows = rows.filter(thread__channel_id=channel_id)
    if since is not None:
        rows = rows.filter(received_at__gte=since)
    return (
        rows.select_related("thread__channel", "thread__post", "resident", "decision")
        .prefetch_related(Prefetch("attachments", inbox.attachments_in_order()))
        .order_by("pk")
        .iterator(chunk_size=500)
    )
