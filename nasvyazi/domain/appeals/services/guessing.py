"""What an appeal is and where: guessed by the program, decided by people. A decision is never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.models import Place
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import Topic

from ..guesses import SURE_KIND, SURE_PLACE, SURE_TOPIC, Understood, Whereabouts, from_json, to_json
from ..models import Appeal, Decision, Transition
from ..models_guess import Aspect, Guess, Unguessed
from .intake import RESIDENT_WROTE
from .ledger import Actor, lock, record, save

_READ = ("kind", "kind_confidence", "topic", "topic_confidence", "model", "said", "read_at")
_AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


def lock_unguessed(*, limit: int, now: datetime) -> list[Unguessed]:
    """Messages that nobody has read since their latest wording, locked for this transaction."""
    due = Unguessed.objects.filter(Q(not_before=None) | Q(not_before__lte=now))
    if not due.exists():  # mostly so, and this asks quicker
        return []
    rows = due.select_for_update(skip_locked=True, of=("self",)).select_related("message__resident")
    return list(rows.order_by("pk")[:limit])


def put_off_guess(*, unguessed: Unguessed, now: datetime) -> None:
    """It could not be read: again later, and the others go on."""
    unguessed.failures += 1
    unguessed.not_before = now + _AGAIN_AFTER[min(unguessed.failures, len(_AGAIN_AFTER)) - 1]
    unguessed.save(update_fields=["failures", "not_before"])


@transaction.atomic
def record_guess(*, unguessed: Unguessed, understood: Understood, now: datetime) -> Guess:
    """Keep what was read, fill the card with what is sure and undecided, and be done with the message."""
    former = Guess.objects.filter(pk=unguessed.pk).first()
    guess = _write(unguessed.message, understood, now)
    decision = Decision.objects.filter(message=unguessed.message, appeal__isnull=False).first()
    if decision is not None and decision.appeal_id is not None:
        appeal = lock(decision.appeal_id)
        if former is None:
            _fill(appeal, guess)
        else:
            _fill_anew(appeal)
        if understood.danger is not None and understood.danger.code != _danger_of(former):
            _warn(appeal, understood.danger.code, now)
        save(appeal)
    unguessed.delete()
    return guess


def reread(appeal: Appeal) -> None:
    """It has other messages now: what nobody decided is what these say. The caller saves."""
    guesses = _fill_anew(appeal)
    told = [code for code in map(_danger_of, guesses) if code]
    if Aspect.DANGER not in appeal.decided and appeal.danger not in told:
        appeal.danger, appeal.danger_seen_at = next(iter(told), ""), None


def take_decisions(appeal: Appeal, other: Appeal) -> None:
    """What a person has said of the other, and nobody of the appeal, is said of it. The caller saves."""
    taken = [aspect for aspect in other.decided if aspect not in appeal.decided]
    for aspect in taken:
        setattr(appeal, aspect, getattr(other, aspect))
    if Aspect.DANGER in taken:
        appeal.danger_seen_at = other.danger_seen_at
    appeal.decided = [*appeal.decided, *taken]


def place_of(where: Whereabouts) -> Place:
    """The place of a guess, as a row: that of its house or street, else a point of its own."""
    if where.house_id is not None:
        return places.place_at_house(house_id=where.house_id)
    if where.street_id is not None:
        return places.place_on_street(street_id=where.street_id, number=where.number)
    return places.place_at_point(
        latitude=where.latitude or 0.0, longitude=where.longitude or 0.0, title=where.title
    )


def _write(message: Message, understood: Understood, now: datetime) -> Guess:
    kind = understood.kinds[0] if understood.kinds else None
    topic = understood.topics[0] if understood.topics else None
    known = Topic.objects.filter(code=topic.code).first() if topic is not None else None
    made = Guess(
        message=message,
        kind=kind.code if kind is not None else "",
        kind_confidence=kind.confidence if kind is not None else 0.0,
        topic=known,
        topic_confidence=topic.confidence if topic is not None and known is not None else 0.0,
        model=understood.model,
        said=to_json(understood),
        read_at=now,
    )
    (guess,) = Guess.objects.bulk_create(
        [made], update_conflicts=True, unique_fields=["message"], update_fields=_READ
    )
    return guess


def _fill_anew(appeal: Appeal) -> list[Guess]:
    """Fill what is undecided from all messages, as if nothing had been guessed of the appeal. Gives the guesses."""
    guesses = list(
        Guess.objects.filter(message__decision__appeal=appeal).order_by("message__sent_at", "message")
    )
    if Aspect.KIND not in appeal.decided:
        appeal.kind = ""
    if Aspect.TOPIC not in appeal.decided:
        appeal.topic = None
    if Aspect.PLACE not in appeal.decided:
        appeal.place = None
    for guess in guesses:
        _fill(appeal, guess)
    return guesses


def _fill(appeal: Appeal, guess: Guess) -> None:
    """What nobody decided, and no earlier message said."""
    understood = from_json(guess.said)
    is_open = {aspect for aspect in Aspect if aspect not in appeal.decided}
    is_sure = understood.is_sure_of_kind and guess.kind_confidence >= SURE_KIND
    if Aspect.KIND in is_open and is_sure and not appeal.kind:
        appeal.kind = guess.kind
    if Aspect.TOPIC in is_open and guess.topic_confidence >= SURE_TOPIC and appeal.topic_id is None:
        appeal.topic_id = guess.topic_id
    if Aspect.PLACE in is_open and appeal.place_id is None:
        best = next(iter(understood.places), None)
        appeal.place = place_of(best) if best is not None and best.confidence >= SURE_PLACE else None


def _danger_of(guess: Guess | None) -> str:
    danger = from_json(guess.said).danger if guess is not None else None
    return danger.code if danger is not None else ""


def _warn(appeal: Appeal, danger: str, now: datetime) -> None:
    """Words about a danger that were not there before: also of one who wrote of a danger that a person has seen since,
    or of which a person said that it is none. Who saw those words has not seen these.
    """
    if appeal.danger and appeal.danger_seen_at is None:
        return
    if appeal.danger_seen_at is not None or Aspect.DANGER in appeal.decided:
        record(
            appeal,
            field=Transition.Field.DANGER,
            old=appeal.danger,
            new=danger,
            reason=gettext_noop("the resident wrote of a danger again"),
            actor=Actor(rule=RESIDENT_WROTE),
            now=now,
        )
    appeal.danger, appeal.danger_seen_at = danger, None
    appeal.decided = _without(appeal.decided, Aspect.DANGER)


@transaction.atomic
def decide_kind(*, appeal_id: int, kind: Kind, by: User, now: datetime) -> Appeal:
    """A person says what it is."""
    appeal = lock(appeal_id)
    _decide(appeal, Aspect.KIND, old=appeal.kind, new=kind.value, by=by, now=now)
    appeal.kind = kind
    save(appeal)
    return appeal


@transaction.atomic
def decide_topic(*, appeal_id: int, topic: Topic | None, by: User, now: datetime) -> Appeal:
    """A person says what it is about; None: about none of the topics that there are."""
    appeal = lock(appeal_id)
    old = appeal.topic.name if appeal.topic is not None else ""
    _decide(appeal, Aspect.TOPIC, old=old, new=topic.name if topic is not None else "", by=by, now=now)
    appeal.topic = topic
    save(appeal)
    return appeal


@transaction.atomic
def decide_place(*, appeal_id: int, place: Place | None, by: User, now: datetime) -> Appeal:
    """A person says where it is; None: nowhere, or nobody knows."""
    appeal = lock(appeal_id)
    old = appeal.place.title if appeal.place is not None else ""
    _decide(
        appeal,
        Aspect.PLACE,
        old=old[:200],
        new=place.title[:200] if place is not None else "",
        by=by,
        now=now,
    )
    appeal.place = place
    save(appeal)
    return appeal


@transaction.atomic
def see_danger(*, appeal_id: int, by: User, now: datetime) -> Appeal:
    """A person has seen that it is dangerous: it stands in its own place of the list again. Seen is seen."""
    appeal = lock(appeal_id)
    if appeal.danger and appeal.danger_seen_at is None:
        record(
            appeal,
            field=Transition.Field.DANGER,
            old=appeal.danger,
            new=appeal.danger,
            reason=gettext_noop("seen"),
            actor=Actor(by=by),
            now=now,
        )
        appeal.danger_seen_at = now
        save(appeal)
    return appeal


@transaction.atomic
def decide_danger(*, appeal_id: int, danger: str, by: User, now: datetime) -> Appeal:
    """A person says whether it is dangerous, and of what kind; "" = it is not. Whoever says so has seen it."""
    appeal = lock(appeal_id)
    _decide(appeal, Aspect.DANGER, old=appeal.danger, new=danger, by=by, now=now)
    appeal.danger = danger
    appeal.danger_seen_at = now if danger else None
    save(appeal)
    return appeal


def _decide(appeal: Appeal, aspect: Aspect, *, old: str, new: str, by: User, now: datetime) -> None:
    """Write it down; a guess that is confirmed is a decision, too, and the program learns from it."""
    if old == new and (not new or aspect in appeal.decided):  # nothing was, and nothing is said of it
        return
    reason = gettext_noop("confirmed") if old == new else gettext_noop("said by a person")
    record(
        appeal,
        field=Transition.Field(aspect.value),
        old=old,
        new=new,
        reason=reason,
        actor=Actor(by=by),
        now=now,
    )
    appeal.decided = [*_without(appeal.decided, aspect), aspect]


def _without(decided: Sequence[str], aspect: Aspect) -> list[str]:
    return [one for one in decided if one != aspect]
