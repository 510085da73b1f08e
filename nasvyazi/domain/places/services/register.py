"""The register as a whole: one writes at a time, and readers see that it has changed."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Now

from ..models import Register


def lock() -> None:
    """Until the end of the transaction nobody else takes a register in: two would each make the same streets."""
    Register.objects.get_or_create(pk=Register.THE_ONE)
    Register.objects.select_for_update().get(pk=Register.THE_ONE)


def touched() -> None:
    """Streets or houses have changed: who keeps them in memory sees another version (`selectors.register_version`)."""
    Register.objects.get_or_create(pk=Register.THE_ONE)
    Register.objects.filter(pk=Register.THE_ONE).update(version=F("version") + 1, changed_at=Now())
