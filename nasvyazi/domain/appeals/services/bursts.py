"""Bursts are raised, grow, and are settled by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from statistics import fmean

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.places.models import Place
from nasvyazi.domain.problems.models import Problem
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.toolbox.geo import distance

from ..bursts import reports
from ..crowds import crowds
from ..models import Appeal
from ..models_burst import Burst
from ..people import HUMAN
from .joining import join_all


@transaction.atomic
def raise_bursts(*, topic_id: int, now: datetime) -> int:
    """Raise what looks like an accident on a topic, let grow what was raised. Gives how many were raised or grew."""
    # Two workers may look at once: the second sees what the first has raised.
    Topic.objects.select_for_update(no_key=True).get(pk=topic_id)
    return sum(_raise(topic_id, crowd) for crowd in crowds(reports(topic_id=topic_id, now=now)))


@transaction.atomic
def see_burst(*, burst_id: int, by: User, now: datetime) -> Burst:
    """A person has seen that something happens there. Seen is seen: it grows on without another alarm."""
    burst = Burst.objects.select_for_update(no_key=True).get(pk=burst_id)
    if burst.seen_at is None:
        burst.seen_by, burst.seen_at = by, now
        burst.save(update_fields=["seen_by", "seen_at"])
        _touch(burst)
    return burst


@transaction.atomic
def make_problem_of_burst(*, burst_id: int, by: User, now: datetime) -> Problem:
    """All its appeals speak of one problem from now on, and it has been seen."""
    burst = Burst.objects.select_for_update(no_key=True).get(pk=burst_id)
    # Where two of them have been merged meanwhile, the one that goes on speaks for both.
    standing = burst.appeals.values_list(Coalesce("merged_into", "pk"), flat=True)
    reason = gettext_noop("many wrote of it at once")
    burst.problem = join_all(appeal_ids=set(standing), by=by, now=now, reason=reason)
    burst.seen_by, burst.seen_at = burst.seen_by or by, burst.seen_at or now
    burst.save(update_fields=["problem", "seen_by", "seen_at"])
    return burst.problem


def _raise(topic_id: int, crowd: Collection[int]) -> bool:
    """One burst for a crowd: of those that it has grown out of the oldest that nobody has seen, else the oldest."""
    known = list(
        Burst.objects.select_for_update(no_key=True)
        .filter(pk__in=Burst.objects.filter(topic=topic_id, appeals__in=crowd).values("pk"))
        .order_by(F("seen_at").asc(nulls_first=True), "pk")
    )
    burst, *others = known or [Burst(topic_id=topic_id)]
    one_accident = [other for other in others if other.seen_at is None]
    before = {appeal.pk for other in (burst, *one_accident) if other.pk for appeal in other.appeals.all()}
    if burst.pk and not one_accident and before >= set(crowd):
        return False
    rows = Appeal.objects.filter(pk__in=before | set(crowd)).select_related("place")
    _measure(burst, rows)
    burst.save()
    burst.appeals.add(*rows)
    for other in one_accident:
        other.delete()
    _touch(burst)
    return True


def _measure(burst: Burst, rows: QuerySet[Appeal]) -> None:
    """How many, since when, where: from all its appeals."""
    appeals = list(rows.order_by("opened_at", "pk"))
    burst.appeal_count = len(appeals)
    burst.people_count = rows.aggregate(people=Count(HUMAN, distinct=True))["people"]
    burst.began_at, burst.latest_at = appeals[0].opened_at, appeals[-1].opened_at
    places = [appeal.place for appeal in appeals if appeal.place is not None]
    burst.place = _place_of_most(places) if places else burst.place
    points = [
        (place.latitude, place.longitude)
        for place in places
        if place.latitude is not None and place.longitude is not None
    ]
    if points:
        middle = (fmean(point[0] for point in points), fmean(point[1] for point in points))
        burst.latitude, burst.longitude = middle
        burst.radius = round(max(distance(middle, point) for point in points))


def _place_of_most(places: Iterable[Place]) -> Place:
    """A place in the street of most; of several the commonest, then the one that was told first."""
    told = list(places)
    streets, counted = Counter(place.street_id for place in told), Counter(told)
    return max(
        told, key=lambda place: (place.street_id is not None, streets[place.street_id], counted[place])
    )


def _touch(burst: Burst) -> None:
    """Open pages are told by what changed, and draw the alarm anew with it."""
    rows = Appeal.objects.filter(pk__in=burst.appeals.values("pk"))
    # In the order in which whoever joins several locks them.
    locked = list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    Appeal.objects.filter(pk__in=locked).update(changed_at=timezone.now())
