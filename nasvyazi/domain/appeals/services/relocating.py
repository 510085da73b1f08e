"""Where appeals are when two places turn out to be one."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from nasvyazi.domain.problems import services as problems

from ..models import Appeal
from ..models_burst import Burst

_BATCH = 1000


@transaction.atomic
def relocate(*, places: Mapping[int, int]) -> None:
    """What is at places that turned out to be others (an id → the other's) is at those: appeals, bursts, problems.

    Nobody has decided anything: the address is the same one, so no history tells of it. A read of each for all
    places, a write for a thousand that were there; nothing for no places.
    """
    if not places:
        return
    # In the order of everybody else: bursts, their appeals by number, the problems of these.
    bursts = list(Burst.objects.select_for_update(no_key=True).filter(place__in=places).order_by("pk"))
    for burst in bursts:
        burst.place_id = places[burst.place_id]
    Burst.objects.bulk_update(bursts, ["place"])
    appeals = list(Appeal.objects.select_for_update(no_key=True).filter(place__in=places).order_by("pk"))
    for appeal in appeals:
        appeal.place_id = places[appeal.place_id or 0]
        appeal.changed_at = timezone.now()  # its card says now who manages the house
    Appeal.objects.bulk_update(appeals, ["place", "changed_at"], batch_size=_BATCH)
    problems.relocate(places=places)
