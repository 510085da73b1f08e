"""A matter that began where everybody reads goes on where two talk alone, and back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts.models import User

from ..models import Appeal, Transition
from ..selectors import dialogue_of
from .ledger import Actor, lock, record, save


class NotPublic(Exception):
    """Only what is said where everybody reads can go on in private."""


@transaction.atomic
def go_on_in_private(*, appeal_id: int, by: User, now: datetime) -> Appeal:
    """The matter goes on in the resident's dialogue: what they write there belongs to it. Raises NotPublic."""
    appeal = lock(appeal_id)
    if not appeal.thread.is_public:
        raise NotPublic
    if not appeal.goes_private:
        appeal.private_thread = dialogue_of(appeal)
        _change(appeal, goes_private=True, reason=gettext_noop("goes on in private messages"), by=by, now=now)
    return appeal


@transaction.atomic
def go_on_in_public(*, appeal_id: int, by: User, now: datetime) -> Appeal:
    """The matter goes on where it began; what was said in private stays with it."""
    appeal = lock(appeal_id)
    if appeal.goes_private:
        appeal.private_thread = None
        _change(appeal, goes_private=False, reason=gettext_noop("goes on where it began"), by=by, now=now)
    return appeal


def _change(appeal: Appeal, *, goes_private: bool, reason: str, by: User, now: datetime) -> None:
    appeal.goes_private = goes_private
    record(
        appeal,
        field=Transition.Field.PRIVATE,
        old="",
        new="private" if goes_private else "public",
        reason=reason,
        actor=Actor(by=by),
        now=now,
    )
    save(appeal)
