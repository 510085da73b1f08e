"""A whole installation for a test: `nasvyazi run` as a person starts it, in a home and on ports of its own."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from nasvyazi.toolbox.ports import free_port

PROGRAM = (sys.executable, "-m", "nasvyazi.cli")
START_SECONDS = 120.0
BUSY = 4
"""So many times slower a step is where other tests have the processors."""


def environment(home: Path, **more: str) -> dict[str, str]:
    """The person's environment, with nothing of the test run's own."""
    ours = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_CURRENT_TEST", "HOST", "PORT", "SANDBOX_PORT")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ours and not name.startswith(("NASVYAZI_", "COV_"))
    }
    return {**kept, "NASVYAZI_HOME": str(home), "NASVYAZI_LANGUAGE": "en", **more}


def command(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One command of the program, to its end."""
    return subprocess.run(
        [*PROGRAM, *words],
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def until(condition: Callable[[], object], seconds: float, why: Callable[[], str] | str) -> None:
    """Waits for the condition; `why` says what should have happened in time.

    `seconds` are those of a machine that has nothing else to do; one that runs other tests beside this gets more.
    """
    deadline = time.monotonic() + BUSY * seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {why() if callable(why) else why}"
        time.sleep(0.05)


def processes(home: Path) -> dict[int, str]:
    """Every living process of this home with its command line, the database's too."""
    mark = f"NASVYAZI_HOME={home}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_bytes().decode().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return {pid: words for pid, words in found.items() if words}


@dataclass
class Running:
    """`nasvyazi run` (or one role) in a session of its own, as a terminal gives it one."""

    home: Path
    role: str = "run"
    port: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.home / f"{self.role}.out"
        self.home.mkdir(parents=True, exist_ok=True)
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [*PROGRAM, self.role],
                env=environment(self.home, PORT=str(self.port), **self.more),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                text=True,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def is_ready(self) -> bool:
        """Whether GET /healthz answers 200 with JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            return answer.status == 200 and answer.headers.get_content_type() == "application/json"
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def wait_ready(self) -> None:
        """Until the last lines are shown and /healthz answers."""
        until(
            lambda: self.process.poll() is not None or ("Ctrl-C" in self.said and self.is_ready()),
            START_SECONDS,
            "the installation is ready",
        )
        assert self.process.poll() is None, self.said

    def children(self, role: str) -> set[int]:
        """Processes of one role: `web`, `worker`, `worker --only-intake`, `listen`, `sandbox`."""
        return {
            pid
            for pid, words in processes(self.home).items()
            if words.strip().endswith(f"nasvyazi.cli {role}") or f"nasvyazi.{role}" in words
        }

    def stop(self, number: signal.Signals = signal.SIGINT) -> float:
        """Sends the signal as a terminal does, to the whole foreground group; seconds until the end."""
        began = time.monotonic()
        os.killpg(self.process.pid, number)
        self.process.wait(60)
        return time.monotonic() - began

    def destroy(self) -> None:
        """Ends whatever still runs of this home, however the test ended."""
        for pid in processes(self.home):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(20)
        until(lambda: not processes(self.home), 20, "nothing of the home runs")
