"""What operators type, checked. What is allowed decide the domain's services."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.signing import BadSignature, loads
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts import selectors as accounts
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.deadlines import selectors as deadlines
from nasvyazi.domain.files import selectors as files
from nasvyazi.domain.files.models import File
from nasvyazi.domain.problems.models import TITLE_LENGTH
from nasvyazi.toolbox.clock import now as clock_now

from .screen import kept_salt

MAX_PHOTOS = 10
MAX_TEXT = 50_000
_FARTHEST = timedelta(days=3 * 366)


class ActionForm(forms.Form):
    """What one does to an appeal; most need a few words at most."""

    reason = forms.CharField(required=False, max_length=1000)

    def __init__(self, data: Any, *, appeal: Appeal, user: User) -> None:
        super().__init__(data)
        self.appeal = appeal
        self.user = user

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])


class AssignForm(ActionForm):
    """To whom."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        error_messages={"required": _("Choose a colleague."), "invalid_choice": _("Choose a colleague.")},
    )

    def __init__(self, data: Any, *, appeal: Appeal, user: User) -> None:
        super().__init__(data, appeal=appeal, user=user)
        field = self.fields["person"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = accounts.colleagues(desk_id=appeal.desk_id)


class DayForm(ActionForm):
    """On which day; work ends when the appeal's policy says."""

    day = forms.DateField(error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")})

    def clean(self) -> dict[str, Any]:
        """A day that has not ended, and not in another age."""
        told: dict[str, Any] = super().clean() or {}
        day = told.get("day")
        if day is None:
            return told
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(_("This day has passed. Choose today or a later one."))
        if day > today + _FARTHEST:
            raise forms.ValidationError(_("This day is too far away: three years at most."))
        told["due"] = deadlines.end_of_day(day, self.appeal.policy)
        return told


class SnoozeForm(ActionForm):
    """Until when: one of the offered moments, or one's own."""

    until = forms.CharField(required=False, max_length=40)
    own = forms.DateTimeField(required=False, error_messages={"invalid": _("Choose a day and a time.")})

    def clean(self) -> dict[str, Any]:
        """A moment to come."""
        told: dict[str, Any] = super().clean() or {}
        until: datetime | None = told.get("own")
        with suppress(ValueError):
            until = datetime.fromisoformat(told.get("until") or "")
        if until is None:
            raise forms.ValidationError(_("Choose until when."))
        until = until if timezone.is_aware(until) else timezone.make_aware(until)
        if until <= clock_now():
            raise forms.ValidationError(_("This moment has passed. Choose a later one."))
        told["until"] = until
        return told


class DismissForm(ActionForm):
    """Why; one of the quick reasons or one's own words."""

    quick = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """One's own words go first."""
        told: dict[str, Any] = super().clean() or {}
        told["reason"] = told.get("reason") or told.get("quick", "")
        return told


class NoteForm(ActionForm):
    """A remark."""

    text = forms.CharField(required=False, max_length=10_000)


class OtherForm(ActionForm):
    """With which other appeal, of those that the user sees."""

    other = forms.ModelChoiceField(
        Appeal.objects.none(),
        error_messages={"required": _("Choose an appeal."), "invalid_choice": _("There is no such appeal.")},
    )

    def __init__(self, data: Any, *, appeal: Appeal, user: User) -> None:
        super().__init__(data, appeal=appeal, user=user)
        field = self.fields["other"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = access.appeals(user)


class MessagesForm(ActionForm):
    """Which messages of the appeal. Numbers that are none are as if they were not there."""

    def clean(self) -> dict[str, Any]:
        """The numbers in `messages`: whose they are, the domain asks under its locks."""
        told: dict[str, Any] = super().clean() or {}
        chosen = self.data.getlist("messages") if isinstance(self.data, MultiValueDict) else []
        told["messages"] = [int(number) for number in chosen if _is_number(number)]
        return told


class MoveForm(MessagesForm, OtherForm):
    """Which messages, and to which appeal."""


class ProblemForm(forms.Form):
    """What a problem is called and where it is."""

    title = forms.CharField(
        required=False,
        max_length=TITLE_LENGTH,
        error_messages={"max_length": _("At most 300 characters.")},
    )
    place = forms.CharField(
        required=False, max_length=300, error_messages={"max_length": _("At most 300 characters.")}
    )

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])


class ReplyForm(forms.Form):
    """An answer, the key of this press of the button, and when the conversation was read."""

    text = forms.CharField(required=False, max_length=MAX_TEXT, strip=False)
    request_key = forms.UUIDField()
    seen_at = forms.CharField(required=False, max_length=40)
    kept = forms.CharField(required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self._user = user

    def clean_text(self) -> str:
        """Line ends as everywhere but in forms."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")

    def clean_seen_at(self) -> datetime | None:
        """None when the operator knows that somebody has answered and sends anyway."""
        told = self.cleaned_data["seen_at"]
        if not told:
            return None
        try:
            return datetime.fromisoformat(told)
        except ValueError:
            raise forms.ValidationError("seen_at") from None

    def clean_kept(self) -> list[File]:
        """Photos chosen at an earlier press that could not be sent."""
        told = self.cleaned_data["kept"]
        if not told:
            return []
        try:
            ids = loads(told, salt=kept_salt(self._user), max_age=24 * 3600)
        except BadSignature:
            raise forms.ValidationError("kept") from None
        return files.by_ids(ids)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def photos_of(sent: MultiValueDict[str, Any]) -> list[Any]:
    """The photos that came with a form."""
    return sent.getlist("photos")
