"""Locks between processes, and waiting for a condition."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable
from typing import IO

POLL_SECONDS = 0.03


def try_lock(lock: IO[str]) -> bool:
    """Takes the file's lock alone, if nobody else has it. It is given back when the file is closed."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
