"""Loops that take what is due until they are told to stop. A lost wake-up loses nothing: rows are the truth."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import Error as DatabaseError
from django.db import close_old_connections

from nasvyazi.toolbox.text import first_line

log = structlog.get_logger(__name__)
_PAUSE_AFTER_ERROR = (0.5, 1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Loop:
    """`step` does what is due and says whether there was anything; then the loop goes on at once, else it rests."""

    name: str
    step: Callable[[], object]
    rest: float


def run(loops: list[Loop], stop: threading.Event) -> None:
    """Run every loop in its own thread until `stop` is set. An error pauses its loop, never ends it."""
    threads = [threading.Thread(target=_run, args=(loop, stop), name=loop.name) for loop in loops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _run(loop: Loop, stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        try:
            worked = bool(loop.step())
            failures = 0
        except DatabaseError as error:
            failures += 1
            log.warning("loop_without_database", loop=loop.name, error=first_line(error))
            worked = False
        except Exception:
            failures += 1
            log.exception("loop_failed", loop=loop.name)
            worked = False
        finally:
            close_old_connections()
        pause = _PAUSE_AFTER_ERROR[min(failures, len(_PAUSE_AFTER_ERROR)) - 1] if failures else loop.rest
        if not worked:
            stop.wait(pause)
