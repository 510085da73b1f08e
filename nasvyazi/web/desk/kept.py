"""Photos of a form that could not be done yet: nobody has to choose them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django import forms
from django.core.signing import BadSignature, dumps, loads
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.files import selectors as files
from nasvyazi.domain.files.models import File

KEPT_FOR = timedelta(days=1)


def kept_mark(kept: Sequence[File], user: User) -> str:
    """What a form carries for them; it is worth something only to the one who chose them. "" = none."""
    return dumps([file.pk for file in kept], salt=_salt(user)) if kept else ""


def kept_files(told: str, user: User) -> list[File]:
    """The files of such a mark. Raises ValidationError for what is not of our making."""
    if not told:
        return []
    try:
        return files.by_ids(loads(told, salt=_salt(user), max_age=KEPT_FOR))
    except BadSignature:
        raise forms.ValidationError(_("The photos are not kept any more. Choose them again.")) from None


def _salt(user: User) -> str:
    return f"desk.kept.{user.pk}"
