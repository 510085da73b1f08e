"""A matter that began where everybody reads goes on where two talk alone, and back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels.models import Thread

from ..models import Appeal, Transition
from .ledger import Actor, lock, record, save


class NotPublic(Exception):
    """Only what is said where everybody reads can go on in private."""


@transaction.atomic
def go_on_in_private(*, appeal_id: int, thread: Thread, by: User, now: datetime) -> Appeal:
    """The matter goes on in a dialogue: what the resident writes there belongs to it. Raises NotPublic."""
    appeal = lock(appeal_id)
    if not appeal.thread.is_public or thread.is_public:
        raise NotPublic
    if appeal.private_thread_id == thread.pk:
        return appeal
    return _change(appeal, thread, reason=gettext_noop("goes on in private messages"), by=by, now=now)


@transaction.atomic
def go_on_in_public(*, appeal_id: int, by: User, now: datetime) -> Appeal:
    """The matter goes on where it began; what was said in private stays with it."""
    appeal = lock(appeal_id)
    if appeal.private_thread_id is None:
        return appeal
    return _change(appeal, None, reason=gettext_noop("goes on where it began"), by=by, now=now)


def _change(appeal: Appeal, thread: Thread | None, *, reason: str, by: User, now: datetime) -> Appeal:
    appeal.private_thread = thread
    record(
        appeal,
        field=Transition.Field.PRIVATE,
        old="",
        new="private" if thread is not None else "public",
        reason=reason,
        actor=Actor(by=by),
        now=now,
    )
    save(appeal)
    return appeal
