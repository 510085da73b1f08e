"""What people (and the switches they have set) decide: a measure that waits to be carried out, and the way back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal, Decision
from nasvyazi.domain.appeals.services.ledger import touch
from nasvyazi.domain.appeals.states import State as AppealState
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel, Resident
from nasvyazi.domain.inbox.models import Message

from ..models import Measure
from .rules import refuse_criticism, rule_in_force

Kind = Measure.Kind
State = Measure.State
BAN_OVER = "ban_over"
"""What ends a ban whose term is over where the network does not."""


class NotModerated(Exception):
    """Only what a resident has said where everybody reads is moderated."""


class LookFirst(Exception):
    """Nobody works on what this message says: somebody has to say whether there is a complaint or a question in it."""


class GoneAlready(Exception):
    """The comment is not in the network any more."""


class TakenAlready(Exception):
    """The same measure is in force or under way."""


class UnderWay(Exception):
    """It is being carried out at this very moment."""


class CannotBeUndone(Exception):
    """There is no way back from this measure (a warning was read, a comment came back)."""


class NoReviewDay(Exception):
    """A ban needs a day to look at it again: later than now, and not farther than `NASVYAZI_BAN_REVIEW_DAYS`."""


class NoTerm(Exception):
    """The term of a ban is a moment to come, or "for good"."""


class NothingSaid(Exception):
    """A warning without words."""


@transaction.atomic
def hide(
    *,
    message_id: int,
    rule_id: int,
    reason: str,
    now: datetime,
    by: User | None = None,
    automatic: str = "",
    is_complaint: bool | None = None,
) -> Measure:
    """Hide a comment by a rule of the page. Its appeal stays open for work.

    `is_complaint` is asked where nobody works on the message (it was set aside): a complaint is taken to work first.
    Raises NotModerated, GoneAlready, TakenAlready, LookFirst, RuleNotInForce, CriticismIsNoReason.
    """
    message, resident = _lock(message_id)
    if message.deleted_at is not None:
        raise GoneAlready
    _refuse_second(Measure.objects.filter(kind=Kind.HIDE, message=message))
    is_worked_on = _is_worked_on(message)
    if not is_worked_on and (is_complaint is None or by is None):
        raise LookFirst
    if not is_worked_on and is_complaint and by is not None:
        _take_to_work(message, by=by, now=now)
    return _take(
        message, resident, Kind.HIDE, rule_id=rule_id, reason=reason, by=by, automatic=automatic, now=now,
        was_complaint=None if is_worked_on else is_complaint,
    )  # fmt: skip


@transaction.atomic
def warn(*, message_id: int, rule_id: int, text: str, by: User, now: datetime) -> Measure:
    """Tell the author of a comment which rule it breaks. Raises NotModerated, LookFirst, NothingSaid and of rules."""
    message, resident = _lock(message_id)
    if not text.strip():
        raise NothingSaid
    if not Decision.objects.filter(message=message, appeal__isnull=False).exists():
        raise LookFirst
    return _take(message, resident, Kind.WARN, rule_id=rule_id, reason="", text=text.strip(), by=by, now=now)


@transaction.atomic
def ban(
    *,
    message_id: int,
    rule_id: int,
    reason: str,
    until: datetime | None,
    review_at: datetime | None,
    by: User,
    now: datetime,
) -> Measure:
    """Shut the author of a comment out of the channel until a moment (None = for good), to be looked at again.

    Raises NotModerated, TakenAlready, NoTerm, NoReviewDay, RuleNotInForce, CriticismIsNoReason.
    """
    message, resident = _lock(message_id)
    if until is not None and until <= now:
        raise NoTerm
    review_at = _review_day(review_at, now=now)
    # They may have written in several threads: one moderator at a time bans them.
    Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
    bans = Measure.objects.filter(kind=Kind.BAN, channel=message.thread.channel, resident=resident)
    bans.filter(state=State.DONE, ended_at=None, until__lte=now).update(ended_at=now)
    _refuse_second(bans)
    return _take(
        message, resident, Kind.BAN, rule_id=rule_id, reason=reason, by=by, now=now, until=until,
        review_at=review_at if until is None else min(review_at, until),
    )  # fmt: skip


@transaction.atomic
def undo(*, measure_id: int, reason: str, by: User, now: datetime) -> Measure:
    """Take a measure back: what was hidden is brought back, a ban is lifted, what was not begun does not begin.

    Gives the measure that does so, or the withdrawn one. Raises UnderWay, CannotBeUndone.
    """
    measure = _lock_measure(measure_id)
    if measure.state == State.CLAIMED:
        raise UnderWay
    if measure.kind == Kind.UNBAN and measure.automatic == BAN_OVER and measure.state == State.DUE:
        # Without it a ban with a term would have none.
        raise CannotBeUndone
    if measure.state in (State.DUE, State.FAILED):
        _withdraw(measure, now=now)
        if measure.unclear_since is None or measure.kind not in _WAY_BACK:
            return measure
    elif measure.state != State.DONE or measure.ended_at is not None or measure.kind not in _WAY_BACK:
        raise CannotBeUndone
    return _way_back(measure, reason=reason, by=by, now=now)


@transaction.atomic
def try_again(*, measure_id: int, now: datetime) -> Measure:
    """Carry out what has failed: a person has mended why. Raises CannotBeUndone for any other, TakenAlready."""
    measure = _lock_measure(measure_id)
    if measure.state != State.FAILED:
        raise CannotBeUndone
    if measure.kind == Kind.HIDE:
        _refuse_second(Measure.objects.filter(kind=Kind.HIDE, message=measure.message))
    if measure.kind == Kind.BAN:
        same = Measure.objects.filter(kind=Kind.BAN, channel=measure.channel, resident=measure.resident)
        _refuse_second(same)
    measure.state, measure.not_before, measure.tried_at = State.DUE, now, None
    measure.error_code = measure.error_text = ""
    measure.save()
    touch_appeal(measure)
    return measure


@transaction.atomic
def review(*, measure_id: int, review_at: datetime | None, by: User, now: datetime) -> Measure:
    """Somebody has looked at a ban and leaves it in force until the next look. Raises NoReviewDay, CannotBeUndone."""
    measure = _lock_measure(measure_id)
    if measure.kind != Kind.BAN or measure.state != State.DONE or measure.ended_at is not None:
        raise CannotBeUndone
    measure.review_at = _review_day(review_at, now=now)
    measure.reviewed_at, measure.reviewed_by = now, by
    measure.save(update_fields=["review_at", "reviewed_at", "reviewed_by"])
    return measure


@transaction.atomic
def let_in_elsewhere(*, channel: Channel, resident: Resident, now: datetime) -> None:
    """Somebody lifted the ban in the network itself, or its term was over: nobody has to look at it any more."""
    bans = Measure.objects.filter(kind=Kind.BAN, channel=channel, resident=resident)
    bans.filter(state=State.DONE, ended_at=None).update(ended_at=now)


def touch_appeal(measure: Measure) -> None:
    """Whoever has the conversation open sees the new state."""
    appeal = Appeal.objects.filter(decisions__message=measure.message_id).values_list("pk", flat=True)
    for appeal_id in appeal:
        touch(appeal_id)


_WAY_BACK = {Kind.HIDE: Kind.RESTORE, Kind.BAN: Kind.UNBAN}


def _way_back(measure: Measure, *, reason: str, by: User, now: datetime) -> Measure:
    refuse_criticism(reason)
    planned = measure.undone_by.filter(state__in=[*Measure.UNDER_WAY, State.FAILED]).first()
    if planned is None:
        planned = Measure(
            kind=_WAY_BACK[Kind(measure.kind)],
            undoes=measure,
            channel=measure.channel,
            resident=measure.resident,
            message=measure.message,
            created_at=now,
        )
    if planned.state == State.CLAIMED:
        raise UnderWay
    # The end of a ban may wait for its term already: it is brought forward.
    planned.state, planned.not_before, planned.tried_at = State.DUE, now, None
    planned.by, planned.automatic, planned.reason = by, "", reason.strip()
    planned.error_code = planned.error_text = ""
    planned.save()
    touch_appeal(planned)
    return planned


def _take(
    message: Message,
    resident: Resident,
    kind: Measure.Kind,
    *,
    rule_id: int,
    reason: str,
    now: datetime,
    by: User | None,
    automatic: str = "",
    text: str = "",
    was_complaint: bool | None = None,
    until: datetime | None = None,
    review_at: datetime | None = None,
) -> Measure:
    refuse_criticism(reason)
    rule = rule_in_force(rule_id=rule_id, channel_id=message.thread.channel_id)
    measure = Measure.objects.create(
        kind=kind,
        channel=message.thread.channel,
        resident=resident,
        message=message,
        rule=rule,
        reason=reason.strip(),
        by=by,
        automatic=automatic,
        text=text,
        was_complaint=was_complaint,
        until=until,
        review_at=review_at,
        created_at=now,
        not_before=now,
    )
    touch_appeal(measure)
    return measure


def _lock(message_id: int) -> tuple[Message, Resident]:
    """A public message and whose it is, one moderator at a time in its thread. Raises NotModerated."""
    message = Message.objects.select_related("thread__channel", "resident").get(pk=message_id)
    if message.outgoing or message.resident is None or not message.thread.is_public:
        raise NotModerated
    channels.lock_thread(thread_id=message.thread_id)
    message.refresh_from_db(fields=["deleted_at"])
    return message, message.resident


def _lock_measure(measure_id: int) -> Measure:
    rows = Measure.objects.select_for_update(of=("self",)).select_related(
        "message__thread", "channel", "resident"
    )
    return rows.get(pk=measure_id)


def _refuse_second(same: QuerySet[Measure]) -> None:
    if same.filter(state__in=[*Measure.UNDER_WAY, State.DONE], ended_at=None).exists():
        raise TakenAlready


def _withdraw(measure: Measure, *, now: datetime) -> None:
    measure.state, measure.ended_at = State.WITHDRAWN, now
    measure.save(update_fields=["state", "ended_at"])
    touch_appeal(measure)


def _is_worked_on(message: Message) -> bool:
    """Whether the message has an appeal that nobody has dismissed: one that is closed was worked on."""
    decision = Decision.objects.filter(message=message).select_related("appeal").first()
    appeal = decision.appeal if decision is not None else None
    return appeal is not None and appeal.state != AppealState.DISMISSED


def _take_to_work(message: Message, *, by: User, now: datetime) -> None:
    """What was set aside or dismissed is an open appeal from here on."""
    decision = appeals.take_back(message=message, by=by, now=now)
    if decision.appeal is None or decision.appeal.state != AppealState.DISMISSED:
        return
    try:
        appeals.reopen(
            appeal_id=decision.appeal.pk, reason=gettext_noop("there is a complaint in the hidden comment"), by=by,
            now=now,
        )  # fmt: skip
    except (appeals.OpenAppealExists, appeals.MergedAway) as error:
        # Work for this resident goes on in a newer appeal of the same conversation, where the words are seen as well.
        touch(error.appeal.pk)


def _review_day(review_at: datetime | None, *, now: datetime) -> datetime:
    farthest = now + timedelta(days=settings.NASVYAZI_BAN_REVIEW_DAYS)
    if review_at is None or not now < review_at <= farthest:
        raise NoReviewDay
    return review_at
