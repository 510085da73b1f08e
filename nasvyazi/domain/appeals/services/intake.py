"""What comes in: every resident's message finds its appeal, and no appeal waits unseen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet, Subquery
from django.utils.translation import gettext_noop

from nasvyazi.domain.deadlines import selectors as deadlines
from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.domain.inbox.models import Attachment, Message
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.networks.base import AttachmentKind, PlaceKind

from ..models import Appeal, Decision, Note, Reply, Transition
from ..selectors import OPEN, how_many, troubled_parts
from ..states import FINAL, State
from .answers import answered_elsewhere, is_noted
from .ledger import (
    Actor,
    MergedAway,
    OpenAppealExists,
    answer_due,
    both_due,
    lock,
    move,
    record,
    resolution_due,
    save,
    touch,
)

_DECIDED = ("appeal", "set_aside_reason", "rule", "by", "at")
_EXCERPT_LENGTH = 300
EMPTY_MESSAGE = "empty_message"
RESIDENT_WROTE = "resident_wrote"
OPENED = "opened"
AUTO_CLOSE = "auto_close"


@transaction.atomic(savepoint=False)
def attach_or_open(
    *, message: Message, now: datetime, attached: Sequence[Attachment] | None = None
) -> Decision:
    """Decide about a resident's message: it joins their open appeal in the thread, or opens one.

    A message without words and attachments (somebody joined a chat) is set aside by a rule, reversibly; an edit
    that says something undoes it. The same message again gives the decision it has. The thread is locked by the
    caller: two workers with two messages of one resident must not open two appeals.

    `attached` comes with a message that has just been recorded: nobody has decided about it yet.
    """
    known = None
    if attached is None:
        known = Decision.objects.select_related("appeal").filter(message=message).first()
        attached = _attached(message)
    is_empty = not message.text.strip() and not attached
    if known is not None and (is_empty or known.rule != EMPTY_MESSAGE):
        return known
    if is_empty:
        return Decision.objects.create(
            message=message, set_aside_reason=EMPTY_MESSAGE, rule=EMPTY_MESSAGE, at=now
        )
    decision = attach(message, attached, actor=Actor(rule=OPENED), now=now)
    # Two workers may take a message and the answer to it in either order.
    for ours in inbox.said_by_us(thread_id=message.thread_id, since=message.sent_at):
        # Networks tell whole seconds: an answer of the same second that is noted already came before this message.
        if ours.sent_at > message.sent_at or not is_noted(ours):
            answered_elsewhere(message=ours, now=now)
    return decision


def attach(
    message: Message, attached: Sequence[Attachment] | None = None, *, actor: Actor, now: datetime
) -> Decision:
    """Join the message to the resident's open appeal, or open one; the thread is locked by the caller."""
    found = _open_appeal(message)
    if found is not None:
        appeal = lock(found.pk)
        if appeal.goes_private and appeal.private_thread_id is None and not message.thread.is_public:
            appeal.private_thread = message.thread
    else:
        shown = attached if attached is not None else _attached(message)
        appeal = _open(message, shown, actor=actor, now=now)
    made = Decision(message=message, appeal=appeal, rule=actor.rule, by=actor.by, at=now)
    (decision,) = Decision.objects.bulk_create(
        [made], update_conflicts=True, unique_fields=["message"], update_fields=_DECIDED
    )
    if found is not None:
        _ask_again(appeal, message, asked_at=message.sent_at, now=now)
        _open_earlier(appeal, message.sent_at)
        refresh(appeal)
        save(appeal)
    return decision


@transaction.atomic
def message_grew(*, message: Message, now: datetime) -> None:
    """Another piece of the message's album came. Whoever has been answered meanwhile, was without it."""
    decision = Decision.objects.select_related("appeal").filter(message=message).first()
    if decision is None or decision.appeal is None:
        return
    is_news = decision.appeal.state in FINAL or decision.appeal.answer_due_at is None
    appeal = _open_again(
        decision.appeal.pk, reason=gettext_noop("the rest of the resident's message came"), now=now
    )
    if is_news:
        _note_change(appeal, message, now)
    _ask_again(appeal, message, asked_at=now, now=now)
    refresh(appeal)
    save(appeal)


@transaction.atomic
def message_changed(*, message: Message, now: datetime) -> None:
    """The resident changed their words: what was answered may no longer be an answer."""
    decision = Decision.objects.filter(message=message).first()
    if decision is None or decision.appeal_id is None:
        return
    appeal = _open_again(decision.appeal_id, reason=gettext_noop("the resident changed the message"), now=now)
    _note_change(appeal, message, now)
    _ask_again(appeal, message, asked_at=message.edited_at or now, now=now)
    refresh(appeal)
    save(appeal)


def _open_again(appeal_id: int, *, reason: str, now: datetime) -> Appeal:
    """The appeal, locked and open: nobody looks at what is closed. Where the resident has a newer one, that."""
    appeal = lock(appeal_id)
    if appeal.state in FINAL:
        try:
            move(appeal, State.REOPENED, reason=reason, actor=_BY_RESIDENT, now=now)
            appeal.resolution_due_at = resolution_due(now, appeal.policy)
        except MergedAway as error:
            return _open_again(error.appeal.pk, reason=reason, now=now)
        except OpenAppealExists as newer:
            # Whoever works for this resident now has to know.
            appeal = lock(newer.appeal.pk)
    return appeal


@transaction.atomic
def message_gone(*, message: Message) -> None:
    """The network no longer shows the message: whoever has its appeal open sees that."""
    decision = Decision.objects.filter(message=message, appeal__isnull=False).first()
    if decision is not None and decision.appeal_id is not None:
        touch(decision.appeal_id)


def _note_change(appeal: Appeal, message: Message, now: datetime) -> None:
    Note.objects.create(
        appeal=appeal, text="message_changed", detail=str(message.pk), rule=RESIDENT_WROTE, at=now
    )


@transaction.atomic
def close_due(*, now: datetime, limit: int = 100) -> int:
    """Close resolved appeals whose time has come. One with a letter in trouble stays: nobody has been told."""
    due = Appeal.objects.filter(state=State.RESOLVED, next_due_at__lte=now)
    for state in (LetterPart.State.FAILED, LetterPart.State.UNCONFIRMED):
        troubled = troubled_parts(among=Appeal.objects.filter(state=State.RESOLVED), state=state)
        due = due.exclude(pk__in=troubled.order_by().values("letter__reply__appeal"))
    # In one order: two workers that lock several appeals must not wait for each other. All of them before the first
    # is closed: closing locks its problem, and whoever has a problem asks for no appeal.
    ids = due.order_by("pk").values_list("pk", flat=True)[:limit]
    closed = 0
    for appeal in [lock(appeal_id) for appeal_id in list(ids)]:
        if appeal.state == State.RESOLVED and appeal.next_due_at is not None and appeal.next_due_at <= now:
            move(appeal, State.CLOSED, reason="", actor=Actor(rule=AUTO_CLOSE), now=now)
            save(appeal)
            closed += 1
    return closed


_BY_RESIDENT = Actor(rule=RESIDENT_WROTE)


def _open_appeal(message: Message) -> Appeal | None:
    """The open appeal that a message joins: the one whose words it answers, else the resident's own of the thread.

    What a person has split off gets further words only when they answer its own, or when nothing else is open.
    """
    here = Q(thread=message.thread_id) | Q(private_thread=message.thread_id)
    if message.thread.kind == PlaceKind.DIALOG:
        here |= Q(channel=message.thread.channel_id, goes_private=True, private_thread=None)
    own = Appeal.objects.filter(OPEN, here, resident=message.resident_id)
    matters = list(own.order_by("is_split", "-pk"))
    if len(matters) < 2:
        return next(iter(matters), None)
    answered = _answered_appeal_id(message)
    return next((appeal for appeal in matters if appeal.pk == answered), matters[0])


def _answered_appeal_id(message: Message) -> int | None:
    """The appeal of the message, or of the letter of ours, that a message replies to."""
    if not message.reply_to:
        return None
    said = inbox.by_external_id(thread_id=message.thread_id, external_id=message.reply_to)
    if said is not None:
        return Decision.objects.filter(message=said).values_list("appeal_id", flat=True).first()
    letters = Reply.objects.filter(
        letter__thread=message.thread_id, letter__parts__external_id=message.reply_to, is_notice=False
    )
    return letters.values_list("appeal_id", flat=True).first()


def _attached(message: Message) -> list[Attachment]:
    return list(message.attachments.order_by("ordinal", "pk"))


def _open(message: Message, attached: Sequence[Attachment], *, actor: Actor, now: datetime) -> Appeal:
    """A new appeal has a desk, a policy and both clocks before anything is known about it."""
    if message.resident is None:
        raise ValueError("an outgoing message opens no appeal")
    channel = message.thread.channel
    policy = deadlines.default_policy()
    answer_by, resolve_by = both_due(message.sent_at, policy)
    shown = [one for one in attached if not one.removed]
    words = message.text or next((one.text for one in shown if one.text), "")
    appeal = Appeal.objects.create(
        channel=channel,
        thread=message.thread,
        resident=message.resident,
        desk=channel.desk,
        policy=policy,
        opened_at=message.sent_at,
        last_message_at=message.edited_at or message.sent_at,
        first_answer_due_at=answer_by,
        answer_due_at=answer_by,
        resolution_due_at=resolve_by,
        next_due_at=min(answer_by, resolve_by),
        excerpt=_excerpt(words),
        message_count=1,
        photo_count=sum(one.kind == AttachmentKind.PHOTO.value for one in shown),
    )
    record(
        appeal,
        field=Transition.Field.STATE,
        old="",
        new=State.NEW.value,
        reason=gettext_noop("a resident wrote"),
        actor=actor,
        now=now,
    )
    return appeal


def _ask_again(appeal: Appeal, message: Message, *, asked_at: datetime, now: datetime) -> None:
    """The resident waits for an answer again."""
    if appeal.state == State.RESOLVED:
        move(
            appeal,
            State.REOPENED,
            reason=gettext_noop("the resident wrote again"),
            actor=_BY_RESIDENT,
            now=now,
        )
        appeal.resolution_due_at = resolution_due(now, appeal.policy)
    due = answer_due(asked_at, appeal.policy)
    appeal.answer_due_at = min(appeal.answer_due_at or due, due)
    appeal.snoozed_until = None
    appeal.last_message_at = max(appeal.last_message_at, message.edited_at or message.sent_at)


def _open_earlier(appeal: Appeal, said_at: datetime) -> None:
    """The message that came last may have been said first: the clocks begin with it."""
    if said_at < appeal.opened_at:
        appeal.opened_at = said_at
        appeal.first_answer_due_at = answer_due(said_at, appeal.policy)


def refresh(appeal: Appeal) -> None:
    """Read anew what a list shows of an appeal: first words, photos, how many messages. One query if it has words."""
    messages = Message.objects.filter(decision__appeal=appeal)
    photos = Attachment.objects.filter(
        message__decision__appeal=appeal, kind=AttachmentKind.PHOTO.value, removed=False
    )
    words, appeal.message_count, appeal.photo_count = (
        Appeal.objects.filter(pk=appeal.pk)
        .values_list(
            Subquery(messages.exclude(text="").order_by("sent_at", "pk").values("text")[:1]),
            how_many(messages),
            how_many(photos),
        )
        .get()
    )
    appeal.excerpt = _excerpt(words or _passed_on(messages))


def _excerpt(words: str) -> str:
    """The first words as a line of the list shows them."""
    return " ".join(words.split())[:_EXCERPT_LENGTH]


def _passed_on(messages: QuerySet[Message]) -> str:
    """The first words that stand in what was attached: somebody may speak by passing on what a neighbour wrote."""
    said = Attachment.objects.filter(message__in=messages, removed=False).exclude(text="")
    return (
        said.order_by("message__sent_at", "message", "ordinal").values_list("text", flat=True).first() or ""
    )
