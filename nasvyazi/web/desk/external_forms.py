"""What operators say about cases in other systems, checked. What is allowed decide the domain's services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.external import selectors as external
from nasvyazi.domain.external.models import (
    NAME_LENGTH,
    NUMBER_LENGTH,
    STATE_LENGTH,
    URL_LENGTH,
    ExternalCase,
    ExternalSystem,
)
from nasvyazi.toolbox import links

from .forms import ActionForm

_TOO_LONG = {"max_length": _("At most %(limit_value)d characters.")}


class CaseForm(ActionForm):
    """What is known of a case in another system."""

    number = forms.CharField(required=False, max_length=NUMBER_LENGTH, error_messages=_TOO_LONG)
    url = forms.CharField(required=False, max_length=URL_LENGTH, error_messages=_TOO_LONG)
    deadline = forms.DateTimeField(required=False, error_messages={"invalid": _("Choose a day and a time.")})
    state = forms.CharField(required=False, max_length=STATE_LENGTH, error_messages=_TOO_LONG)
    is_closed = forms.BooleanField(required=False)

    def clean_url(self) -> str:
        """An address of the web, or none."""
        told: str = self.cleaned_data["url"]
        url = links.find(told)
        if told and not url:
            raise forms.ValidationError(_("This is no web address. It begins with https://"))
        return url


class NewCaseForm(CaseForm):
    """A case of which system."""

    system = forms.ModelChoiceField(
        ExternalSystem.objects.all(),
        error_messages={"required": _("Choose a system."), "invalid_choice": _("Choose a system.")},
    )


class KnownCaseForm(CaseForm):
    """Which case of the appeal."""

    case = forms.ModelChoiceField(
        ExternalCase.objects.none(),
        error_messages={
            "required": _("There is no such case."),
            "invalid_choice": _("There is no such case."),
        },
    )

    def __init__(self, data: Any, *, appeal: Appeal, user: User) -> None:
        super().__init__(data, appeal=appeal, user=user)
        field = self.fields["case"]
        if isinstance(field, forms.ModelChoiceField):
            taken_in = getattr(appeal, "took_in", [])
            field.queryset = external.of_appeals(appeal_ids=[appeal.pk, *taken_in])


class UploadForm(forms.Form):
    """A table and whose it is: one of the systems that are known, or a new one by its name."""

    system = forms.ModelChoiceField(ExternalSystem.objects.all(), required=False)
    name = forms.CharField(required=False, max_length=NAME_LENGTH, error_messages=_TOO_LONG)
    table = forms.FileField(
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Export it anew.")}
    )

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])
