"""Reads of organisations."""

from django.db.models import QuerySet

from .models import Official


def officials() -> QuerySet[Official]:
    """Those in whose name channels speak, by name."""
    return Official.objects.order_by("name", "pk")
