"""A wall clock that jumps: every Python process of an installation under test sees the time that a file says.

    clock = MovableClock(folder)
    process = Popen(…, env={**environ, **clock.environment()})
    clock.move(-3600)       # an hour back; within a moment the process's datetime.now() says so

What counts durations (time.monotonic) goes on as it does when an administrator sets a machine's clock. PostgreSQL keeps
the real time: the product asks its own clock only. `sitecustomize` beside this file is what the processes load.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "MOVED_CLOCK"
SEEN_WITHIN = 0.5
"""Seconds until every process has noticed a jump."""


class MovableClock:
    """The file and what a process needs to follow it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.away = 0
        self.move(0)

    def move(self, away: int) -> None:
        """From now on the clock is so many seconds ahead of the real time (negative: behind)."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(str(away))
        fresh.rename(self._file)
        self.away = away

    def environment(self) -> Mapping[str, str]:
        """What to add to the environment of a process."""
        found = os.environ.get("PYTHONPATH", "")
        path = os.pathsep.join(filter(None, [str(Path(__file__).parent), found]))
        return {"PYTHONPATH": path, VARIABLE: str(self._file)}
