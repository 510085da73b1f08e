"""What of channels is sealed: new secrets, where the long poll stands, and all of it under another key."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from nasvyazi.toolbox import sealing

from ..models import Channel


@dataclass(frozen=True, slots=True)
class SealedAgain:
    """How many channels are sealed with the first key, how many of them anew, and which of them no key opens."""

    count: int
    changed: int
    shut: Sequence[Channel]


def new_hook_key() -> str:
    """The secret part of a webhook's path, 192 random bits."""
    return secrets.token_urlsafe(24)


def change_secrets(channel: Channel, given: Mapping[str, str]) -> list[str]:
    """Seal the given secrets beside the known ones, an empty one is taken away. The fields that are to be saved.

    Of a channel that is shut nothing is known: not its webhook's path either.
    """
    is_shut = channel.is_shut
    known = {**({} if is_shut else channel.secrets), **given}
    fields = channel.keep(
        secrets={name: value for name, value in known.items() if value},
        hook_key=new_hook_key() if is_shut else channel.hook_key,
    )
    if is_shut:
        channel.sealed_cursor = ""
        fields.append("sealed_cursor")
    return fields


def save_cursor(*, channel: Channel, cursor: str, now: datetime) -> None:
    """Where the next long poll begins; called after the events before it are committed."""
    channel.sealed_cursor = channel.seal_cursor(cursor)
    Channel.objects.filter(pk=channel.pk).update(sealed_cursor=channel.sealed_cursor, polled_at=now)


def seal_again() -> SealedAgain:
    """Seal with the first key whatever is sealed with another, each channel in a transaction of its own."""
    count, changed, shut = 0, 0, []
    for number in Channel.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            channel = Channel.objects.select_for_update(no_key=True).get(pk=number)
            try:
                fields = channel.seal_again()
            except sealing.CannotOpen:
                shut.append(channel)
                continue
            if fields:
                channel.save(update_fields=fields)
        count += 1
        changed += bool(fields)
    return SealedAgain(count=count, changed=changed, shut=shut)
