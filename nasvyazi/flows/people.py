"""Residents of several networks are said to be one person, or not to be: whoever counts people counts again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.channels import selectors as channel_reads
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Resident


@transaction.atomic
def join(*, resident: Resident, other: Resident, reason: str, by: User, now: datetime) -> None:
    """Both are one person from now on. Raises channels.OneResident."""
    channels.join_residents(resident_id=resident.pk, other_id=other.pk, reason=reason, by=by, now=now)
    resident.refresh_from_db(fields=["person"])
    _count_again(_same_person(resident), now=now)


@transaction.atomic
def part(*, resident: Resident, reason: str, by: User, now: datetime) -> None:
    """The resident is somebody else after all. Raises channels.PartingNeedsReason."""
    together = _same_person(resident)
    channels.part_resident(resident_id=resident.pk, reason=reason, by=by, now=now)
    _count_again(together, now=now)


def _same_person(resident: Resident) -> list[Resident]:
    return channel_reads.identities(resident, among=Resident.objects.all())


def _count_again(residents: Iterable[Resident], *, now: datetime) -> None:
    appeals.count_people_again(resident_ids=[one.pk for one in residents], now=now)
