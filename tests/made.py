"""One database, made and brought up to date once in a test run: to copy it takes no time, to make it takes seconds.

The first process of a run makes it in a thread of its own, while the others still look for tests; whoever needs it
waits for it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from nasvyazi.toolbox import postgres
from tests import running

_RUN = "NASVYAZI_TESTS_RUN"
"""The environment of a run's processes names the folder."""
_SECONDS = 90.0


def begin(folder: Path, *, then: Callable[[Path], object] | None = None) -> threading.Thread:
    """Make it in a folder, in a thread that is already at work; every process of the run finds it there.

    `then` is told where it lies before anybody else.
    """
    os.environ[_RUN] = str(folder)
    thread = threading.Thread(target=_make, args=(folder, then), name="made")
    thread.start()
    return thread


def copy_to(home: Path) -> None:
    """Give a home that has no database a copy of this one."""
    if _RUN not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="made-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        begin(folder)
    wait()
    home.mkdir(parents=True, exist_ok=True)
    shutil.copytree(Path(os.environ[_RUN]) / "made" / "pg", home / "pg")


def wait() -> None:
    """Until it is made, and whoever was to be told has been."""
    done = Path(os.environ[_RUN]) / "made.done"
    running.until(done.exists, _SECONDS, "the database for the tests is made")
    assert not (said := done.read_text()), f"the database for the tests was not made: {said}"


def _make(folder: Path, then: Callable[[Path], object] | None) -> None:
    """An outcome is always written: nobody waits for a thread that has died."""
    home, said = folder / "made", "see above"
    try:
        with postgres.server(home, durable=False) as url:
            done = running.command(home, "migrate", DATABASE_URL=url)
        said = done.stderr
        if not said and then is not None:
            then(home / "pg")
    finally:
        (folder / "made.new").write_text(said)
        (folder / "made.new").rename(folder / "made.done")
