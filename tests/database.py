"""A pytest plugin (`-p tests.database`): a real PostgreSQL for the whole run, unless DATABASE_URL names one.

Every run has a server of its own, so two runs never meet in one test database. The processes of pytest-xdist inherit
where it is from the one that starts it, and copy its database, which is up to date, each for itself.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import pytest

from nasvyazi.toolbox import postgres
from nasvyazi.toolbox.postgres.cluster import NAME, Cluster
from nasvyazi.toolbox.refusal import Refusal
from tests import made

_FOLDER = Path(tempfile.gettempdir()) / f"nasvyazi-tests-{os.getuid()}"
_OURS = "NASVYAZI_TESTS_SERVER"
"""In the environment of a run's processes: the server is the run's own, its database a copy of what was made."""
_FORGOTTEN_SECONDS = 6 * 3600
_running = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Before pytest-django reads the settings, which happens inside this very hook."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _begin()
    return (yield)


def pytest_collection_finish() -> None:
    """The tests are found; the first of them needs the server."""
    from django.db import connection

    made.wait()
    if _OURS in os.environ:
        connection.settings_dict["TEST"]["TEMPLATE"] = NAME


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


def _begin() -> None:
    _FOLDER.mkdir(mode=0o700, exist_ok=True)
    _sweep()
    home = Path(tempfile.mkdtemp(dir=_FOLDER))
    _running.callback(shutil.rmtree, home, ignore_errors=True)
    start = None
    if not os.environ.get("DATABASE_URL"):
        cluster = Cluster(home=home)
        os.environ["DATABASE_URL"] = cluster.url
        os.environ[_OURS] = "1"
        start = partial(_start, home)
    _running.callback(made.begin(home, then=start).join)


def _start(home: Path, data: Path) -> None:
    """The run's server, beginning with what was made."""
    shutil.copytree(data, home / "pg")
    _running.enter_context(postgres.server(home, durable=False))


def _sweep() -> None:
    """Stops and removes what a killed run of long ago has left."""
    for home in _FOLDER.iterdir():
        with suppress(FileNotFoundError, Refusal):
            old = time.time() - home.stat().st_mtime > _FORGOTTEN_SECONDS
            servers = [one for one in (home / "made", home) if (one / "run").exists()]
            if old and all(postgres.stop_if_unused(one) for one in servers):
                shutil.rmtree(home)
