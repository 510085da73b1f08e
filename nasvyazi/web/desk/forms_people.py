"""What operators say of who is whom, and the one answer to everybody of a problem, checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels.models import Resident
from nasvyazi.domain.files.models import File

from .forms import MAX_TEXT
from .kept import kept_files

_NOBODY = _("There is no such resident. Choose one of those that are found.")


class ResidentForm(forms.Form):
    """Another resident of those that the user sees, and why."""

    other = forms.ModelChoiceField(
        Resident.objects.none(), error_messages={"required": _NOBODY, "invalid_choice": _NOBODY}
    )
    reason = forms.CharField(
        required=False,
        max_length=1000,
        error_messages={"max_length": _("At most 1000 characters: say it in short.")},
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        field = self.fields["other"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = access.residents(user)

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])


class AnswerAllForm(forms.Form):
    """One text, the appeals to which it goes, the key of this press of the button, and when the page was read."""

    text = forms.CharField(
        required=False,
        max_length=MAX_TEXT,
        strip=False,
        error_messages={
            "max_length": _(
                "The answer is too long: at most 50,000 characters. Shorten it and send it again."
            )
        },
    )
    to = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Choose at least one appeal to which the answer goes.")}
    )
    request_key = forms.UUIDField()
    seen_at = forms.DateTimeField()
    looked_at = forms.CharField(required=False, max_length=64)
    kept = forms.CharField(required=False)

    def __init__(self, data: Any, *, numbers: list[int], user: User) -> None:
        super().__init__(data)
        self._user = user
        field = self.fields["to"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(number, number) for number in numbers]
            field.error_messages["invalid_choice"] = _(
                "An appeal that was chosen does not speak of the problem any more. Look at the list once more."
            )

    def clean_kept(self) -> list[File]:
        """Photos that were chosen at an earlier press."""
        return kept_files(self.cleaned_data["kept"], self._user)

    def clean_text(self) -> str:
        """Line ends as everywhere but in forms."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])
