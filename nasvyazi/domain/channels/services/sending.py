"""Whether residents are answered in a channel: recorded with its basis."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from nasvyazi.domain.accounts.models import User

from ..models import Channel, SendingDecision

_BASIS_LENGTH = 1000
_NIGHT_LENGTH = 1000


class BasisMissing(Exception):
    """Whoever switches sending on or off says on what basis."""


def change_night_text(*, channel: Channel, text: str) -> None:
    """What is told to residents who write when nobody is at work; "" = nothing."""
    channel.night_text = text.strip()[:_NIGHT_LENGTH]
    channel.save(update_fields=["night_text"])


@transaction.atomic
def decide_sending(
    *, channel: Channel, allowed: bool, basis: str, by: User, now: datetime
) -> SendingDecision:
    """Record that residents are answered in a channel, or are not, and why. Raises BasisMissing."""
    basis = basis.strip()[:_BASIS_LENGTH]
    if not basis:
        raise BasisMissing
    Channel.objects.filter(pk=channel.pk).update(may_send=allowed)
    channel.may_send = allowed
    return SendingDecision.objects.create(channel=channel, allowed=allowed, basis=basis, by=by, at=now)
