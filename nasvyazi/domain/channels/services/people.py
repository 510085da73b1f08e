"""Which residents are one person. People decide that, seldom and quickly: one at a time, and every time recorded."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.toolbox.refusal import Refusal

from ..models import Person, PersonChange, Resident

_LOCK = 0x706572736F6E  # an advisory lock's number of our own: "person"


class OneResident(Refusal):
    """A resident and themselves are no two."""


class PartingNeedsReason(Refusal):
    """Somebody has said that they are one person: whoever says otherwise says why."""


@transaction.atomic
def join_residents(*, resident_id: int, other_id: int, by: User, now: datetime, reason: str = "") -> Person:
    """Both residents are one person from now on: that of either, of two the older, else a new one.

    With a resident come those who are the same person already. Joined ones stay as they are. Raises OneResident.
    """
    if resident_id == other_id:
        raise OneResident(gettext_noop("This is the same resident. Choose another one."))
    _one_at_a_time()
    both = Resident.objects.filter(pk__in=(resident_id, other_id))
    known = sorted({one.person_id for one in both if one.person_id is not None})
    person = Person.objects.get(pk=known[0]) if known else Person.objects.create(made_at=now)
    if len(known) == 1 and all(one.person_id for one in both):
        return person
    coming = Resident.objects.filter(person__in=known[1:])
    (both | coming).update(person=person)
    Person.objects.filter(pk__in=known[1:]).delete()
    PersonChange.objects.create(
        deed=PersonChange.Deed.JOINED,
        resident_id=resident_id,
        other_id=other_id,
        person=person.pk,
        reason=reason.strip() or gettext_noop("the same person"),
        by=by,
        at=now,
    )
    return person


@transaction.atomic
def part_resident(*, resident_id: int, by: User, now: datetime, reason: str) -> None:
    """The resident is somebody else after all. Of two nobody is left who could be one person with the other.

    One who is nobody else's stays as they are. Raises PartingNeedsReason.
    """
    if not reason.strip():
        raise PartingNeedsReason(gettext_noop("Say why they are different people: it stays in the history."))
    _one_at_a_time()
    resident = Resident.objects.select_related("person").get(pk=resident_id)
    person = resident.person
    if person is None:
        return
    stay = list(person.residents.exclude(pk=resident_id).order_by("pk"))
    PersonChange.objects.create(
        deed=PersonChange.Deed.PARTED,
        resident=resident,
        other=stay[0],
        person=person.pk,
        reason=reason.strip(),
        by=by,
        at=now,
    )
    leaving = [resident_id] if len(stay) > 1 else [resident_id, stay[0].pk]
    Resident.objects.filter(pk__in=leaving).update(person=None)
    if len(stay) == 1:
        person.delete()


def _one_at_a_time() -> None:
    """For the rest of the transaction nobody else changes who is whom.

    One lock for all of it: two joinings of the same people, taken in different order, would wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
