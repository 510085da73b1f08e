"""Child processes that are watched, started again when they die, and never outlive the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

from nasvyazi.toolbox.supervision import SUPERVISOR

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
LONG_LIFE_SECONDS = 60.0  # who lived this long starts again with the first pause


@dataclass
class Child:
    """One of the program's own commands, run in a session of its own: Ctrl-C reaches only the supervisor."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    stop_seconds: float
    stdout: int | None = None
    starts: int = field(default=0, init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started_at: float = field(default=0.0, init=False)
    _pause: float = field(default=0.0, init=False)
    _due: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Starts the process; the child watches us from its first moment."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nasvyazi.cli", *self.command],
            env={**os.environ, **self.environment, SUPERVISOR: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=self.stdout,
            start_new_session=True,
        )
        self._started_at = time.monotonic()
        self.starts += 1

    def died(self) -> int | None:
        """Its exit code (negative: the signal) if it has just died; then it starts again after a growing pause."""
        if self._process is None or (code := self._process.poll()) is None:
            return None
        self.kill()
        lived = time.monotonic() - self._started_at
        self._pause = (
            FIRST_PAUSE_SECONDS
            if lived >= LONG_LIFE_SECONDS
            else min(max(self._pause * 2, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
        )
        self._due = time.monotonic() + self._pause
        self._process = None
        return code

    def start_when_due(self) -> None:
        """Starts a dead child when its pause is over."""
        if self._process is None and time.monotonic() >= self._due:
            self.start()

    @property
    def pause(self) -> float:
        """Seconds until the next start of a child that died."""
        return self._pause

    def wait(self, seconds: float) -> int | None:
        """The exit code, if the process ends within the time."""
        if self._process is None:
            return None
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(seconds)
        return None

    def stop(self) -> None:
        """Asks the process to end and waits; what is left of its session after `stop_seconds` is killed."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.terminate()
        self.wait(self.stop_seconds)
        self.kill()

    def kill(self) -> None:
        """Ends whatever still runs of the child's session, at once."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
