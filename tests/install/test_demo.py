"""The first `make run`: it fills the demo by itself, and Ctrl-C need not wait for that.

How it goes on once the demo is there: tests/acceptance/test_demo.py.
"""

from __future__ import annotations

from pathlib import Path

from nasvyazi.demo.cast import RESIDENTS
from nasvyazi.sandbox.client import Control, PracticeError
from nasvyazi.toolbox.ports import free_port
from tests.running import Running, processes, until

STOP_SECONDS = 10.0


def test_a_first_start_fills_the_demo_and_can_be_stopped_meanwhile(tmp_path: Path) -> None:
    practice_port = free_port()
    installation = Running(tmp_path, more={"SANDBOX_PORT": str(practice_port)})
    try:
        until(
            lambda: _residents(f"http://127.0.0.1:{practice_port}") > 0,
            120,
            lambda: f"residents come to the practice network\n{installation.said}",
        )
        assert installation.children("demo --if-empty --no-connect")
        assert installation.stop() < STOP_SECONDS
        assert processes(tmp_path) == {}
        assert "Traceback" not in installation.said
    finally:
        installation.destroy()


def _residents(practice_url: str) -> int:
    """How many of the demo's people live there; 0 while it does not answer."""
    names = {one.name for one in RESIDENTS.values()}
    try:
        with Control(practice_url) as control:
            return sum(one["name"] in names for one in control.get("/vk/residents"))
    except PracticeError:
        return 0
