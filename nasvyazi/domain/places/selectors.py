"""Reads of places: what was brought, and which version the register has."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Municipality, Register, RegisterImport, RegisterRemark


def register_version() -> int:
    """A number that is another one whenever streets or houses have changed."""
    return Register.objects.values_list("version", flat=True).first() or 0


def municipalities() -> list[str]:
    """The names of those there are."""
    return list(Municipality.objects.order_by("name").values_list("name", flat=True))


def imports(chosen: QuerySet[RegisterImport]) -> QuerySet[RegisterImport]:
    """Of these registers that were brought the last ones first, with their files and who brought them."""
    return chosen.select_related("file", "by").order_by("-pk")


def remarks(*, register: RegisterImport, after: str, size: int) -> tuple[list[RegisterRemark], str]:
    """Remarks on rows, as they were met, and behind which one the next page begins ("" = this is the last).

    Raises ValueError: `after` is no number.
    """
    rows = register.remarks.filter(pk__gt=int(after or 0)).order_by("pk")[: size + 1]
    found = list(rows)
    return found[:size], str(found[size - 1].pk) if len(found) > size else ""
