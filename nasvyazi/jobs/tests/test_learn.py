"""The nightly learning: when it begins, that it holds nobody up, and what is told of it. A fake clock and command."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from nasvyazi.flows import learning
from nasvyazi.jobs.learn import Learn
from nasvyazi.toolbox.clock import travelling

NIGHT = datetime(2026, 11, 27, 0, 30, tzinfo=UTC)
"""03:30 in Moscow."""
NOTES_ITS_TARGET = "import sys; open(sys.argv[1], 'a').write(sys.argv[3] + ' '); print('Version 7')"


@pytest.fixture(autouse=True)
def worth_it(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[list[str]]:
    """The targets of which enough was decided: both, unless a test says otherwise."""
    settings.TIME_ZONE = "Europe/Moscow"
    targets = ["topic", "kind"]
    monkeypatch.setattr(learning, "is_worth_it", targets.__contains__)
    yield targets


@pytest.fixture
def trained(tmp_path: Path) -> Callable[[], list[str]]:
    """What was trained, in order."""
    notes = tmp_path / "trained"
    return lambda: notes.read_text().split() if notes.exists() else []


@pytest.fixture
def learn(tmp_path: Path) -> Learn:
    return Learn([sys.executable, "-c", NOTES_ITS_TARGET, str(tmp_path / "trained"), "--target"])


def looks(learn: Learn, at: datetime, *, until: Callable[[], bool]) -> None:
    """Looks at one moment of the night again and again, as the loop does, until something is so."""
    deadline = time.monotonic() + 20
    with travelling(at):
        while not until():
            assert time.monotonic() < deadline
            learn()


def begins(learn: Learn, at: datetime) -> bool:
    """Whether a look at this moment begins a training; a training that was begun is waited for."""
    with capture_logs() as logs, travelling(at):
        learn()
    began = [entry for entry in logs if entry["event"] == "learning_began"]
    if began:
        with capture_logs() as later:
            looks(learn, at, until=lambda: bool(later))
    return bool(began)


def test_each_target_is_learnt_once_a_night_one_after_the_other(
    learn: Learn, trained: Callable[[], list[str]]
) -> None:
    assert [begins(learn, NIGHT) for _ in range(4)] == [True, True, False, False]
    assert trained() == ["topic", "kind"]
    assert begins(learn, NIGHT + timedelta(days=1))


@pytest.mark.parametrize("hours", [-1, 2, 9, 21])
def test_by_day_nothing_is_learnt(learn: Learn, hours: int) -> None:
    assert not begins(learn, NIGHT + timedelta(hours=hours))


def test_where_little_was_decided_nothing_is_learnt(
    learn: Learn, worth_it: list[str], trained: Callable[[], list[str]]
) -> None:
    worth_it.remove("topic")
    assert [begins(learn, NIGHT) for _ in range(2)] == [True, False]
    assert trained() == ["kind"]


def test_the_worker_goes_on_meanwhile_and_the_process_yields_to_everybody() -> None:
    learn = Learn([sys.executable, "-c", "import signal; signal.pause()"])
    with travelling(NIGHT):
        learn()
        learn()
    assert learn._running is not None
    assert os.getpriority(os.PRIO_PROCESS, learn._running.process.pid) == 19
    late = NIGHT + timedelta(minutes=31)
    with capture_logs() as logs:
        looks(learn, late, until=lambda: bool(logs))
    assert (logs[0]["event"], logs[0]["is_late"], logs[0]["target"]) == ("learning_failed", True, "topic")


def test_what_it_said_is_logged_and_a_refusal_is_a_warning() -> None:
    learn = Learn([sys.executable, "-c", "import sys; print('Too little'); sys.exit(1)"])
    with capture_logs() as logs:
        looks(learn, NIGHT, until=lambda: len(logs) > 1)
    ended = logs[1]
    assert (ended["event"], ended["log_level"], ended["code"]) == ("learning_failed", "warning", 1)
    assert ended["said"] == "Too little"


def test_a_worker_that_stops_takes_its_training_along() -> None:
    follows = (
        "from nasvyazi.toolbox.supervision import follow_supervisor as f; f(); print('here', flush=True)"
    )
    learn = Learn([sys.executable, "-c", f"{follows}; import signal; signal.pause()"])

    def loop() -> None:
        with travelling(NIGHT):
            learn()
        assert learn._running is not None
        deadline = time.monotonic() + 20
        while not os.pread(learn._running.output.fileno(), 4, 0) and time.monotonic() < deadline:
            time.sleep(0.01)

    thread = threading.Thread(target=loop)
    thread.start()
    thread.join()
    assert learn._running is not None
    assert learn._running.process.wait(20) == -signal.SIGTERM
    learn._running.output.close()
