"""What a command stands on: the database, and Django over it."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from nasvyazi.cli.words import language
from nasvyazi.toolbox import postgres
from nasvyazi.toolbox.home import home
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

CONNECT_SECONDS = 5


@contextmanager
def database() -> Iterator[str]:
    """DATABASE_URL for the duration of the block: yours if it is set, else the embedded server's.

    Raises Refusal.
    """
    if url := os.environ.get("DATABASE_URL"):
        _ensure_answers(url)
        yield url
        return
    with _terminated_in_order(), postgres.server(home()) as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            del os.environ["DATABASE_URL"]


@contextmanager
def service() -> Iterator[None]:
    """Django over the database for a process that serves; its logs go to stdout. Raises Refusal."""
    embedded = not os.environ.get("DATABASE_URL")
    with database():
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
    with service():
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


def _ensure_answers(url: str) -> None:
    import psycopg

    if not url.startswith("postgres"):  # the settings refuse it in better words
        return
    try:
        psycopg.connect(url, connect_timeout=CONNECT_SECONDS).close()
    except psycopg.Error as error:
        raise Refusal(
            gettext_noop("The database that DATABASE_URL names cannot be used: {why}"), why=str(error).strip()
        ) from error


def _disconnect() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
