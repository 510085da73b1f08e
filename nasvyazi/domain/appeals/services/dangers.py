"""Dangers to life. Every message that speaks of one is shown until a person has seen these very words.

Who saw one message has not seen the next; what is seen goes along when messages move between appeals.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts.models import User

from ..models import Appeal, Transition
from ..models_guess import Guess
from .ledger import Actor, lock, record, save


@transaction.atomic
def see_danger(*, appeal_id: int, message_ids: Collection[int], by: User, now: datetime) -> Appeal:
    """A person has seen what these messages say: the appeal stands in its own place again, if that was all."""
    return _said(appeal_id, message_ids, is_none=False, by=by, now=now)


@transaction.atomic
def deny_danger(*, appeal_id: int, message_ids: Collection[int], by: User, now: datetime) -> Appeal:
    """A person has read these messages: nobody is in danger."""
    return _said(appeal_id, message_ids, is_none=True, by=by, now=now)


def settle_danger(appeal: Appeal) -> None:
    """What an appeal shows: the first danger of its messages that nobody has seen, else the last. The caller saves."""
    told = Guess.objects.filter(message__decision__appeal=appeal, is_no_danger=False).exclude(danger="")
    rows = list(told.order_by("message__sent_at", "message").values_list("danger", "danger_seen_at"))
    unseen = [row for row in rows if row[1] is None]
    appeal.danger, appeal.danger_seen_at = next(iter(unseen or rows[-1:]), ("", None))


def _said(appeal_id: int, message_ids: Collection[int], *, is_none: bool, by: User, now: datetime) -> Appeal:
    appeal = lock(appeal_id)
    unseen = Guess.objects.filter(message__decision__appeal=appeal, danger_seen_at=None).exclude(danger="")
    # Only what stood on the page that the person looked at: more may have come since.
    seen = unseen.filter(message__in=message_ids)
    codes = list(seen.values_list("danger", flat=True))
    if not codes:
        return appeal
    seen.update(danger_seen_at=now, is_no_danger=is_none)
    record(
        appeal,
        field=Transition.Field.DANGER,
        old=codes[0],
        new="" if is_none else codes[0],
        reason=gettext_noop("said by a person") if is_none else gettext_noop("seen"),
        actor=Actor(by=by),
        now=now,
    )
    settle_danger(appeal)
    save(appeal)
    return appeal
