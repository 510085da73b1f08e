"""The database's schema: is it up to date, and bringing it there. Import it inside `product()`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from nasvyazi.domain.understanding import services as understanding
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

_LOCK = 0x6E617376  # an advisory lock's number of our own: "nasv"


def missing_migrations() -> list[str]:
    """Names of migrations that the database has not seen, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> list[str]:
    """Brings the schema up to date and names what was applied. Two at once wait for each other.

    Topics that are shipped come with every call, also when no migration is missing: a release may bring only words.
    """
    with _alone():
        missing = missing_migrations()
        if missing:
            call_command("migrate", interactive=False, verbosity=0)
        understanding.take_shipped()
        return missing


def ensure_schema(*, ours: bool) -> None:
    """Migrates an embedded database; refuses one of the administrator's that is not up to date."""
    missing = missing_migrations()
    if missing and ours:
        migrate()
    elif missing:
        raise Refusal(
            gettext_noop(
                "The database lacks {count} migrations of this version: run `nasvyazi migrate` first."
            ),
            count=len(missing),
        )


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
