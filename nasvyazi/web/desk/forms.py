"""What operators type, checked. What is allowed decide the domain's services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.signing import BadSignature, loads
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts import selectors as accounts
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.deadlines import selectors as deadlines
from nasvyazi.domain.external.models import ExternalCase
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Way
from nasvyazi.domain.inbox.services import Entry
from nasvyazi.domain.problems.models import TITLE_LENGTH
from nasvyazi.domain.understanding import selectors as topics
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.toolbox.clock import now as clock_now

from . import matter
from .forms_map import PinFields
from .kept import KEPT_FOR, kept_files
from .screen import author_salt

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


class MatterForm(PinFields, ActionForm):
    """What it is and where: whatever is left as it was confirms what stands there."""

    kind = forms.TypedChoiceField(
        choices=[("", ""), *Kind.choices], coerce=Kind, empty_value=None, required=False
    )
    topic = forms.ModelChoiceField(Topic.objects.none(), required=False)
    other_topic = forms.ModelChoiceField(Topic.objects.none(), required=False)
    place = forms.CharField(required=False, max_length=300)
    was = forms.RegexField(matter.OPENED, required=False)
    """What stood there when the form was opened, so that nobody undoes what they have not seen."""

    def __init__(self, data: Any, *, appeal: Appeal, user: User) -> None:
        super().__init__(data, appeal=appeal, user=user)
        for name in ("topic", "other_topic"):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = topics.offered_for(appeal.topic_id)

    def clean(self) -> dict[str, Any]:
        """A topic chosen from the whole list goes before a suggested one."""
        told = super().clean()
        told["topic"] = told.get("other_topic") or told.get("topic")
        told["opened"] = matter.read_opened(told.get("was", ""))
        if told.get("moves") and not access.may(self.user, access.IMPORT_PLACES):
            raise forms.ValidationError(_("Only who brings registers of houses moves a house on the map."))
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


class JoinForm(OtherForm):
    """With which other appeals: the one whose button was pressed, and those that were ticked."""

    ticked = forms.ModelMultipleChoiceField(
        Appeal.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": _("There is no such appeal."),
            "invalid_pk_value": _("There is no such appeal."),
        },
    )

    def __init__(self, data: Any, *, appeal: Appeal, user: User) -> None:
        super().__init__(data, appeal=appeal, user=user)
        self.fields["other"].required = False
        field = self.fields["ticked"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = access.appeals(user)

    def clean(self) -> dict[str, Any]:
        """Their numbers in `others`."""
        told: dict[str, Any] = super().clean() or {}
        chosen = [*([told["other"]] if told.get("other") else []), *told.get("ticked", ())]
        if not chosen and not self.errors:
            raise forms.ValidationError(_("Choose an appeal."))
        return {**told, "others": {appeal.pk for appeal in chosen}}


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


class ElsewhereForm(ActionForm):
    """What was answered elsewhere: how, when, by whom, in which words or where they stand."""

    way = forms.ChoiceField(
        choices=Way.choices, error_messages={"required": _("Choose how it was answered.")}
    )
    text = forms.CharField(required=False, max_length=MAX_TEXT)
    url = forms.CharField(required=False, max_length=2000)
    said_at = forms.DateTimeField(
        required=False, error_messages={"invalid": _("Choose a day and a time, or leave it empty.")}
    )
    speaker = forms.CharField(required=False, max_length=200)
    request_key = forms.UUIDField(required=False)


def entry_of(told: Mapping[str, Any], *, files: Sequence[File] = ()) -> Entry:
    """What a form says that somebody enters: when nothing else is said, it was said just now."""
    return Entry(
        key=told.get("request_key") or uuid4(),
        text=told["text"].replace("\r\n", "\n"),
        said_at=min(told.get("said_at") or clock_now(), clock_now()),
        way=Way(told["way"]),
        url=told["url"],
        files=files,
    )


class EnterForm(forms.Form):
    """What a resident said where no program hears; only the words are asked for, or a photo."""

    way = forms.ChoiceField(choices=Way.choices, error_messages={"required": _("Choose how it was said.")})
    text = forms.CharField(required=False, max_length=MAX_TEXT)
    url = forms.CharField(required=False, max_length=2000)
    name = forms.CharField(required=False, max_length=200)
    contact = forms.CharField(required=False, max_length=200)
    place = forms.CharField(required=False, max_length=300)
    said_at = forms.DateTimeField(
        required=False, error_messages={"invalid": _("Choose a day and a time, or leave it empty.")}
    )
    channel = forms.ModelChoiceField(Channel.objects.none(), required=False)
    answered = forms.CharField(required=False, max_length=MAX_TEXT)
    answered_url = forms.CharField(required=False, max_length=2000)
    request_key = forms.UUIDField(required=False)
    kept = forms.CharField(required=False)
    author = forms.CharField(required=False, max_length=1000)
    case = forms.ModelChoiceField(ExternalCase.objects.none(), required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self._user = user
        field, case = self.fields["channel"], self.fields["case"]
        if isinstance(case, forms.ModelChoiceField):
            case.queryset = access.external_cases(user).filter(appeal=None)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = access.channels(user).filter(mode=Channel.Mode.HAND, is_active=True)

    def clean_kept(self) -> list[File]:
        """Photos that came with the link, or were chosen at an earlier press."""
        return kept_files(self.cleaned_data["kept"], self._user)

    def clean_author(self) -> dict[str, str]:
        """The profile that the link told, signed by us: nobody makes up a resident of a network."""
        told = self.cleaned_data["author"]
        try:
            author: dict[str, str] = (
                loads(told, salt=author_salt(self._user), max_age=KEPT_FOR) if told else {}
            )
        except BadSignature:
            raise forms.ValidationError("author") from None
        return author

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])


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
    topic = forms.ModelChoiceField(
        Topic.objects.all(), required=False, error_messages={"invalid_choice": _("There is no such topic.")}
    )

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])


class ReplyForm(forms.Form):
    """An answer, the key of this press of the button, and when the conversation was read."""

    text = forms.CharField(required=False, max_length=MAX_TEXT, strip=False)
    request_key = forms.UUIDField()
    seen_at = forms.CharField(required=False, max_length=40)
    looked_at = forms.CharField(required=False, max_length=64)
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
        return kept_files(self.cleaned_data["kept"], self._user)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def photos_of(sent: MultiValueDict[str, Any]) -> list[Any]:
    """The photos that came with a form."""
    return sent.getlist("photos")
