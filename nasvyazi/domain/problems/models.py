"""Problems: things in the street, whoever and however many speak of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.places.models import Place
from nasvyazi.domain.understanding.models import Topic

TITLE_LENGTH = 300


class Problem(models.Model):
    """A thing in the street that several appeals may speak of; open as long as one of them is."""

    SPOKEN_OF_BY = 2
    """From so many appeals on a problem is worth a line among the problems: one alone is in the list of appeals."""

    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    place = models.CharField(_("place"), max_length=300, blank=True, default="", db_default="")
    """Where it is, in free words."""
    at = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="problems", db_index=False
    )
    """Where it is on the map: of its appeals the commonest place."""
    topic = models.ForeignKey(
        Topic, null=True, on_delete=models.PROTECT, related_name="problems", db_index=False
    )
    """What it is about: of its appeals the commonest topic, unless a person has said otherwise."""
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    """The problem that this one turned out to be."""

    # Whoever makes appeals join and leave tells how many there are: a list of problems must not count them one by one.
    appeal_count = models.PositiveIntegerField(default=0, db_default=0)
    people_count = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        constraints = [
            models.CheckConstraint(name="problem_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="problem_merged_is_closed",
                condition=Q(merged_into__isnull=True) | Q(closed_at__isnull=False, appeal_count=0),
            ),
        ]
        indexes = [
            # The condition is spelt as the list asks for it (SPOKEN_OF_BY).
            models.Index(
                name="problem_open",
                fields=["-people_count", "-id"],
                condition=Q(closed_at__isnull=True, appeal_count__gte=2),
            ),
            models.Index(
                name="problem_of_topic",
                fields=["topic", "-people_count", "-id"],
                condition=Q(closed_at__isnull=True, appeal_count__gte=2),
            ),
            models.Index(
                name="problem_at_place",
                fields=["at", "topic"],
                condition=Q(closed_at__isnull=True, at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title
