"""`nasvyazi web`: the desk, the hooks and the rest of HTTP."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import click

from nasvyazi.cli.environment import service
from nasvyazi.toolbox.supervision import follow_parent

KILL_SECONDS = 2  # an open stream of events would keep a stopping worker for ever


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", envvar="PORT", default=8000, type=click.IntRange(1, 65535), show_default=True)
@click.option(
    "--workers", envvar="NASVYAZI_WEB_WORKERS", default=2, type=click.IntRange(1), show_default=True
)
@click.option(
    "--threads", envvar="NASVYAZI_WEB_THREADS", default=4, type=click.IntRange(1), show_default=True
)
def web(host: str, port: int, workers: int, threads: int) -> None:
    """The desk and the networks' webhooks over HTTP."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    with service():
        load()
        Server(
            "nasvyazi.cli.web:application",
            factory=True,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            workers_kill_timeout=KILL_SECONDS,
            respawn_failed_workers=True,
            respawn_interval=0.1,
            log_level=LogLevels.error,  # its warning "refused to stop" is often a false alarm
            websockets=False,
        ).serve()


def load() -> Callable[..., Any]:
    """The WSGI application with all its pages: loaded before the server processes part, they share the memory."""
    from django.urls import get_resolver

    from nasvyazi.wsgi import application as wsgi

    _ = get_resolver().url_patterns  # imports every view; else each process does it at its first request
    return wsgi


def application() -> Callable[..., Any]:
    """Called in each server process: the WSGI application, in a process that ends with its parent."""
    follow_parent(signal.SIGKILL)
    return load()
