"""Bursts: many people about one thing at once and in one place."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from nasvyazi.domain.places.models import Place
from nasvyazi.domain.problems.models import Problem
from nasvyazi.domain.understanding.models import Topic


class Burst(models.Model):
    """It looks like an accident: `appeals.crowds` says when. It is raised once, grows, and a person settles it."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Where most of its appeals are, as people name it."""
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    """The middle of those that have a point, in degrees (WGS 84); null where none has."""
    radius = models.PositiveIntegerField(default=0)
    """How far from there the farthest of them is, in metres."""
    began_at = models.DateTimeField()
    latest_at = models.DateTimeField()
    appeal_count = models.PositiveIntegerField()
    people_count = models.PositiveIntegerField()
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    seen_at = models.DateTimeField(null=True)
    problem = models.ForeignKey(
        Problem, null=True, on_delete=models.PROTECT, related_name="bursts", db_index=False
    )
    """What a person made of it, if they did."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="burst_seen_by_somebody",
                condition=Q(seen_at__isnull=True, seen_by__isnull=True, problem__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
            models.CheckConstraint(
                name="burst_point_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    # A range alone lets a half through: of nothing it says neither yes nor no.
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
            models.CheckConstraint(
                name="burst_begins_before_it_ends", condition=Q(began_at__lte=models.F("latest_at"))
            ),
        ]
        indexes = [
            models.Index(name="burst_unseen", fields=["began_at", "id"], condition=Q(seen_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.place_id}, {self.appeal_count}"
