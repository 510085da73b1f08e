"""What moderators type, checked. What is allowed decide the domain's services."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.moderation.models import SuspicionKind
from nasvyazi.toolbox.clock import now as clock_now

TERMS = (
    ("1", _("for a day")),
    ("7", _("for a week")),
    ("30", _("for 30 days")),
    ("90", _("for 90 days")),
    ("0", _("for good")),
)
"""Days of a ban; 0 = no end."""
_CHOOSE_RULE = _("Choose one of the page's published rules: nothing is done without one.")


class MeasureForm(forms.Form):
    """A rule of the page and, if one likes, words beside it."""

    rule = forms.IntegerField(
        min_value=1, max_value=2**62, error_messages=dict.fromkeys(("required", "invalid"), _CHOOSE_RULE)
    )
    reason = forms.CharField(required=False, max_length=1000)

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])


class HideForm(MeasureForm):
    """Also whether there is a complaint in it, where nobody works on the message."""

    is_complaint = forms.TypedChoiceField(
        required=False, choices=(("1", ""), ("0", "")), coerce=lambda value: value == "1", empty_value=None
    )


class WarnForm(MeasureForm):
    """Also what the resident reads; empty = the usual words."""

    text = forms.CharField(required=False, max_length=2000)

    def clean_text(self) -> str:
        """Line ends as everywhere but in forms."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")


class ReviewForm(forms.Form):
    """On which day somebody looks at a ban again."""

    review = forms.DateField(required=False)

    def review_at(self) -> datetime | None:
        """The morning of that day; None when no day was named."""
        day: date | None = self.cleaned_data.get("review")
        return timezone.make_aware(datetime.combine(day, time(9))) if day is not None else None


class BanForm(MeasureForm, ReviewForm):
    """Also for how long, and when somebody looks at it again."""

    term = forms.ChoiceField(choices=TERMS, error_messages={"required": _("Choose for how long.")})

    def clean(self) -> dict[str, Any]:
        """`until`: a moment, or None for good."""
        told: dict[str, Any] = super().clean() or {}
        days = int(told.get("term") or 0)
        told["until"] = clock_now() + timedelta(days=days) if days else None
        return told


class RuleForm(forms.Form):
    """A rule as it is published."""

    channel = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    replaces = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    number = forms.CharField(required=False, max_length=20)
    text = forms.CharField(required=False, max_length=2000)
    url = forms.CharField(required=False, max_length=500)


class SwitchForm(forms.Form):
    """In which channel what is switched, and by which rule; without a rule it is switched off."""

    channel = forms.IntegerField(min_value=1, max_value=2**62)
    kind = forms.ChoiceField(choices=SuspicionKind.choices)
    rule = forms.IntegerField(required=False, min_value=1, max_value=2**62)
