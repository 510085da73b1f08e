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
    """What is guessed of an appeal, and decided by people. A danger is seen instead, message by message."""

    KIND = "kind", _("kind")
    TOPIC = "topic", _("topic")
    PLACE = "place", _("place")


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
    words_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    """sha256 of the words that were read: a danger in other words is shown anew."""
    danger = models.CharField(max_length=40, blank=True, default="", db_default="")
    """What of it is dangerous to life («gas», «manhole»): a code of `understanding.urgency`; empty = nothing."""
    danger_seen_at = models.DateTimeField(null=True)
    """When a person said of these very words that they have seen them. Who saw others has not seen these."""
    is_no_danger = models.BooleanField(default=False, db_default=False)
    """Whether that person said that it is no danger."""
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="guess_confidence",
                condition=Q(kind_confidence__range=(0, 1), topic_confidence__range=(0, 1)),
            ),
            models.CheckConstraint(
                name="guess_danger_seen_is_danger", condition=Q(danger_seen_at__isnull=True) | ~Q(danger="")
            ),
            models.CheckConstraint(
                name="guess_no_danger_was_said",
                condition=Q(is_no_danger=False) | Q(danger_seen_at__isnull=False),
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
