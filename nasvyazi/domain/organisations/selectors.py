"""Reads of organisations."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from .models import Management, Mandate, Official, Organisation


def officials() -> QuerySet[Official]:
    """Those in whose name channels speak, by name."""
    return Official.objects.order_by("name", "pk")


def organisations() -> QuerySet[Organisation]:
    """All of them, by name."""
    return Organisation.objects.order_by("name", "pk")


def managers_of(*, house_ids: Collection[int], on: date) -> dict[int, Organisation]:
    """Who manages houses on a day, by the houses' ids; of whom it is not known, is not there. One query."""
    rows = Management.objects.filter(house__in=house_ids, days__contains=on).select_related("organisation")
    return {row.house_id: row.organisation for row in rows}


def manager_of(*, house_id: int, on: date) -> Organisation | None:
    """Who manages a house on a day. One query."""
    return managers_of(house_ids=[house_id], on=on).get(house_id)


def deputies(*, body: str, on: date) -> dict[str, Official]:
    """The deputies of a body on a day, by their districts' numbers. One query."""
    rows = Mandate.objects.filter(body__iexact=body, days__contains=on).select_related("official")
    return {row.number: row.official for row in rows}


def deputy_of(*, body: str, number: str, on: date) -> Official | None:
    """The deputy of a district on a day. One query."""
    rows = Mandate.objects.filter(body__iexact=body, number=number, days__contains=on)
    mandate = rows.select_related("official").first()
    return mandate.official if mandate is not None else None
