"""One human behind several residents: said by a person of ours, never found by itself, and undone as easily."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """Who at least two residents are. When only one is left, there is no such person any more: PersonChange tells."""

    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("person")

    def __str__(self) -> str:
        return str(self.pk)


class PersonChange(models.Model):
    """That two residents were said to be one person, or one of them not to be: by whom, when and why. Append-only."""

    class Deed(models.TextChoices):
        JOINED = "joined", _("one person")
        PARTED = "parted", _("different people")

    deed = models.CharField(max_length=10, choices=Deed)
    resident = models.ForeignKey(
        "channels.Resident", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    other = models.ForeignKey("channels.Resident", on_delete=models.PROTECT, related_name="+", db_index=False)
    """Of a parting: one of those who stay."""
    person = models.BigIntegerField()
    """Its number. It may be gone: the history outlives it."""
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="person_change_of_two", condition=~Q(resident=F("other"))),
            models.CheckConstraint(name="person_change_has_reason", condition=~Q(reason="")),
        )
        indexes = (
            models.Index(name="person_change_resident", fields=["resident", "id"]),
            models.Index(name="person_change_other", fields=["other", "id"]),
            models.Index(name="person_change_person", fields=["person", "id"]),
        )

    def __str__(self) -> str:
        return f"{self.resident_id} {self.deed} {self.other_id}"
