"""The clocks of an appeal whose messages and answers are others than before: reckoned from what it has now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Max, Min, Q

from nasvyazi.domain.inbox.models import Message, Version
from nasvyazi.domain.outbox.models import LetterPart

from ..models import Appeal, Note, Reply
from .ledger import answer_due

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Answers:
    """What has answered an appeal: until when words had been read, and when the first answer arrived.

    A letter covers what had come by the time it was written, an answer in the network what had been said by then.
    """

    read_until: datetime
    heard_until: datetime
    first_at: datetime | None


def reckon(appeal: Appeal, *, may_start: bool) -> None:
    """Derive when the appeal began, when it was first answered and until when its words wait; the caller saves.

    `may_start` = False: a clock that stands stays so, for a person may have stopped it (what is resolved waits for
    no answer). An appeal without messages keeps what it has.
    """
    messages = list(Message.objects.filter(decision__appeal=appeal).order_by("sent_at", "pk"))
    if not messages:
        return
    answers = _answers(appeal)
    appeal.opened_at = messages[0].sent_at
    appeal.last_message_at = max(message.edited_at or message.sent_at for message in messages)
    appeal.first_answer_due_at = answer_due(appeal.opened_at, appeal.policy)
    appeal.first_answered_at = answers.first_at
    waits_since = _waits_since(messages, answers)
    if waits_since is None or not appeal.is_open:
        appeal.answer_due_at = None
    elif may_start or appeal.answer_due_at is not None:
        appeal.answer_due_at = answer_due(waits_since, appeal.policy)


def _answers(appeal: Appeal) -> _Answers:
    """From delivered letters, and from what somebody of ours said in the network itself."""
    letters = (
        Reply.objects.filter(appeal=appeal, is_notice=False)
        .exclude(letter__parts__in=LetterPart.objects.exclude(state=LetterPart.State.SENT))
        .annotate(arrived_at=Max("letter__parts__sent_at"))
        .filter(arrived_at__isnull=False)
        .values_list("letter__created_at", "arrived_at")
    )
    whose = Q(appeal=appeal) | Q(appeal__merged_into=appeal)
    notes = Note.objects.filter(whose, rule=Note.ELSEWHERE).values_list("detail", flat=True)
    said = Message.objects.filter(pk__in=[int(number) for number in notes])
    heard = said.aggregate(first=Min("sent_at"), last=Max("sent_at"))
    arrivals = [arrived for _written, arrived in letters] + ([heard["first"]] if heard["first"] else [])
    return _Answers(
        read_until=max((written for written, _arrived in letters), default=_NEVER),
        heard_until=heard["last"] or _NEVER,
        first_at=min(arrivals, default=None),
    )


def _waits_since(messages: list[Message], answers: _Answers) -> datetime | None:
    """When the earliest words were said that no answer covers: a message, or a later wording or piece of one."""
    said = [(message.sent_at, message.received_at) for message in messages]
    sent = {message.pk: message.sent_at for message in messages}
    wordings = Version.objects.filter(message__in=messages).values_list("message", "at")
    said += [(at, at) for message_id, at in wordings if at > sent[message_id]]
    waiting = [at for at, known in said if known > answers.read_until and at > answers.heard_until]
    return min(waiting, default=None)
