"""Due times: how quickly an answer is owed, and which days are working days."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Policy(models.Model):
    """How quickly people are answered. Two clocks: the first answer (working minutes), the resolution (days)."""

    DEFAULT_ID = 1

    name = models.CharField(_("name"), max_length=100, unique=True)
    work_starts = models.TimeField(_("working day starts"))
    work_ends = models.TimeField(_("working day ends"))
    answer_minutes = models.PositiveIntegerField(_("answer within, working minutes"))
    resolution_days = models.PositiveIntegerField(
        _("resolve within, working days"), validators=[MinValueValidator(1)]
    )
    auto_close_days = models.PositiveIntegerField(
        _("close a resolved appeal after, days"), validators=[MinValueValidator(1)]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="policy_day_has_length", condition=models.Q(work_ends__gt=models.F("work_starts"))
            ),
            models.CheckConstraint(
                name="policy_terms_positive",
                condition=models.Q(answer_minutes__gt=0, resolution_days__gt=0, auto_close_days__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day that the production calendar of this installation treats otherwise than the library does."""

    date = models.DateField(_("date"), primary_key=True)
    is_working = models.BooleanField(_("working day"))
    reason = models.CharField(_("reason"), max_length=200)

    def __str__(self) -> str:
        return str(self.date)
