"""`nasvyazi run` as a person meets it: starting, watching, stopping, being killed."""

from __future__ import annotations

import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from nasvyazi.toolbox.ports import free_port
from tests import made
from tests.running import Running, command, processes, until

STOP_SECONDS = 10.0
_CUT_OFF = r"\[ERROR\] Unexpected exit from worker-\d\n"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Running]:
    """An empty installation that is ready, in a fresh home; nothing of it is left after the test."""
    yield from _ready(tmp_path / "дом с пробелом")


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One installation for all tests after which it still runs."""
    yield from _ready(tmp_path_factory.mktemp("lasting"))


def _ready(home: Path) -> Iterator[Running]:
    """What a start in an empty home adds to this is in test_demo.py and in the last test here."""
    made.copy_to(home)
    installation = Running(home, more={"NASVYAZI_DEMO": "0"})
    try:
        installation.wait_ready()
        yield installation
    finally:
        installation.destroy()


def test_a_taken_port_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = command(tmp_path, "run", PORT=str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} is taken by another program: choose another one, for example PORT=8001.\n"
    )
    assert not (tmp_path / "pg").exists()


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_a_wrong_port_is_wrong_usage(tmp_path: Path, port: str) -> None:
    done = command(tmp_path, "run", PORT=port)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_it_stops_in_time_and_goes_on_with_the_same_data(installation: Running) -> None:
    assert f"http://127.0.0.1:{installation.port}/" in installation.said
    assert (
        command(installation.home, "users", "add", "anna", NASVYAZI_PASSWORD="ночь-фонарь-12").returncode == 0
    )
    _stops_in_time(installation, signal.SIGINT)

    again = Running(installation.home, more={"NASVYAZI_DEMO": "0"})
    try:
        again.wait_ready()
        _stops_in_time(again, signal.SIGTERM)
    finally:
        again.destroy()
    done = command(installation.home, "users", "add", "anna", NASVYAZI_PASSWORD="ночь-фонарь-12")
    assert (done.returncode, done.stderr) == (1, "There is a user named anna already.\n")


def _stops_in_time(installation: Running, number: signal.Signals) -> None:
    assert installation.stop(number) < STOP_SECONDS
    assert installation.process.returncode == 0
    assert installation.said.endswith("Stopped.\n")
    assert "Traceback" not in installation.said
    assert processes(installation.home) == {}


def test_a_second_run_of_one_home_says_so(lasting: Running) -> None:
    done = command(lasting.home, "run", PORT=str(free_port()))
    assert done.returncode == 1
    assert f"is already running (process {lasting.process.pid})" in done.stderr
    assert lasting.is_ready()


def test_commands_use_the_database_of_what_runs_and_leave_it_running(lasting: Running) -> None:
    done = command(lasting.home, "migrate")
    assert (done.returncode, done.stdout) == (0, "The schema is up to date.\n")
    assert lasting.is_ready()


@pytest.mark.parametrize("role", ["web", "worker", "worker --only-intake", "listen"])
def test_a_killed_child_is_started_again(lasting: Running, role: str) -> None:
    before = lasting.children(role)
    if not before and os.cpu_count() == 1:
        pytest.skip("there is one core: nobody takes events beside the worker")
    os.kill(min(before), signal.SIGKILL)
    until(
        lambda: (after := lasting.children(role)) and not after & before and lasting.is_ready(),
        60,
        lambda: f"{role} is back: {lasting.children(role)}\n{lasting.said}",
    )
    assert f"{role} has stopped (-9), it starts again" in lasting.said


def test_a_killed_database_is_started_again(lasting: Running) -> None:
    postmaster = int((lasting.home / "pg" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    until(lambda: "was started again" in lasting.said and lasting.is_ready(), 60, "the database is back")


def test_nothing_outlives_a_killed_supervisor_but_the_database(installation: Running) -> None:
    os.kill(installation.process.pid, signal.SIGKILL)
    installation.process.wait(10)
    until(
        lambda: all("postgres" in words for words in processes(installation.home).values()),
        STOP_SECONDS,
        "the children have ended",
    )
    assert command(installation.home, "migrate").returncode == 0
    assert processes(installation.home) == {}


def test_roles_started_one_by_one_share_the_database_and_the_last_stops_it(tmp_path: Path) -> None:
    assert command(tmp_path, "migrate").returncode == 0
    port = free_port()
    roles = [Running(tmp_path, role, port) for role in ("web", "worker", "listen")]
    try:
        until(roles[0].is_ready, 60, lambda: f"the web answers\n{roles[0].said}")
        for role in roles:
            role.stop(signal.SIGTERM)
        # One of the web's two processes may not have been there yet when it was told to go.
        assert [re.sub(_CUT_OFF, "", role.said) for role in roles] == ["", "", ""]
        assert processes(tmp_path) == {}
    finally:
        for role in roles:
            role.destroy()
