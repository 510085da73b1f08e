"""The listener: asks the networks that cannot call us. One asker a channel, whoever many listeners there are."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from nasvyazi.domain.channels import selectors as channels
from nasvyazi.flows import watching
from nasvyazi.networks.base import NeedsHuman, NetworkError
from nasvyazi.toolbox.text import first_line

from .loops import stop_on_signals

log = structlog.get_logger(__name__)
_LOOK_FOR_CHANNELS = 2.0
_LOCK_SPACE = 0x6E61  # our namespace among PostgreSQL's advisory locks
_PAUSE = (1.0, 2.0, 5.0, 15.0, 60.0)
_PAUSE_NEEDS_HUMAN = 60.0


@dataclass(frozen=True, slots=True)
class Asker:
    """A thread that asks one channel until it is told to stop."""

    thread: threading.Thread
    stop: threading.Event


def main() -> None:
    """Keep one asker for every polled channel that no other listener asks, until told to stop."""
    stop = stop_on_signals()
    asking: dict[int, Asker] = {}
    while not stop.is_set():
        try:
            look(asking)
        except DatabaseError as error:
            log.warning("listener_without_database", error=first_line(error))
            # With the session its locks are gone: another listener may ask now.
            _tell_to_stop(asking)
            _end_session()
        stop.wait(_LOOK_FOR_CHANNELS)
    _tell_to_stop(asking)
    for asker in asking.values():
        asker.thread.join(timeout=1.0)


def look(asking: dict[int, Asker]) -> None:
    """Begin and end asking as the channels are now. All locks lie in this thread's session, which stays open.

    A session for each channel would keep a connection each, and the pool has a dozen.
    """
    wanted = set(channels.polled().values_list("pk", flat=True))
    for channel_id, asker in list(asking.items()):
        if not asker.thread.is_alive():
            del asking[channel_id]
            _lock("pg_advisory_unlock", channel_id)
        elif channel_id not in wanted:
            asker.stop.set()
    for channel_id in sorted(wanted - asking.keys()):
        if _lock("pg_try_advisory_lock", channel_id):
            asking[channel_id] = _begin(channel_id)


def _begin(channel_id: int) -> Asker:
    stop = threading.Event()
    thread = threading.Thread(target=_ask, args=(channel_id, stop), name=f"ask-{channel_id}", daemon=True)
    thread.start()
    return Asker(thread, stop)


def _ask(channel_id: int, stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        pause = _ask_once(channel_id)
        failures = failures + 1 if pause is not None else 0
        if pause is not None:
            stop.wait(pause or _PAUSE[min(failures, len(_PAUSE)) - 1])


def _ask_once(channel_id: int) -> float | None:
    """One long poll. None when it went well, else how long to pause (0 = by the number of failures)."""
    try:
        channel = channels.polled().filter(pk=channel_id).first()
        if channel is None:
            return _LOOK_FOR_CHANNELS
        # The network is waited for without a connection.
        connection.close()
        watching.poll(channel, wait=settings.NASVYAZI_POLL_WAIT)
    except DatabaseError as error:
        log.warning("listener_without_database", channel=channel_id, error=first_line(error))
        return 0.0
    except NeedsHuman as error:
        log.warning("channel_needs_human", channel=channel_id, code=error.code)
        return _PAUSE_NEEDS_HUMAN
    except NetworkError as error:
        log.info("poll_failed", channel=channel_id, code=error.code)
        return 0.0
    finally:
        connection.close()
    return None


def _tell_to_stop(asking: dict[int, Asker]) -> None:
    for asker in asking.values():
        asker.stop.set()


def _lock(function: str, channel_id: int) -> bool:
    """A lock of this session, which PostgreSQL gives back when the session dies."""
    with connection.cursor() as cursor:
        cursor.callproc(function, [_LOCK_SPACE, channel_id])
        row = cursor.fetchone()
    return bool(row and row[0])


def _end_session() -> None:
    """For good: handed back to the pool alive, it would keep the locks for whoever gets it next."""
    if connection.connection is not None:
        connection.connection.close()
    connection.close()
