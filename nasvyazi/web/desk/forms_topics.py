"""What people type of a topic, checked. What a word of a lexicon may be decide the domain's services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.understanding import selectors
from nasvyazi.domain.understanding.models import LONGEST_NAME, Topic

LONGEST_TRIED = 10_000
_LONGEST_WORDS = 20_000


class TopicForm(forms.Form):
    """The name of a topic, the words by which it is known, one a line, and its group; without one it is one itself."""

    name = forms.CharField(required=False, max_length=LONGEST_NAME)
    words = forms.CharField(required=False, max_length=_LONGEST_WORDS)

    def __init__(self, *told: Any, topic: Topic | None = None, **more: Any) -> None:
        """`topic`: the one that is changed; not every group takes it in."""
        super().__init__(*told, **more)
        self.fields["group"] = forms.ModelChoiceField(
            selectors.groups_for(topic),
            required=False,
            error_messages={"invalid_choice": _("Choose a group.")},
        )

    def said_words(self) -> list[str]:
        """The words, without empty lines."""
        return [word.strip() for word in self.cleaned_data["words"].splitlines() if word.strip()]

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])
