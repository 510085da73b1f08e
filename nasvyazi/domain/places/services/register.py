"""The register as a whole: one writes at a time, and readers see that it has changed."""

from __future__ import annotations

from django.db import OperationalError, connection
from django.db.models import F
from django.db.models.functions import Now
from psycopg.errors import LockNotAvailable

from nasvyazi.toolbox.refusal import Refusal, gettext_noop

from ..models import Register

_PATIENCE = "1s"
"""Whoever moves another house is done by then; a register that is taken in is not."""


class RegisterBusy(Refusal):
    """A register is being taken in at this moment, which may last minutes."""


def lock() -> None:
    """Until the end of the transaction nobody else takes a register in: two would each make the same streets."""
    Register.objects.get_or_create(pk=Register.THE_ONE)
    Register.objects.select_for_update().get(pk=Register.THE_ONE)


def lock_soon() -> None:
    """The same for a person who waits before a page. Raises RegisterBusy, which undoes the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
        try:
            lock()
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise RegisterBusy(
                    gettext_noop(
                        "A register of houses is being taken in at this moment: move the house when that is done."
                    )
                ) from error
            raise
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def touched() -> None:
    """Streets or houses have changed: who keeps them in memory sees another version (`selectors.register_version`)."""
    Register.objects.get_or_create(pk=Register.THE_ONE)
    Register.objects.filter(pk=Register.THE_ONE).update(version=F("version") + 1, changed_at=Now())
