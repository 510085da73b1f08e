"""A pytest plugin (`-p tests.database`): a real PostgreSQL for the whole run, unless DATABASE_URL names one.

Every run has a server of its own, so two runs never meet in one test database. The processes of
pytest-xdist inherit DATABASE_URL from the one that started the server.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from nasvyazi.toolbox import postgres
from nasvyazi.toolbox.refusal import Refusal

_FOLDER = Path(tempfile.gettempdir()) / f"nasvyazi-tests-{os.getuid()}"
_FORGOTTEN_SECONDS = 6 * 3600
_running = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Before pytest-django reads the settings, which happens inside this very hook."""
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _start()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """A test with real transactions leaves empty tables behind it: what migrations had put there comes back."""
    result = yield
    mark = item.get_closest_marker("django_db")
    # After the last test the database itself has gone.
    if nextitem is not None and mark is not None and mark.kwargs.get("transaction"):
        _fill_again(item.config)
    return result


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow files first, as `testpaths` has them: pytest-django has put those without a database last, and a slow
    one at the end leaves every other process with nothing to do."""
    items.sort(key=lambda item: item.nodeid.startswith("nasvyazi/"))


def _fill_again(config: pytest.Config) -> None:
    from django.db import connection
    from pytest_django.plugin import blocking_manager_key

    with config.stash[blocking_manager_key].unblock():
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)  # type: ignore[attr-defined]
        connection.close()


def pytest_unconfigure() -> None:
    _running.close()


def _start() -> str:
    _FOLDER.mkdir(mode=0o700, exist_ok=True)
    _sweep()
    home = Path(tempfile.mkdtemp(dir=_FOLDER))
    _running.callback(shutil.rmtree, home, ignore_errors=True)
    return _running.enter_context(postgres.server(home, durable=False))


def _sweep() -> None:
    """Stops and removes what a killed run of long ago has left."""
    for home in _FOLDER.iterdir():
        with suppress(FileNotFoundError, Refusal):
            old = time.time() - home.stat().st_mtime > _FORGOTTEN_SECONDS
            if old and postgres.stop_if_unused(home):
                shutil.rmtree(home)
