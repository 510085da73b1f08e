"""Pictures are decoded apart: each in a process that may die without taking the worker with it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from nasvyazi.toolbox.home import CHECKOUT

from .copies import Drawn, Outcome

log = structlog.get_logger(__name__)
_MODULE = "nasvyazi.domain.files.pictures"
_PATIENCE = 60.0
_OUT_OF_BOUNDS = (-signal.SIGKILL, -signal.SIGXCPU)
"""How a process ends that took too much time, or memory that the machine did not have."""
_LAST_WORDS = 300


class CannotBeShown(Exception):
    """Nothing can be made of this picture, however often one tries."""


class Damaged(CannotBeShown):
    """The decoder cannot read it, or broke on it."""


class TooLarge(CannotBeShown):
    """It would take more memory or time than a picture is worth."""


class NotStored(Exception):
    """The original is not there or the copies cannot be written: the picture is not to blame."""


def draw(original: Path, names: Sequence[str]) -> Drawn:
    """Make copies of a picture beside it. Raises Damaged, TooLarge, NotStored."""
    if not original.exists():
        raise NotStored("the original is not there")
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", _MODULE, str(original), *names],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise TooLarge("it takes too long") from None
    last_words = "".join(done.stderr.decode(errors="replace").splitlines()[-1:])[:_LAST_WORDS]
    if done.returncode == Outcome.MADE:
        return Drawn(**json.loads(done.stdout))
    if done.returncode == Outcome.NOT_WRITTEN:
        raise NotStored(last_words)
    if done.returncode == Outcome.TOO_LARGE or done.returncode in _OUT_OF_BOUNDS:
        raise TooLarge
    raise Damaged(last_words or f"exit code {done.returncode}")


def _environment() -> dict[str, str]:
    """None of the installation's secrets: only where Python and the libraries are."""
    known = {"PYTHONPATH": str(CHECKOUT), "PYTHONNOUSERSITE": "1"}
    return known | {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
