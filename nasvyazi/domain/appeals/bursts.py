"""Reads of bursts: where it is crowded just now, and what nobody has seen yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from nasvyazi.domain.understanding.kinds import Kind

from .crowds import PEOPLE, Report
from .models import Appeal
from .models_burst import Burst
from .people import HUMAN

LOOKS_BACK = timedelta(hours=3)
"""What was opened so long ago is looked at again: its topic and place may have been read, or said, late."""
_TELLING = ("", Kind.COMPLAINT, Kind.QUESTION)
"""Five who thank for one thing at once are no accident; what nobody has said the kind of may be one."""
_AT_MOST = 500


def crowded_topics(*, now: datetime) -> list[int]:
    """Topics on which enough people wrote lately to be a burst somewhere. One query; mostly there is none."""
    counted = _lately(now).filter(topic__isnull=False, place__isnull=False).values("topic")
    counted = counted.annotate(people=Count(HUMAN, distinct=True)).filter(people__gte=PEOPLE)
    return list(counted.order_by("topic").values_list("topic", flat=True))


def reports(*, topic_id: int, now: datetime) -> list[Report]:
    """What was lately said on a topic, and where; of very many the newest. One query."""
    rows = _lately(now).filter(topic=topic_id, place__isnull=False).order_by("-pk")
    told = rows.values_list("pk", HUMAN, "opened_at", "place__latitude", "place__longitude", "place__street")
    return [
        Report(number, human, at, None if north is None or east is None else (north, east), street)
        for number, human, at, north, east, street in told[:_AT_MOST]
    ]


def unseen(rows: QuerySet[Burst]) -> QuerySet[Burst]:
    """Those of the bursts that nobody has seen yet, oldest first, with what is told of them."""
    return rows.filter(seen_at=None).select_related("topic", "place__street").order_by("began_at", "pk")


def _lately(now: datetime) -> QuerySet[Appeal]:
    since = now - LOOKS_BACK
    # No row changed before it was opened, and of the two times that one has an index.
    rows = Appeal.objects.filter(opened_at__gt=since, changed_at__gt=since, merged_into=None)
    return rows.filter(kind__in=_TELLING)
