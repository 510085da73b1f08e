"""An installation of its own for a measurement: a home, a durable database, its processes; gone afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from nasvyazi.toolbox import postgres
from nasvyazi.toolbox.ports import free_port

_START_SECONDS = 30.0


@contextmanager
def database() -> Iterator[tuple[Path, str]]:
    """A fresh home and the URL of its PostgreSQL, with fsync on and the product's schema; Django stands on it.

    Once in a process: Django reads its settings when it is set up.
    """
    with tempfile.TemporaryDirectory(prefix="nasvyazi-bench-") as folder:
        home = Path(folder)
        with postgres.server(home) as url:
            former = {name: os.environ.get(name) for name in ("DATABASE_URL", "NASVYAZI_HOME")}
            os.environ.update(DATABASE_URL=url, NASVYAZI_HOME=folder, NASVYAZI_LOG_LEVEL="ERROR")
            try:
                _set_up()
                yield home, url
            finally:
                for name, value in former.items():
                    os.environ.pop(name) if value is None else os.environ.update({name: value})


def _set_up() -> None:
    import django
    from django.apps import apps
    from django.core.management import call_command

    if apps.ready:
        raise RuntimeError(
            "a process measures one installation: `nasvyazi bench all` starts one for each bench"
        )
    django.setup()
    call_command("migrate", verbosity=0)


@contextmanager
def process(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of the program's own commands; stopped by its id on leaving."""
    child = subprocess.Popen(
        [sys.executable, "-m", "nasvyazi.cli", *command], stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


@contextmanager
def web() -> Iterator[str]:
    """The product's web server as it runs in production; its base URL."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with process("web", "--port", str(port)):
        _wait_for(f"{base}/healthz")
        yield base


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310
                return
        except (URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
