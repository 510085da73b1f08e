"""What is answered: by a letter of ours, or by somebody of ours in the network itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox import services as outbox
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.domain.outbox.services import NewPart

from ..models import Appeal, Decision, Draft, Note, Reply
from ..selectors import elsewhere_notes
from ..states import FINAL, State
from .ledger import Actor, answer_due, lock, move, save, touch

DELIVERY = "delivery"
ACCEPTED = "accepted_as_delivered"
ELSEWHERE = Note.ELSEWHERE


class AnsweredMeanwhile(Exception):
    """Somebody else has answered since the operator opened the appeal. `who` and `at` say who and when."""

    def __init__(self, who: str, at: datetime) -> None:
        super().__init__(who)
        self.who = who
        self.at = at


@transaction.atomic
def reply(
    *,
    appeal_id: int,
    author: User,
    thread: Thread,
    parts: Sequence[NewPart],
    request_key: UUID,
    now: datetime,
    reply_to: str = "",
    files: Sequence[File] = (),
    seen_at: datetime | None = None,
) -> Letter:
    """Answer: the letter is in the outbox when this commits. Raises AnsweredMeanwhile (unless `seen_at` is None).

    `seen_at` is when the operator last saw the conversation. An appeal that was merged meanwhile is answered by the
    one that holds its messages now.
    """
    appeal = lock(appeal_id)
    if appeal.merged_into_id is not None:
        appeal = lock(appeal.merged_into_id)
    if seen_at is not None and not Letter.objects.filter(request_key=request_key).exists():
        _refuse_double(appeal, author, seen_at)
    letter = outbox.post(
        thread=thread,
        author=author,
        parts=parts,
        request_key=request_key,
        now=now,
        reply_to=reply_to,
        files=files,
    )
    Reply.objects.get_or_create(letter=letter, defaults={"appeal": appeal})
    Draft.objects.filter(appeal=appeal, author=author).delete()
    if appeal.state in {State.NEW, State.REOPENED}:
        appeal.person = appeal.person or author
        move(appeal, State.IN_WORK, reason=gettext_noop("answered"), actor=Actor(by=author), now=now)
    save(appeal)
    return letter


@transaction.atomic
def resend(
    *, letter: Letter, author: User | None, parts: Sequence[NewPart], request_key: UUID, now: datetime
) -> Letter:
    """Send what of a letter was not delivered as a new letter (never by itself: a person asked for it).

    `parts` are fresh parts, with new keys, for every text of the old letter; those it had delivered are left out.
    The same `request_key` again is the same letter. Raises outbox.ResendRefused.
    """
    known = Letter.objects.filter(request_key=request_key).first()
    if known is not None:
        return known
    remaining = outbox.begin_resend(letter=letter, now=now)
    fresh = outbox.post(
        thread=letter.thread,
        author=author,
        parts=parts[remaining[0].ordinal :],
        request_key=request_key,
        now=now,
        reply_to=letter.reply_to,
        files=[row.file for row in letter.files.select_related("file")] if remaining[0].ordinal == 0 else (),
        resend_of=letter,
    )
    answered = Reply.objects.filter(letter=letter).first()
    if answered is not None:
        Reply.objects.create(letter=fresh, appeal_id=answered.appeal_id, is_notice=answered.is_notice)
    return fresh


@transaction.atomic
def notify(
    *,
    message: Message,
    thread: Thread,
    parts: Sequence[NewPart],
    request_key: UUID,
    reply_to: str,
    now: datetime,
) -> Letter | None:
    """The program itself tells the resident something about their message: no answer, no clock stops.

    The same `request_key` again is the same letter. None when the message belongs to no appeal.
    """
    decision = Decision.objects.filter(message=message).first()
    if decision is None or decision.appeal_id is None:
        return None
    letter = outbox.post(
        thread=thread, author=None, parts=parts, request_key=request_key, now=now, reply_to=reply_to
    )
    Reply.objects.get_or_create(letter=letter, defaults={"appeal_id": decision.appeal_id, "is_notice": True})
    return letter


@transaction.atomic
def answer_delivered(*, part: LetterPart, now: datetime) -> None:
    """A part arrived. When it was the last, the resident has been answered: the clock of the first answer stops."""
    known = Reply.objects.filter(letter=part.letter_id).select_related("letter").first()
    if known is None or known.is_notice:
        return
    if part.letter.parts.exclude(state=LetterPart.State.SENT).exists():
        return
    written_at = known.letter.created_at
    # Whoever wrote it had read what had come by then, whenever it was said.
    unread = Q(received_at__gt=written_at) | Q(edited_at__gt=written_at)
    _stop_clock(_lock_answered(known), arrived_at=now, unanswered=unread)


@transaction.atomic
def delivery_failed(*, part: LetterPart, now: datetime) -> None:
    """A part was refused for good: the appeal says so, and goes on waiting for an answer."""
    known = Reply.objects.filter(letter=part.letter_id, is_notice=False).first()
    if known is not None:
        Note.objects.create(
            appeal_id=known.appeal_id, text=part.error_code, detail=str(part.letter_id), rule=DELIVERY, at=now
        )
        touch(known.appeal_id)


@transaction.atomic
def note_accepted(*, part: LetterPart, by: User | None, now: datetime) -> None:
    """Who has said that the part arrived, for the history."""
    known = Reply.objects.filter(letter=part.letter_id).first()
    if known is not None:
        Note.objects.create(
            appeal_id=known.appeal_id, text=ACCEPTED, detail=str(part.pk), rule=DELIVERY, by=by, at=now
        )
        touch(known.appeal_id)


@transaction.atomic
def answered_elsewhere(*, message: Message, now: datetime, appeal: Appeal | None = None) -> None:
    """Somebody of ours answered in the network itself, or elsewhere: that is an answer (DESIGN §5, 7a).

    `appeal` is given where a person says what it answers. What our own people have begun to write meanwhile is no
    longer sent by itself: drafts are marked as overtaken, a letter of which nothing has left yet is held back.
    """
    appeal = appeal or _answered_by(message)
    # What was said before the resident asked is no answer, even if we are told of it later.
    if appeal is None or appeal.state in FINAL or message.sent_at < appeal.opened_at:
        return
    appeal = lock(appeal.pk)
    said_later = Q(sent_at__gt=message.sent_at) | Q(edited_at__gt=message.sent_at)
    _stop_clock(appeal, arrived_at=message.sent_at, unanswered=said_later)
    if appeal.state in {State.NEW, State.REOPENED}:
        move(
            appeal,
            State.IN_WORK,
            reason=gettext_noop("answered in the network"),
            actor=Actor(rule=ELSEWHERE),
            now=now,
        )
    save(appeal)
    Note.objects.get_or_create(
        appeal=appeal, text=ELSEWHERE, detail=str(message.pk), rule=ELSEWHERE, defaults={"at": now}
    )
    Draft.objects.filter(appeal=appeal, overtaken_by=None).update(overtaken_by=message)
    outbox.hold_back(Letter.objects.filter(reply__appeal=appeal, reply__is_notice=False))


def is_noted(message: Message) -> bool:
    """Whether what we said in the network has been counted as an answer."""
    return Note.objects.filter(rule=ELSEWHERE, detail=str(message.pk)).exists()


def _stop_clock(appeal: Appeal, *, arrived_at: datetime, unanswered: Q) -> None:
    """An answer covers what was said before it; later words of the resident go on waiting.

    A clock that stands stays so, and one that runs is never set back: the news of an older answer says nothing of
    what a newer one has covered.
    """
    appeal.first_answered_at = min(appeal.first_answered_at or arrived_at, arrived_at)
    if appeal.answer_due_at is not None:
        said = Message.objects.filter(unanswered, decision__appeal=appeal)
        earliest = said.aggregate(at=Min(Coalesce("edited_at", "sent_at")))["at"]
        due = answer_due(earliest, appeal.policy) if earliest is not None else None
        appeal.answer_due_at = max(appeal.answer_due_at, due) if due is not None else None
    save(appeal)


def _lock_answered(reply: Reply) -> Appeal:
    """The appeal that a letter answers, locked: a merge or a split may have given it to another meanwhile."""
    appeal = lock(reply.appeal_id)
    current = Reply.objects.values_list("appeal_id", flat=True).get(pk=reply.pk)
    return appeal if current == appeal.pk else lock(current)


def _answered_by(message: Message) -> Appeal | None:
    """Which appeal an outgoing message answers: that of the message it replies to, or the one resident's who waits.

    Of several matters of one resident it is the one of which they spoke last before it.
    """
    if message.reply_to:
        target = inbox.by_external_id(thread_id=message.thread_id, external_id=message.reply_to)
        decision = (
            Decision.objects.filter(message=target).select_related("appeal").first() if target else None
        )
        return decision.appeal if decision else None
    own = Q(thread=message.thread_id) | Q(private_thread=message.thread_id)
    # A resident's post on the wall is answered in the comments under it, a suggested one in the dialogue.
    from_elsewhere = Q(decisions__message__answer_thread=message.thread_id)
    for where in (own, from_elsewhere):
        waiting = Appeal.objects.filter(where).exclude(state__in=FINAL)
        residents = list(waiting.order_by().values_list("resident", flat=True).distinct()[:2])
        if residents:
            return _spoken_of_last(waiting, message) if len(residents) == 1 else None
    return None


def _spoken_of_last(appeals: QuerySet[Appeal], answer: Message) -> Appeal | None:
    """Of one resident's open appeals, that of their last words before an answer; of one alone, whenever it began."""
    few = list(appeals.distinct()[:2])
    if len(few) == 1:
        return few[0]
    said = Decision.objects.filter(appeal__in=appeals.values("pk"), message__sent_at__lte=answer.sent_at)
    latest = said.order_by("-message__sent_at", "-message__pk").select_related("appeal").first()
    return latest.appeal if latest is not None else None


def _refuse_double(appeal: Appeal, author: User, seen_at: datetime) -> None:
    letter = (
        Letter.objects.filter(reply__appeal=appeal, reply__is_notice=False, created_at__gt=seen_at)
        .exclude(author=author)
        .select_related("author")
        .first()
    )
    if letter is not None:
        raise AnsweredMeanwhile(str(letter.author or ""), letter.created_at)
    note = elsewhere_notes(appeal).filter(at__gt=seen_at).first()
    if note is not None:
        raise AnsweredMeanwhile("", note.at)
