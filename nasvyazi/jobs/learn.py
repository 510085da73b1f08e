"""The nightly learning: a process of its own with low priority, so that scikit-learn never stays in the worker."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

import structlog
from django.utils import timezone

from nasvyazi.domain.understanding import nightly
from nasvyazi.domain.understanding.models import Target
from nasvyazi.flows import learning
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.supervision import SUPERVISOR

log = structlog.get_logger(__name__)
_COMMAND = (sys.executable, "-m", "nasvyazi.cli", "understanding", "train", "--nightly", "--target")
_LEAST_PRIORITY = 19
_SAID = 2000
"""So many bytes of a training's last words are logged."""


@dataclass(frozen=True, slots=True)
class _Training:
    target: str
    process: subprocess.Popen[bytes]
    output: IO[bytes]
    began_at: datetime


class Learn:
    """Begins one training after another, each target once a night, and looks after the one that runs.

    It never waits for one: a worker that is told to stop stops at once, and the training with it. Several workers may
    begin one: `understanding train` lets one learn at a time, and the other ends with a sentence.
    """

    def __init__(self, command: Sequence[str] = _COMMAND) -> None:
        self._command = command
        self._running: _Training | None = None
        self._looked: dict[str, date] = {}

    def __call__(self) -> None:
        """One look at the clock, or at the training that runs."""
        if self._running is None:
            self._running = self._begin_next()
        elif _is_over(self._running):
            self._running = None

    def _begin_next(self) -> _Training | None:
        moment = now()
        local = timezone.localtime(moment)
        if not nightly.is_night(local):
            return None
        for target in Target.values:
            if self._looked.get(target) == local.date():
                continue
            is_worth_it = learning.is_worth_it(target)
            self._looked[target] = local.date()
            if is_worth_it:
                return _begin(target, [*self._command, target], moment)
        return None


def _begin(target: str, command: Sequence[str], moment: datetime) -> _Training:
    output = tempfile.TemporaryFile()  # noqa: SIM115  it is open as long as the training runs
    process = subprocess.Popen(
        command,
        env={**os.environ, SUPERVISOR: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    os.setpriority(os.PRIO_PROCESS, process.pid, _LEAST_PRIORITY)
    log.info("learning_began", target=target)
    return _Training(target, process, output, moment)


def _is_over(training: _Training) -> bool:
    """Whether it has ended, and what it said is logged; one that takes too long is ended here."""
    is_late = now() - training.began_at > nightly.LONGEST
    if training.process.poll() is None:
        if not is_late:
            return False
        training.process.kill()
    code = training.process.wait()
    said = _last_words(training)
    if code == 0:
        log.info("learning_ended", target=training.target, said=said)
    else:
        log.warning("learning_failed", target=training.target, code=code, is_late=is_late, said=said)
    return True


def _last_words(training: _Training) -> str:
    with training.output as output:
        output.seek(max(output.seek(0, os.SEEK_END) - _SAID, 0))
        return output.read().decode(errors="replace").strip()
