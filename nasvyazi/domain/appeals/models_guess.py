"""What the program reads in residents' messages: guesses, for people to decide."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import Topic


class Aspect(models.TextChoices):
    """What is guessed of an appeal, and decided by people."""

    KIND = "kind", _("kind")
    TOPIC = "topic", _("topic")
    PLACE = "place", _("place")
    DANGER = "danger", _("danger")


class Guess(models.Model):
    """What the program read in a resident's message: a guess with confidence and reasons, for a person to decide.

    One a message, of its latest wording. `appeals.guesses` says how `said` is written and reads it back.
    """

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="guess")
    kind = models.CharField(max_length=20, choices=Kind, blank=True)
    """The best guess, whatever its confidence; empty = none."""
    kind_confidence = models.FloatField(default=0)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    topic_confidence = models.FloatField(default=0)
    model = models.CharField(max_length=20, blank=True)
    """What guessed the topic: «lexicon», or the number of a ModelVersion."""
    said = models.JSONField(default=dict)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="guess_confidence",
                condition=Q(kind_confidence__range=(0, 1), topic_confidence__range=(0, 1)),
            ),
        ]
        indexes = [models.Index(name="guess_newest", fields=["-read_at"])]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.kind}"


class Unguessed(models.Model):
    """A message of a resident that nobody has read for what it is about since its latest wording.

    The database brings these rows by itself, also when it becomes known where a photo was taken: nothing stands
    between a resident's words and their appeal, and a reader that fails loses nothing.
    """

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="+")
    failures = models.PositiveSmallIntegerField(default=0, db_default=0)
    not_before = models.DateTimeField(null=True)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(name="unguessed_since", fields=["since"])]

    def __str__(self) -> str:
        return str(self.message_id)
