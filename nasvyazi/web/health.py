"""Whether this process can serve: what a load balancer and `nasvyazi run` ask."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 {"status": "ok"} when the database answers and is migrated; else 503 and what is missing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _require_schema()
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    except _Behind:
        return JsonResponse({"status": "not migrated"}, status=503)
    return JsonResponse({"status": "ok"})


class _Behind(Exception):
    """The schema lacks migrations of this version."""


@cache
def _require_schema() -> None:
    """Look through the migrations until once all are there: they do not go away, and the look is not cheap."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Behind
