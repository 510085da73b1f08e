"""What people type of a topic, checked. What a word of a lexicon may be decide the domain's services."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.understanding.models import LONGEST_NAME, Topic

LONGEST_TRIED = 10_000
_LONGEST_WORDS = 20_000


class TopicForm(forms.Form):
    """The name of a topic, and the words by which it is known, one a line."""

    name = forms.CharField(required=False, max_length=LONGEST_NAME)
    words = forms.CharField(required=False, max_length=_LONGEST_WORDS)

    def said_words(self) -> list[str]:
        """The words, without empty lines."""
        return [word.strip() for word in self.cleaned_data["words"].splitlines() if word.strip()]

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])


class NewTopicForm(TopicForm):
    """A topic that is not there yet, and its group; without one it is a group itself."""

    group = forms.ModelChoiceField(
        Topic.objects.filter(is_active=True, group=None),
        required=False,
        error_messages={"invalid_choice": _("Choose a group.")},
    )
