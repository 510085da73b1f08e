"""What no network tells: channels whose words our people enter, who is entered, which pages are our own people's."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from nasvyazi.domain.accounts.models import Desk, User

from ..models import Channel, OwnProfile, Resident
from .connected import add_channel

BY_HAND = "byhand"
"""The code of the network that is none."""
_NAME_LENGTH = 200
_CONTACT_LENGTH = 200


class ProfileExists(Exception):
    """This page is listed as one of ours already."""


@transaction.atomic
def ensure_by_hand(*, desk: Desk) -> Channel:
    """The channel of a desk for what its people enter by hand; made when it is needed for the first time."""
    network_id = f"desk-{desk.pk}"
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    known = Channel.objects.filter(network=BY_HAND, network_id=network_id).first()
    return known or add_channel(
        network=BY_HAND,
        network_id=network_id,
        title=desk.name,
        api_url="",
        secrets_={},
        mode=Channel.Mode.HAND,
        desk=desk,
    )


def ensure_entered_resident(*, identity: str, name: str, contact: str) -> Resident:
    """Whom our people entered. `identity` tells them from others: a telephone, an address, else the entry's own key."""
    told = {"name": name.strip()[:_NAME_LENGTH], "contact": contact.strip()[:_CONTACT_LENGTH]}
    resident, made = Resident.objects.get_or_create(network=BY_HAND, network_id=identity, defaults=told)
    changed = [field for field, value in told.items() if value and getattr(resident, field) != value]
    if changed and not made:
        for field in changed:
            setattr(resident, field, told[field])
        resident.save(update_fields=changed)
    return resident


def telephone_identity(digits: str) -> str:
    """What an entered resident is known by who has this telephone: its last ten digits, whoever writes it down."""
    return f"tel:{digits[-10:]}"


def add_own_profile(*, network: str, network_id: str, name: str, by: User, now: datetime) -> OwnProfile:
    """List a personal page of one of ours. Raises ProfileExists."""
    try:
        with transaction.atomic():
            return OwnProfile.objects.create(
                network=network,
                network_id=network_id,
                name=name.strip()[:_NAME_LENGTH] or network_id,
                added_by=by,
                added_at=now,
            )
    except IntegrityError as error:
        raise ProfileExists(network_id) from error


def remove_own_profile(*, profile_id: int, by: User, now: datetime) -> None:
    """The page is nobody's of ours any more: what is said from it is a resident's again."""
    OwnProfile.objects.filter(pk=profile_id, removed_at=None).update(removed_at=now, removed_by=by)
