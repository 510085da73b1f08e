"""People come and go: what has to happen together when somebody leaves."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts import services as accounts
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.toolbox.clock import now


@transaction.atomic
def leave(user: User) -> int:
    """The user signs in no more; their open appeals go back to the desks. Gives how many appeals that were."""
    accounts.deactivate_user(user=user)
    return appeals.release(person=user, reason=gettext_noop("left the service"), now=now())
