"""What the program suspects: found after the message has its appeal, decided by a person, or by a switch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.models import Undecided
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Message
from nasvyazi.networks.base import PlaceKind

from .. import reading
from ..models import AutoSwitch, Measure, Suspicion, SuspicionKind, Unread
from .measures import GoneAlready, LookFirst, TakenAlready, hide

_REPEATED_WITHIN = timedelta(hours=1)
_REPEATED_UNDER = 3
_REPEATED_LENGTH = 20
"""Shorter words ("thank you!") are said everywhere."""
_AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


def lock_unread(*, limit: int, now: datetime) -> list[Unread]:
    """Wordings that nobody has looked at, locked for this transaction."""
    due = Unread.objects.filter(Q(not_before=None) | Q(not_before__lte=now))
    if not due.exists():  # mostly so, and this asks quicker
        return []
    rows = due.select_for_update(skip_locked=True, of=("self",))
    rows = rows.select_related("version__message__thread__channel", "version__message__resident")
    return list(rows.order_by("pk")[:limit])


@transaction.atomic
def look_at(*, unread: Unread, now: datetime) -> list[Suspicion]:
    """Suspect a message of what its words show, and be done with the wording. Nothing in private is read so.

    A message about which nothing is decided yet waits: first it has its appeal.
    """
    message = unread.version.message
    if Undecided.objects.filter(message=message).exists():
        put_off(unread=unread, now=now)
        return []
    found = []
    if message.thread.is_public and not message.outgoing and message.deleted_at is None:
        found = [
            suspicion
            for kind, signs in _signs(message)
            if signs and (suspicion := _suspect(message, kind, signs, now)) is not None
        ]
    unread.delete()
    return found


def put_off(*, unread: Unread, now: datetime) -> None:
    """It could not be read: again later, and the others go on."""
    unread.failures += 1
    unread.not_before = now + _AGAIN_AFTER[min(unread.failures, len(_AGAIN_AFTER)) - 1]
    unread.save(update_fields=["failures", "not_before"])


def act(*, suspicion: Suspicion, now: datetime) -> Measure | None:
    """Hide at once what a switch of the channel allows; None leaves it to a person."""
    switch = AutoSwitch.objects.filter(
        channel=suspicion.message.thread.channel_id, kind=suspicion.kind, off_at=None
    ).first()
    # The same complaint under many posts is no advertisement: about that alone a person decides.
    if switch is None or suspicion.signs == [reading.REPEATED]:
        return None
    try:
        measure = hide(
            message_id=suspicion.message_id,
            rule_id=switch.rule_id,
            reason="",
            automatic=suspicion.kind,
            now=now,
        )
    except (LookFirst, TakenAlready, GoneAlready):
        return None
    _decide(suspicion, confirmed=True, by=None, now=now)
    return measure


@transaction.atomic
def confirm(
    *, suspicion_id: int, rule_id: int, is_complaint: bool | None, by: User, now: datetime
) -> Measure:
    """A person agrees: the comment is hidden by a rule. Raises what `hide` does."""
    suspicion = Suspicion.objects.select_for_update().get(pk=suspicion_id)
    measure = hide(
        message_id=suspicion.message_id, rule_id=rule_id, reason="", is_complaint=is_complaint, by=by, now=now
    )
    _decide(suspicion, confirmed=True, by=by, now=now)
    return measure


@transaction.atomic
def reject(*, suspicion_id: int, by: User, now: datetime) -> None:
    """A person sees nothing in it that the rules forbid."""
    suspicion = Suspicion.objects.select_for_update().get(pk=suspicion_id)
    if suspicion.is_confirmed is None:
        _decide(suspicion, confirmed=False, by=by, now=now)


def has_switch(*, channel: Channel, kind: SuspicionKind) -> bool:
    """Whether such comments are hidden without a person in a channel."""
    return AutoSwitch.objects.filter(channel=channel, kind=kind, off_at=None).exists()


def _decide(suspicion: Suspicion, *, confirmed: bool, by: User | None, now: datetime) -> None:
    suspicion.is_confirmed, suspicion.decided_at, suspicion.decided_by = confirmed, now, by
    suspicion.save(update_fields=["is_confirmed", "decided_at", "decided_by"])


def _signs(message: Message) -> Sequence[tuple[SuspicionKind, list[str]]]:
    return (
        (SuspicionKind.OBSCENITY, reading.obscene_words(message.text)),
        (SuspicionKind.SPAM, reading.spam_signs(message.text, repeated=_is_repeated(message))),
    )


def _suspect(message: Message, kind: SuspicionKind, signs: list[str], now: datetime) -> Suspicion | None:
    """A new suspicion; None when the message is under it already, or a person has decided about it."""
    suspicion, made = Suspicion.objects.get_or_create(
        message=message, kind=kind, defaults={"signs": signs, "found_at": now}
    )
    return suspicion if made else None


def _is_repeated(message: Message) -> bool:
    """Whether the author wrote the same under many posts within an hour."""
    if len(message.text.strip()) < _REPEATED_LENGTH:
        return False
    same = Message.objects.filter(
        resident=message.resident_id,
        text=message.text,
        sent_at__range=(message.sent_at - _REPEATED_WITHIN, message.sent_at + _REPEATED_WITHIN),
    ).exclude(thread__kind=PlaceKind.DIALOG.value)
    return same.order_by().values("thread").distinct().count() >= _REPEATED_UNDER
