"""Loaded by every Python that has this folder in PYTHONPATH: its wall clock follows the file that MOVED_CLOCK names."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from pathlib import Path

import time_machine

_FILE = Path(os.environ["MOVED_CLOCK"])
_LOOK_EVERY = 0.1


class _Follower:
    """Moves this process's clock as the file says; costs nothing until it says so for the first time."""

    def __init__(self) -> None:
        self._away = 0
        self._traveller: time_machine.Traveller | None = None

    def look(self) -> None:
        wanted = int(_FILE.read_text())
        if wanted == self._away:
            return
        if self._traveller is None:
            self._traveller = time_machine.travel(timedelta(seconds=wanted)).start()
        else:
            self._traveller.shift(wanted - self._away)
        self._away = wanted

    def follow(self) -> None:
        pause = threading.Event()
        while True:
            try:
                self.look()
            except FileNotFoundError:
                # The installation is being taken down.
                return
            pause.wait(_LOOK_EVERY)


_follower = _Follower()


def _begin() -> None:
    # A process that is started while the clock is away begins with the wrong time.
    _follower.look()
    threading.Thread(target=_follower.follow, name="moved-clock", daemon=True).start()


_begin()
os.register_at_fork(after_in_child=_begin)
