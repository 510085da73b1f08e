"""What people type of a template, checked. What is allowed decide the domain's services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.suggestions.models import NAME_LENGTH, TEXT_LENGTH
from nasvyazi.domain.suggestions.services import Wording
from nasvyazi.domain.understanding.models import Topic


class TemplateForm(forms.Form):
    """The words of a template, whose it is and what it is about."""

    name = forms.CharField(required=False, max_length=NAME_LENGTH)
    text = forms.CharField(required=False, max_length=TEXT_LENGTH, strip=False)
    desk = forms.ModelChoiceField(
        Desk.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": _("Choose a desk of yours."),
            "required": _("Choose a desk of yours."),
        },
    )
    topic = forms.ModelChoiceField(
        Topic.objects.filter(is_active=True),
        required=False,
        error_messages={"invalid_choice": _("Choose a topic.")},
    )
    seen = forms.IntegerField(required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        field = self.fields["desk"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = desks_to_choose(user)
        # Only an administrator writes what is everybody's.
        field.required = not access.is_administrator(user)

    def wording(self) -> Wording:
        """What was typed, as the domain takes it. It is in use unless the other button was pressed."""
        told = self.cleaned_data
        return Wording(
            name=told["name"],
            text=told["text"],
            desk=told["desk"],
            topic=told["topic"],
            is_active="retire" not in self.data,
        )

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])


def desks_to_choose(user: User) -> QuerySet[Desk]:
    """Whose templates the user writes."""
    found = Desk.objects.all() if access.is_administrator(user) else access.desks(user)
    return found.order_by("name")
