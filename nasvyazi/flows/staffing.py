"""People come and go: what has to happen together when somebody leaves, or turns out to be one of ours."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts import services as accounts
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.channels import services as channels
from nasvyazi.toolbox.clock import now


class SaidInPrivate(Exception):
    """Whoever writes to us in private asks us something, even one of ours."""


@transaction.atomic
def leave(user: User) -> int:
    """The user signs in no more; their open appeals go back to the desks. Gives how many appeals that were."""
    accounts.deactivate_user(user=user)
    return appeals.release(person=user, reason=gettext_noop("left the service"), now=now())


@transaction.atomic
def is_one_of_ours(*, appeal_id: int, name: str, by: User) -> None:
    """Whoever wrote the appeal in public is one of ours: it needs no answer, and from now on their words are answers.

    Raises SaidInPrivate, NotAllowed (the appeal is over).
    """
    appeal = appeal_reads.by_id(appeal_id=appeal_id)
    if not appeal.thread.is_public:
        raise SaidInPrivate
    resident = appeal.resident
    with suppress(channels.ProfileExists):
        channels.add_own_profile(
            network=resident.network,
            network_id=resident.network_id,
            name=name.strip() or str(resident),
            by=by,
            now=now(),
        )
    appeals.dismiss(appeal_id=appeal_id, reason=gettext_noop("written by one of ours"), by=by, now=now())
