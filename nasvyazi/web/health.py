"""Whether this process can serve: what a load balancer and `nasvyazi run` ask."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 {"status": "ok"} when the database answers and is migrated; else 503 and what is missing."""
    try:
        executor = MigrationExecutor(connection)
        behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    if behind:
        return JsonResponse({"status": "not migrated"}, status=503)
    return JsonResponse({"status": "ok"})
