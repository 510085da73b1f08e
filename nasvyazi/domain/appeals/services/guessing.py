"""What an appeal is and where: guessed by the program, decided by people. A decision is never overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
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

from ..guesses import SURE_PLACE, Understood, Whereabouts, from_json, to_json
from ..matter import matter
from ..models import Appeal, Decision, Transition
from ..models_guess import Aspect, Guess, Unguessed
from .dangers import settle_danger
from .joining import locate_problems_of
from .ledger import Actor, lock, record, save

_READ = (
    "kind", "kind_confidence", "topic", "topic_confidence", "model", "said", "words_digest",
    "danger", "danger_seen_at", "is_no_danger", "read_at",
)  # fmt: skip
_Value = Kind | Topic | Place | str | None
_OF_ANOTHER = gettext_noop("said of the appeal that was merged into it")
_NOT_OF_ANOTHER = gettext_noop("it was said of the other appeal")
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
    guess = _write(unguessed.message, understood, former, now)
    appeal = _locked_appeal_of(unguessed.message)
    if appeal is not None:
        known = (appeal.place_id, appeal.topic_id)
        _fill(appeal)
        if guess.danger or former is not None:
            settle_danger(appeal)
        save(appeal)
        if known != (appeal.place_id, appeal.topic_id):
            locate_problems_of(appeal)
    unguessed.delete()
    return guess


def reread(appeal: Appeal) -> None:
    """It has other messages now: what nobody decided is what these say. The caller saves."""
    _fill(appeal)
    settle_danger(appeal)


def take_decisions(appeal: Appeal, other: Appeal, *, by: User, now: datetime) -> None:
    """What a person has said of the other, and nobody of the appeal, is said of it. The caller saves."""
    for aspect in [one for one in other.decided if one not in appeal.decided]:
        _set(appeal, aspect, getattr(other, aspect), reason=_OF_ANOTHER, by=by, now=now)
        appeal.decided = [*appeal.decided, aspect]


def give_back_decisions(appeal: Appeal, *, staying: Sequence[Appeal], by: User, now: datetime) -> None:
    """What was said of it only because of another goes on being said of it only if one that stays with it says so.

    The caller saves.
    """
    for aspect in [one for one in appeal.decided if _is_of_another(appeal, one)]:
        told = [
            getattr(one, aspect)
            for one in staying
            if aspect in one.decided and not _is_of_another(one, aspect)
        ]
        if told and getattr(appeal, aspect) not in told:
            _set(appeal, aspect, told[0], reason=_OF_ANOTHER, by=by, now=now)
        elif not told:
            nothing = "" if aspect == Aspect.KIND else None
            _set(appeal, aspect, nothing, reason=_NOT_OF_ANOTHER, by=by, now=now)
            appeal.decided = _without(appeal.decided, aspect)


def _is_of_another(appeal: Appeal, aspect: str) -> bool:
    """Whether a decision was taken over from an appeal that was merged into this one."""
    lines = Transition.objects.filter(appeal=appeal, field=aspect).order_by("-pk")
    return lines.values_list("reason", flat=True).first() == _OF_ANOTHER


def place_of(where: Whereabouts) -> Place:
    """The place of a guess, as a row: that of its house or street, else a point of its own."""
    if where.house_id is not None:
        return places.place_at_house(house_id=where.house_id)
    if where.street_id is not None:
        return places.place_on_street(street_id=where.street_id, number=where.number)
    return places.place_at_point(
        latitude=where.latitude or 0.0, longitude=where.longitude or 0.0, title=where.title
    )


def _locked_appeal_of(message: Message) -> Appeal | None:
    """The appeal of a message, locked. Whoever held it may have taken the message along to another."""
    while True:
        number = Decision.objects.filter(message=message).values_list("appeal_id", flat=True).first()
        if number is None:
            return None
        appeal = lock(number)
        if Decision.objects.filter(message=message, appeal=appeal).exists():
            return appeal


def _write(message: Message, understood: Understood, former: Guess | None, now: datetime) -> Guess:
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
        words_digest=hashlib.sha256(message.text.encode()).hexdigest(),
        danger=understood.danger.code if understood.danger is not None else "",
        read_at=now,
    )
    if former is not None:
        _keep_danger(made, former)
    (guess,) = Guess.objects.bulk_create(
        [made], update_conflicts=True, unique_fields=["message"], update_fields=_READ
    )
    return guess


def _keep_danger(guess: Guess, former: Guess) -> None:
    """The same words once more are seen if they were; a danger that nobody has seen is not edited away."""
    if former.danger and former.danger_seen_at is None:
        guess.danger = guess.danger or former.danger
    elif former.words_digest in ("", guess.words_digest) and former.danger == guess.danger:
        guess.danger_seen_at, guess.is_no_danger = former.danger_seen_at, former.is_no_danger


def _fill(appeal: Appeal) -> None:
    """Fill what is undecided from all messages, as if nothing had been guessed of the appeal."""
    rows = Guess.objects.filter(message__decision__appeal=appeal).select_related("message")
    rows = rows.defer("message__text")
    guesses = list(rows.order_by("message__sent_at", "message"))
    told = matter(guesses, answered_at=appeal.first_answered_at)
    if Aspect.KIND not in appeal.decided:
        appeal.kind = told.kind
    if Aspect.TOPIC not in appeal.decided:
        appeal.topic_id = told.topic_id
    if Aspect.PLACE not in appeal.decided:
        named = (where for one in guesses for where in from_json(one.said).places)
        sure = next((where for where in named if where.confidence >= SURE_PLACE), None)
        appeal.place = place_of(sure) if sure is not None else None


@dataclass(frozen=True, slots=True)
class Opened:
    """What stood there when a person opened the form: the code of a kind, the numbers of a topic and of a place."""

    kind: str
    topic: int | None
    place: int | None


class ChangedMeanwhile(Exception):
    """Somebody has said something else since the form was opened: what of it (`aspect`), and what stands there now."""

    def __init__(self, aspect: Aspect, told: str) -> None:
        super().__init__(aspect, told)
        self.aspect, self.told = aspect, told


@transaction.atomic
def decide_kind(
    *, appeal_id: int, kind: Kind, by: User, now: datetime, opened: Opened | None = None
) -> Appeal:
    """A person says what it is. Raises ChangedMeanwhile."""
    return _decide(appeal_id, Aspect.KIND, kind, opened=opened, by=by, now=now)


@transaction.atomic
def decide_topic(
    *, appeal_id: int, topic: Topic | None, by: User, now: datetime, opened: Opened | None = None
) -> Appeal:
    """A person says what it is about; None takes away what stood there. Where nothing stood, nothing is said.

    Raises ChangedMeanwhile.
    """
    return _decide(appeal_id, Aspect.TOPIC, topic, opened=opened, by=by, now=now)


@transaction.atomic
def decide_place(
    *, appeal_id: int, place: Place | None, by: User, now: datetime, opened: Opened | None = None
) -> Appeal:
    """A person says where it is; None takes away what stood there. Where nothing stood, nothing is said.

    Raises ChangedMeanwhile.
    """
    return _decide(appeal_id, Aspect.PLACE, place, opened=opened, by=by, now=now)


def _decide(
    appeal_id: int, aspect: Aspect, value: _Value, *, opened: Opened | None, by: User, now: datetime
) -> Appeal:
    """Write it down; a guess that is confirmed is a decision, too, and the program learns from it.

    Of what changed since the form was opened, what the person left as it was stays as it is now.
    """
    appeal = lock(appeal_id)
    present = getattr(appeal, aspect)
    if opened is not None and (was := getattr(opened, aspect)) != _key(present):
        if _key(value) == was:
            return appeal
        if _key(value) != _key(present):
            raise ChangedMeanwhile(aspect, _told(present))
    is_same = _key(present) == _key(value)
    if is_same and (not value or aspect in appeal.decided):
        return appeal
    reason = gettext_noop("confirmed") if is_same else gettext_noop("said by a person")
    _set(appeal, aspect, value, reason=reason, by=by, now=now)
    appeal.decided = [*_without(appeal.decided, aspect), aspect]
    save(appeal)
    if not is_same:
        locate_problems_of(appeal)
    return appeal


def _key(value: object) -> object:
    """What two of them are compared by: there are houses of one title in two villages."""
    return value.pk if isinstance(value, Topic | Place) else value


def _set(appeal: Appeal, aspect: str, value: _Value, *, reason: str, by: User, now: datetime) -> None:
    """Another value, with a line of the history."""
    record(
        appeal,
        field=Transition.Field(aspect),
        old=_told(getattr(appeal, aspect)),
        new=_told(value),
        reason=reason,
        actor=Actor(by=by),
        now=now,
    )
    setattr(appeal, aspect, value)


def _told(value: object) -> str:
    """A kind, a topic or a place as the history has it."""
    if isinstance(value, Topic):
        return value.name
    return (value.title if isinstance(value, Place) else str(value or ""))[:200]


def _without(decided: Sequence[str], aspect: str) -> list[str]:
    return [one for one in decided if one != aspect]
