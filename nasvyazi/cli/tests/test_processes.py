"""A watched child: it starts again after a growing pause, and nothing of it outlives its end."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from nasvyazi.cli import processes
from nasvyazi.cli.processes import Child
from tests.running import until


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script that stands in for the program's commands."""
    script = tmp_path / "program"
    monkeypatch.setattr(sys, "executable", str(script))
    return script


def write(script: Path, *lines: str) -> None:
    script.write_text("\n".join(("#!/bin/bash", *lines)))
    script.chmod(0o755)


def child(stop_seconds: float = 0.5) -> Child:
    return Child("worker", ("worker",), {}, stop_seconds)


def dies(watched: Child) -> int:
    watched.start()
    codes: list[int] = []

    def died() -> bool:
        if (code := watched.died()) is not None:
            codes.append(code)
        return bool(codes)

    until(died, 10, "the child has died")
    return codes[0]


def test_who_dies_again_and_again_starts_after_a_growing_pause(program: Path) -> None:
    write(program, "exit 3")
    watched = child()
    pauses = []
    for _ in range(9):
        assert dies(watched) == 3
        pauses.append(watched.pause)
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    assert watched.starts == 9


def test_who_lived_long_starts_again_soon(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(program, "exit 3")
    watched = child()
    dies(watched)
    dies(watched)
    monkeypatch.setattr(processes, "LONG_LIFE_SECONDS", 0.0)
    dies(watched)
    assert watched.pause == 0.5


def test_it_starts_again_only_when_the_pause_is_over(program: Path) -> None:
    write(program, "exit 3")
    watched = child()
    dies(watched)
    watched.start_when_due()
    assert watched.starts == 1

    def started() -> bool:
        watched.start_when_due()
        return watched.starts == 2

    until(started, 5, "it has started again")
    watched.stop()


def test_who_does_not_want_to_end_is_killed_with_all_that_it_has_started(
    program: Path, tmp_path: Path
) -> None:
    write(program, "trap '' TERM", f"sleep 1000 & echo $! >'{tmp_path}/pid'", "while :; do sleep 1; done")
    watched = child(stop_seconds=0.3)
    watched.start()
    until((tmp_path / "pid").exists, 10, "the child has started its own")
    until(lambda: (tmp_path / "pid").read_text().strip(), 10, "its number is written")
    grandchild = Path("/proc") / (tmp_path / "pid").read_text().strip() / "cmdline"
    began = time.monotonic()
    watched.stop()
    assert time.monotonic() - began < 20
    until(lambda: not grandchild.exists() or not grandchild.read_text(), 5, "the grandchild has ended")


def test_who_ends_when_asked_is_not_waited_for_longer(program: Path) -> None:
    write(program, "exec sleep 1000")
    watched = child(stop_seconds=30)
    watched.start()
    began = time.monotonic()
    watched.stop()
    assert time.monotonic() - began < 20
    watched.kill()
