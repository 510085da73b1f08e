"""Two connections at the same moment: when the other one stands before a lock of ours."""

from __future__ import annotations

import time

from django.db import connection

PATIENCE = 40.0


def wait_until_somebody_waits() -> None:
    """Until another connection stands before a lock of ours."""
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits for our locks")
