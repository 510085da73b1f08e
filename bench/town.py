"""A town with a past, made in bulk (town.sql): so many appeals, the last of them open, each with what belongs to it."""

from __future__ import annotations

import time
from pathlib import Path

from django.db import connection

CROWDED_THREAD = 300_001
"""The comments under the one post that everybody comments."""
_OPEN_MORE = """UPDATE appeals_appeal SET state = 'in_work', closed_at = NULL,
    answer_due_at = last_message_at + interval '1 day', next_due_at = last_message_at + interval '1 day'
    WHERE id > %s AND state IN ('closed', 'dismissed')"""
_INDEX_OF_WORDS = "SELECT pg_get_indexdef('message_words'::regclass)"


def found() -> None:
    """The two communities in which everything is said."""
    from nasvyazi.domain.channels import services

    for number in (1, 2):
        services.add_channel(
            network="vk",
            network_id=str(number),
            title=f"Глава района {number}",
            api_url="http://127.0.0.1:9",
            secrets_={"token": "none", "secret": "none", "confirmation": "none"},
        )


def settle(first: int, last: int, *, open_: int, newest: int) -> float:
    """Make appeals number `first` … `last`; of all up to `newest` the last `open_` are open. Seconds that it took."""
    began = time.perf_counter()
    numbers = {"first": first, "last": last, "closed": newest - open_, "newest": newest}
    with connection.cursor() as cursor:
        for name, number in numbers.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [f"bench.{name}", str(number)])
        # The rows fit together by their numbers: nobody has to check a million keys, or index words one by one.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(_INDEX_OF_WORDS)
        (index,) = cursor.fetchone() or ("",)
        cursor.execute("DROP INDEX message_words")
        cursor.execute((Path(__file__).parent / "town.sql").read_text(encoding="utf-8"))
        cursor.execute(index)
        cursor.execute("RESET session_replication_role")
        cursor.execute("RESET maintenance_work_mem")
    _vacuum()
    return time.perf_counter() - began


def open_more(open_: int, *, newest: int) -> None:
    """So many of the last appeals are open from now on."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_MORE, [newest - open_])
    _vacuum()


def _vacuum() -> None:
    """What autovacuum does of itself in a town that grows slowly."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
