"""Appeals of one resident in one thread: two that are one matter, and one that is two.

Messages and the letters that answer them go to the other appeal; clocks are reckoned anew from what each has then.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.problems import services as problems

from ..models import Appeal, Decision, Draft, Note, Reply, Transition
from ..states import FINAL, State
from .guessing import give_back_decisions, reread, take_decisions
from .intake import refresh
from .joining import (
    APART,
    MERGED,
    TOOK_IN,
    give_back_problem,
    hand_over_problem,
    locate_problems_of,
)
from .ledger import Actor, MergedAway, lock, move, record, resolution_due, save
from .reckoning import reckon


class NotOneConversation(Exception):
    """Only appeals of one resident in one thread can become one, or pass messages to each other."""


class NothingLeft(Exception):
    """All messages of the appeal were chosen: it would be empty."""


class NothingChosen(Exception):
    """None of the chosen messages belongs to the appeal."""


class IsOver(Exception):
    """The appeal is closed: a message that is moved there would wait for nobody."""


@transaction.atomic
def merge(*, appeal_id: int, other_id: int, by: User, now: datetime, reason: str = "") -> Appeal:
    """Two appeals are one matter: the older goes on with all that was said and answered, the younger is over.

    Gives the one that goes on. Two that are merged already stay as they are. Raises NotOneConversation, MergedAway.
    """
    older_id, younger_id = sorted((appeal_id, other_id))
    channels.lock_thread(thread_id=_thread_of(older_id))
    problems.one_at_a_time()
    older, younger = lock(older_id), lock(younger_id)
    if younger.merged_into_id == older.pk:
        return older
    _refuse_strangers(older, younger)
    was_waiting = _is_waiting(older) or _is_waiting(younger)
    ended_as = State(younger.state)
    problems.lock_all(problem_ids={older.problem_id, younger.problem_id})
    hand_over_problem(younger, older, by=by, now=now)
    _end(younger, into=older, by=by, now=now)
    _carry_over(younger, older)
    _go_on(older, younger, ended_as, by=by, now=now)
    reckon(older, may_start=was_waiting)
    refresh(older)
    take_decisions(older, younger, by=by, now=now)
    reread(older)
    _record_both(
        Transition.Field.MERGE, younger, older, reason=reason or gettext_noop("one matter"), by=by, now=now
    )
    save(older)
    locate_problems_of(older)
    return older


@transaction.atomic
def take_apart(*, appeal_id: int, by: User, now: datetime) -> Appeal:
    """Undo a merge: what the appeal had is its own again, and it is as open as it was. Gives it.

    One that was never merged, or is apart already, stays as it is.
    """
    channels.lock_thread(thread_id=_thread_of(appeal_id))
    problems.one_at_a_time()
    holder_id = Appeal.objects.values_list("merged_into_id", flat=True).get(pk=appeal_id)
    if holder_id is None:
        return lock(appeal_id)
    holder, appeal = lock(holder_id), lock(appeal_id)
    for rows in (Decision.objects.filter(origin=appeal), Reply.objects.filter(origin=appeal)):
        rows.update(appeal=appeal, origin=None)
    appeal.merged_into = None
    # Two matters of one resident are open: further messages go on joining the one that they joined meanwhile.
    appeal.is_split = True
    if _was_open(appeal):
        move(appeal, State.REOPENED, reason=APART, actor=Actor(by=by), now=now)
    staying = list(Appeal.objects.filter(merged_into=holder).exclude(pk=appeal.pk).order_by("pk"))
    for one, with_it, may_start in ((appeal, [], True), (holder, staying, False)):
        give_back_decisions(one, staying=with_it, by=by, now=now)
        reckon(one, may_start=may_start)
        refresh(one)
        reread(one)
    _record_both(Transition.Field.SPLIT, holder, appeal, reason=APART, by=by, now=now)
    save(appeal)
    save(holder)
    give_back_problem(holder, appeal, staying=staying, by=by, now=now)
    return appeal


@transaction.atomic
def split(
    *, appeal_id: int, message_ids: Collection[int], by: User, now: datetime, reason: str = ""
) -> Appeal:
    """Some messages are another matter: a new appeal of the same resident in the same thread. Gives it.

    Messages that were split off together already give the appeal that they have. Raises NothingChosen, NothingLeft,
    MergedAway.
    """
    channels.lock_thread(thread_id=_thread_of(appeal_id))
    source = lock(appeal_id)
    _refuse_merged(source)
    chosen = _chosen(source, message_ids)
    if not chosen:
        return _where_all_are(source, message_ids)
    _refuse_all(source, chosen)
    fresh = _open_beside(source, chosen, by=by, now=now)
    _pass_on(chosen, source, fresh, by=by, now=now)
    _record_both(
        Transition.Field.SPLIT, source, fresh, reason=reason or gettext_noop("another matter"), by=by, now=now
    )
    _settle(source, fresh)
    return fresh


@transaction.atomic
def move_messages(
    *,
    appeal_id: int,
    target_id: int,
    message_ids: Collection[int],
    by: User,
    now: datetime,
    reason: str = "",
) -> Appeal:
    """Some messages belong to another open appeal of the same resident in the same thread. Gives that one.

    Messages that are there already stay. Raises NothingChosen, NothingLeft, NotOneConversation, IsOver, MergedAway.
    """
    channels.lock_thread(thread_id=_thread_of(appeal_id))
    locked = {number: lock(number) for number in sorted({appeal_id, target_id})}
    source, target = locked[appeal_id], locked[target_id]
    _refuse_merged(source)
    _refuse_strangers(source, target)
    if not target.is_open:
        raise IsOver
    chosen = _chosen(source, message_ids)
    if not chosen:
        if _where_all_are(source, message_ids) != target:
            raise NothingChosen
        return target
    _refuse_all(source, chosen)
    _pass_on(chosen, source, target, by=by, now=now)
    _record_both(
        Transition.Field.MOVE,
        source,
        target,
        reason=reason or gettext_noop("it belongs there"),
        by=by,
        now=now,
    )
    target.snoozed_until = None
    _settle(source, target)
    if target.state == State.RESOLVED and target.answer_due_at is not None:
        move(target, State.REOPENED, reason="", actor=Actor(by=by), now=now)
        target.resolution_due_at = resolution_due(now, target.policy)
        save(target)
    return target


def _thread_of(appeal_id: int) -> int:
    return Appeal.objects.values_list("thread_id", flat=True).get(pk=appeal_id)


def _is_waiting(appeal: Appeal) -> bool:
    return appeal.answer_due_at is not None


def _refuse_strangers(one: Appeal, other: Appeal) -> None:
    if one.pk == other.pk or (one.thread_id, one.resident_id) != (other.thread_id, other.resident_id):
        raise NotOneConversation
    _refuse_merged(one)
    _refuse_merged(other)


def _refuse_merged(appeal: Appeal) -> None:
    if appeal.merged_into is not None:
        raise MergedAway(appeal.merged_into)


def _refuse_all(source: Appeal, chosen: Collection[Message]) -> None:
    if Decision.objects.filter(appeal=source).count() == len(chosen):
        raise NothingLeft


def _end(younger: Appeal, *, into: Appeal, by: User, now: datetime) -> None:
    """The younger of two is over and points to the older."""
    if younger.state not in FINAL:
        if younger.state == State.RESOLVED:
            move(younger, State.REOPENED, reason=MERGED, actor=Actor(by=by), now=now)
        move(younger, State.DISMISSED, reason=MERGED, actor=Actor(by=by), now=now)
    younger.merged_into = into
    younger.snoozed_until = None
    save(younger)
    # Whatever was merged into it before is found from the one that goes on.
    Appeal.objects.filter(merged_into=younger).update(merged_into=into)


def _carry_over(younger: Appeal, older: Appeal) -> None:
    """Messages, letters and unfinished answers go to the older; of the first two it stays known whose they were."""
    for rows in (Decision.objects.filter(appeal=younger), Reply.objects.filter(appeal=younger)):
        rows.update(appeal=older, origin=Coalesce(F("origin"), younger.pk))
    for draft in Draft.objects.filter(appeal=younger):
        kept = Draft.objects.filter(appeal=older, author=draft.author_id).first()
        if kept is None:
            draft.appeal = older
            draft.save(update_fields=["appeal"])
        else:
            kept.text = f"{kept.text}\n\n{draft.text}"
            kept.save(update_fields=["text"])
            draft.delete()


def _go_on(older: Appeal, younger: Appeal, ended_as: State, *, by: User, now: datetime) -> None:
    """The older is at least as open as the younger was, and somebody's if either was."""
    actor = Actor(by=by)
    older.person = older.person or younger.person
    older.snoozed_until = None
    if ended_as in FINAL:
        return
    is_over = older.state in FINAL
    older.is_split = younger.is_split if is_over else older.is_split and younger.is_split
    if is_over or (older.state == State.RESOLVED and ended_as != State.RESOLVED):
        move(older, State.REOPENED, reason=TOOK_IN, actor=actor, now=now)
        older.resolution_due_at = younger.resolution_due_at
    if older.person is not None and older.state in {State.NEW, State.REOPENED}:
        move(older, State.IN_WORK, reason="", actor=actor, now=now)


def _was_open(merged: Appeal) -> bool:
    """Whether it was the merge that ended a merged appeal."""
    last = Transition.objects.filter(appeal=merged, field=Transition.Field.STATE).order_by("-pk").first()
    return last is not None and last.reason == MERGED


def _chosen(source: Appeal, message_ids: Collection[int]) -> list[Message]:
    own = Message.objects.filter(decision__appeal=source, pk__in=message_ids)
    return list(own.order_by("sent_at", "pk"))


def _where_all_are(source: Appeal, message_ids: Collection[int]) -> Appeal:
    """The one appeal of the same resident that has all these messages already: a form that came twice."""
    rows = Decision.objects.filter(
        message__in=message_ids, appeal__thread=source.thread_id, appeal__resident=source.resident_id
    ).select_related("appeal")
    found = {decision.appeal for decision in rows}
    appeal = found.pop() if len(found) == 1 else None
    if appeal is None:
        raise NothingChosen
    return appeal


def _open_beside(source: Appeal, chosen: list[Message], *, by: User, now: datetime) -> Appeal:
    """A new appeal of the same resident, with desk, policy and clocks; whoever works on the source goes on with it."""
    policy = source.policy
    since = chosen[0].sent_at
    due = resolution_due(now, policy)
    fresh = Appeal.objects.create(
        channel=source.channel,
        thread=source.thread,
        resident=source.resident,
        desk=source.desk,
        person=source.person,
        policy=policy,
        is_split=True,
        opened_at=since,
        last_message_at=since,
        first_answer_due_at=since,
        resolution_due_at=due,
        next_due_at=due,
    )
    record(
        fresh,
        field=Transition.Field.STATE,
        old="",
        new=State.NEW.value,
        reason=gettext_noop("split off from another appeal"),
        actor=Actor(by=by),
        now=now,
    )
    return fresh


def _pass_on(chosen: list[Message], source: Appeal, target: Appeal, *, by: User, now: datetime) -> None:
    """The messages, and whatever of ours answers them by name, belong to the target from now on."""
    Decision.objects.filter(message__in=chosen).update(appeal=target, origin=None, by=by, rule="", at=now)
    names = [message.external_id for message in chosen]
    Reply.objects.filter(appeal=source, letter__reply_to__in=names).update(appeal=target, origin=None)
    ours = Message.objects.filter(thread__in={message.thread_id for message in chosen}, outgoing=True)
    numbers = [str(pk) for pk in ours.filter(reply_to__in=names).values_list("pk", flat=True)]
    Note.objects.filter(appeal=source, rule=Note.ELSEWHERE, detail__in=numbers).update(appeal=target)


def _settle(source: Appeal, target: Appeal) -> None:
    """Both have other messages now: what they are, what is shown of them and their clocks follow."""
    for appeal, may_start in ((source, False), (target, True)):
        reckon(appeal, may_start=may_start)
        refresh(appeal)
        reread(appeal)
        save(appeal)
    locate_problems_of(source, target)


def _record_both(
    field: Transition.Field, old: Appeal, new: Appeal, *, reason: str, by: User, now: datetime
) -> None:
    for appeal in (old, new):
        record(appeal, field=field, old=old.pk, new=new.pk, reason=reason, actor=Actor(by=by), now=now)
