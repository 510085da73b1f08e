"""The listener: asks the networks that cannot call us. One asker a channel, whoever many listeners there are."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from nasvyazi.domain.channels import selectors as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.flows import watching
from nasvyazi.networks.base import NeedsHuman, NetworkError

from .loops import stop_on_signals

log = structlog.get_logger(__name__)
_LOOK_FOR_CHANNELS = 2.0
_LOCK_SPACE = 0x6E61  # our namespace among PostgreSQL's advisory locks
_PAUSE = (1.0, 2.0, 5.0, 15.0, 60.0)
_PAUSE_NEEDS_HUMAN = 60.0


def main() -> None:
    """Keep one asking thread for every polled channel until told to stop."""
    stop = stop_on_signals()
    asking: dict[int, threading.Thread] = {}
    while not stop.is_set():
        try:
            wanted = {channel.pk: channel for channel in channels.polled()}
        except DatabaseError as error:
            log.warning("listener_without_database", error=str(error).splitlines()[0])
            wanted = {}
        finally:
            close_old_connections()
        for channel_id in wanted.keys() - {pk for pk, thread in asking.items() if thread.is_alive()}:
            asking[channel_id] = threading.Thread(target=_ask, args=(channel_id, stop), daemon=True)
            asking[channel_id].start()
        stop.wait(_LOOK_FOR_CHANNELS)
    for thread in asking.values():
        thread.join(timeout=1.0)


def _ask(channel_id: int, stop: threading.Event) -> None:
    """Ask one channel until it is no longer polled, the lock is another listener's, or we stop."""
    try:
        with _alone(channel_id) as is_alone:
            if is_alone:
                _ask_alone(channel_id, stop)
    except DatabaseError as error:
        log.warning("listener_without_database", channel=channel_id, error=str(error).splitlines()[0])
    finally:
        connection.close()


def _ask_alone(channel_id: int, stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        channel = channels.polled().filter(pk=channel_id).first()
        if channel is None:
            return
        pause = _ask_once(channel)
        failures = failures + 1 if pause is not None else 0
        if pause is not None:
            stop.wait(pause or _PAUSE[min(failures, len(_PAUSE)) - 1])


def _ask_once(channel: Channel) -> float | None:
    """One long poll. None when it went well, else how long to pause (0 = by the number of failures)."""
    try:
        watching.poll(channel, wait=settings.NASVYAZI_POLL_WAIT)
    except NeedsHuman as error:
        log.warning("channel_needs_human", channel=channel.pk, code=error.code)
        return _PAUSE_NEEDS_HUMAN
    except NetworkError as error:
        log.info("poll_failed", channel=channel.pk, code=error.code)
        return 0.0
    return None


@contextmanager
def _alone(channel_id: int) -> Iterator[bool]:
    """A lock of this session that PostgreSQL gives back when the session dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK_SPACE, channel_id])
        row = cursor.fetchone()
        held = bool(row and row[0])
        try:
            yield held
        finally:
            if held:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK_SPACE, channel_id])
