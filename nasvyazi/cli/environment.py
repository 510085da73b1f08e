"""What a command stands on: the database, and Django over it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from nasvyazi.cli.words import _, language
from nasvyazi.toolbox import postgres
from nasvyazi.toolbox.home import home
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

CONNECT_SECONDS = 5
AWAIT_SECONDS = (
    60.0  # how long a process that serves waits for a database that is away: a restart, a failover
)
_PAUSE_SECONDS = 0.5


@contextmanager
def database(*, patience: float = 0) -> Iterator[str]:
    """DATABASE_URL for the duration of the block: yours if it is set, else the embedded server's.

    Yours may take `patience` seconds to answer. Raises Refusal.
    """
    if url := os.environ.get("DATABASE_URL"):
        _ensure_answers(url, patience)
        yield url
        return
    with _terminated_in_order(), postgres.server(home()) as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            del os.environ["DATABASE_URL"]


@contextmanager
def service(*, patience: float = AWAIT_SECONDS) -> Iterator[None]:
    """Django over the database for a process that serves; its logs go to stdout. Raises Refusal."""
    embedded = not os.environ.get("DATABASE_URL")
    with database(patience=patience):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nasvyazi.settings")
        import django
        from django.conf import settings

        from nasvyazi.settings.environment import database as configured_database

        django.setup()
        if embedded:  # the settings may have been read earlier, for a command's options
            settings.DATABASES["default"].update(configured_database())
        try:
            yield
        finally:
            if embedded:
                _disconnect()


@contextmanager
def product(*, schema: bool = True, makes_home: bool = False) -> Iterator[None]:
    """Django over the database for a command that ends with an answer on stdout; logs go to stderr.

    With `schema`, an embedded database is brought up to date first, and another one that is not is refused.
    `makes_home`: an installation is set up where there is none. Raises Refusal.
    """
    embedded = not os.environ.get("DATABASE_URL")
    if embedded and not makes_home:
        _ensure_installed(home())
    with service(patience=0):  # a person waits: told at once
        from django.utils import translation

        from nasvyazi.cli.schema import ensure_schema

        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stdout:
                handler.setStream(sys.stderr)
        with translation.override(language()):
            if schema:
                ensure_schema(ours=embedded)
            yield


@contextmanager
def _terminated_in_order() -> Iterator[None]:
    """Inside the block SIGTERM unwinds the program as Ctrl-C does, so that the server is not left behind."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    former = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _ensure_installed(folder: Path) -> None:
    """Raises Refusal where nothing was ever started: a mistyped home must not become an installation."""
    try:
        is_there = any((folder / part).exists() for part in ("pg", "run"))
    except OSError:  # somebody else's: whoever opens the database says so in better words
        return
    if not is_there:
        raise Refusal(
            gettext_noop(
                "There is no installation at {home}: check NASVYAZI_HOME or start one with `nasvyazi run`."
            ),
            home=folder,
        )


def _ensure_answers(url: str, patience: float) -> None:
    if not url.startswith("postgres"):  # the settings refuse it in better words
        return
    until = time.monotonic() + patience
    told = False
    while why := _what_fails(url):
        if time.monotonic() >= until:
            raise Refusal(gettext_noop("The database that DATABASE_URL names cannot be used: {why}"), why=why)
        if not told:
            click.echo(_("Waiting for the database that DATABASE_URL names: {why}").format(why=why), err=True)
            told = True
        time.sleep(_PAUSE_SECONDS)


def _what_fails(url: str) -> str:
    """Why the database does not let us in, in its own words; empty where it does."""
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=CONNECT_SECONDS).close()
    except psycopg.Error as error:
        return str(error).strip() or type(error).__name__
    return ""


def _disconnect() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
