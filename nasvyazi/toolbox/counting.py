"""Many counts in one question to the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

_NONE = ("SELECT 0 AS pk WHERE FALSE", ())


def count_each(queries: Iterable[QuerySet[Any]]) -> list[int]:
    """How many rows each query has, in their order; none of them is a slice. One query.

    As subqueries of a query of Django's the same costs several times as much of its own time: every table of every part
    is named anew. This stands on every page.
    """
    parts = [_numbers(rows) for rows in queries]
    if not parts:
        return []
    # Each part is Django's own statement; nothing that anybody has typed stands in it.
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS part)" for sql, _ in parts)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [value for _, values in parts for value in values])
        return list(cursor.fetchone())


def _numbers(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        return rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return _NONE
