"""Officials, in whose name a channel speaks; organisations, which are responsible for something."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.places.models import House


class Official(models.Model):
    """The head, a deputy or a service; has channels, may have a user who reads them."""

    class Kind(models.TextChoices):
        HEAD = "head", _("head")
        DEPUTY = "deputy", _("deputy")
        SERVICE = "service", _("service")

    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="officials"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="official_once", fields=["name", "position"]),
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """Whoever is responsible for something: a company that manages houses, a contractor, a service."""

    name = models.CharField(_("name"), max_length=300)
    key = models.CharField(max_length=300, unique=True)
    """`naming.organisation_key` of the name: the same company under every spelling."""

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [models.CheckConstraint(name="organisation_named", condition=~Q(key=""))]

    def __str__(self) -> str:
        return self.name


class Management(models.Model):
    """Which organisation manages a house, and in which days."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="managements")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="managements", db_index=False)
    days = DateRangeField(_("days"))
    """From the first day to the day before the last bound; without an end while nobody else manages it."""

    class Meta:
        verbose_name = _("management of a house")
        verbose_name_plural = _("management of houses")
        constraints = [
            models.CheckConstraint(
                name="management_begins", condition=Q(days__startswith__isnull=False, days__isempty=False)
            ),
            ExclusionConstraint(
                name="management_one_a_day",
                expressions=[("house", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.house_id}"


class Mandate(models.Model):
    """A deputy is elected in a district of a body, for days.

    By the district's number and not by its row: a new scheme of the same body has districts of its own.
    """

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="mandates")
    body = models.CharField(_("body"), max_length=300)
    """As the scheme names it; capitals do not matter."""
    number = models.CharField(_("district"), max_length=20)
    days = DateRangeField(_("days"))

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(
                name="mandate_begins", condition=Q(days__startswith__isnull=False, days__isempty=False)
            ),
            ExclusionConstraint(
                name="mandate_one_a_day",
                expressions=[
                    (Func(F("body"), function="lower"), RangeOperators.EQUAL),
                    ("number", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.official_id} № {self.number}"
