"""The embedded server, with real processes that are really killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from nasvyazi.toolbox import postgres
from nasvyazi.toolbox.postgres import machine
from nasvyazi.toolbox.refusal import Refusal

pytestmark = pytest.mark.crash

USER = """
import sys, time
from pathlib import Path
from nasvyazi.toolbox import postgres
with postgres.server(Path(sys.argv[1]), durable=False):
    print("in", flush=True)
    sys.stdin.readline()
"""


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Waits for the condition, at most so long."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def postmaster(home: Path) -> int:
    return int((home / "pg" / "postmaster.pid").read_text().split("\n", 1)[0])


def is_running(pid: int) -> bool:
    """A zombie no longer runs: in a container nobody may collect it."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def ask(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def tell(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@contextmanager
def another_user(home: Path, *, wait: bool = True) -> Iterator[subprocess.Popen[str]]:
    """Another process inside `server(home)`; a line to its stdin lets it leave."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        if wait:
            assert process.stdout.readline() == "in\n"
        yield process
    finally:
        process.stdin.close()
        process.stdout.close()
        assert process.wait(20) is not None


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose server is gone after the test, whatever the test did."""
    yield tmp_path
    if (tmp_path / "run").exists():
        assert postgres.stop_if_unused(tmp_path)


def test_it_knows_cyrillic_letters_and_listens_on_no_address(home: Path) -> None:
    with postgres.server(home, durable=False) as url:
        tell(url, "CREATE EXTENSION pg_trgm", "CREATE EXTENSION unaccent")
        assert ask(url, "SELECT similarity('дорога', 'дороги')") == pytest.approx(0.5, abs=0.2)
        assert ask(url, "SELECT lower('ЯМА ВО ДВОРЕ')") == "яма во дворе"
        assert ask(url, "SELECT current_setting('server_encoding')") == "UTF8"
        assert ask(url, "SELECT current_setting('listen_addresses')") == ""
        assert (home / "run" / ".s.PGSQL.5432").stat().st_mode & 0o777 == 0o700
        assert (home / "pg").stat().st_mode & 0o777 == 0o700


def test_it_is_durable_unless_a_test_asks_otherwise(home: Path) -> None:
    with postgres.server(home) as url:
        said = [ask(url, f"SELECT current_setting('{name}')") for name in ("fsync", "synchronous_commit")]
    assert said == ["on", "on"]


def test_a_refused_statement_leaves_nothing_of_what_it_was_to_write_in_the_log(home: Path) -> None:
    with postgres.server(home, durable=False) as url:
        tell(url, "CREATE TABLE keys (id int PRIMARY KEY, word text CHECK (word <> 'forbidden-word'))")
        tell(url, "INSERT INTO keys VALUES (1, 'token-of-a-bot')")
        for statement in (
            "INSERT INTO keys VALUES (1, 'token-of-a-bot')",
            "INSERT INTO keys VALUES (2, 'forbidden-word')",
        ):
            with pytest.raises(psycopg.IntegrityError):
                tell(url, statement)
    logs = "".join(path.read_text() for path in (home / "log").iterdir())
    assert "violates unique constraint" in logs
    assert "violates check constraint" in logs
    assert "token-of-a-bot" not in logs
    assert "forbidden-word" not in logs


def test_data_outlives_the_server_and_nothing_runs_afterwards(home: Path) -> None:
    with postgres.server(home, durable=False) as url:
        tell(url, "CREATE TABLE said AS SELECT 'яма' AS words")
        first = postmaster(home)
    assert not is_running(first)
    with postgres.server(home, durable=False) as url:
        assert ask(url, "SELECT words FROM said") == "яма"
        assert postmaster(home) != first


def test_the_last_one_out_turns_off_the_light(home: Path) -> None:
    with another_user(home) as other:
        with postgres.server(home, durable=False) as url:
            pid = postmaster(home)
            assert ask(url, "SELECT 1") == 1
        assert is_running(pid)
        assert ask(url, "SELECT 1") == 1
        other.communicate("leave\n")
        assert not is_running(pid)


def test_who_leaves_first_does_not_turn_off_the_light_for_the_others(home: Path) -> None:
    with another_user(home) as other, postgres.server(home, durable=False) as url:
        other.communicate("leave\n")
        assert ask(url, "SELECT 1") == 1


def test_many_who_come_at_once_meet_in_one_server(home: Path) -> None:
    with another_user(home, wait=False), another_user(home, wait=False), another_user(home) as third:
        with postgres.server(home, durable=False) as url:
            assert ask(url, "SELECT 1") == 1
        third.communicate("leave\n")


def test_the_server_of_a_killed_program_is_found_and_used(home: Path) -> None:
    with another_user(home) as other:
        orphan = postmaster(home)
        os.killpg(other.pid, signal.SIGKILL)
        other.wait(5)
    assert is_running(orphan)
    with postgres.server(home, durable=False) as url:
        assert postmaster(home) == orphan
        assert ask(url, "SELECT 1") == 1
    assert not is_running(orphan)


def test_a_database_half_made_is_made_anew(home: Path) -> None:
    with another_user(home, wait=False) as other:
        until((home / "pg.new" / "base").exists)
        os.killpg(other.pid, signal.SIGKILL)
        other.wait(5)
    assert not (home / "pg").exists()
    with postgres.server(home, durable=False) as url:
        assert ask(url, "SELECT current_database()") == "nasvyazi"


def test_what_else_lies_in_the_home_is_left_alone(home: Path) -> None:
    (home / "notes.txt").write_text("mine")
    with postgres.server(home, durable=False):
        pass
    assert (home / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "name",
    ["район, дом 5", "q" * 100 + "/" + "ы" * 100 + "/" + "z" * 200, 'кав"ычка'],
    ids=["comma and space", "longer than a socket's path", "quote"],
)
def test_any_path_will_do(home: Path, name: str) -> None:
    with postgres.server(home / name, durable=False) as url:
        assert ask(url, "SELECT 1") == 1
    assert postgres.stop_if_unused(home / name)


def test_the_persons_own_postgres_variables_do_not_reach_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGPORT": "6000", "PGHOST": "example.invalid", "PGDATA": "/nowhere"}.items():
        monkeypatch.setenv(name, value)
    with postgres.server(home, durable=False) as url:
        assert ask(url, "SELECT 1") == 1


def test_a_killed_servers_number_that_a_stranger_has_now_is_no_obstacle(home: Path) -> None:
    with postgres.server(home, durable=False):
        left_behind = (home / "pg" / "postmaster.pid").read_text().split("\n", 1)[1]
    (home / "pg" / "postmaster.pid").write_text(f"{os.getppid()}\n{left_behind}")
    with postgres.server(home, durable=False) as url:
        assert ask(url, "SELECT 1") == 1


def test_a_killed_server_is_revived(home: Path) -> None:
    with postgres.server(home) as url:
        assert postgres.revive(home) is False
        tell(url, "CREATE TABLE said AS SELECT 'яма' AS words")
        os.kill(postmaster(home), signal.SIGKILL)
        until(lambda: postgres.revive(home))
        assert ask(url, "SELECT words FROM said") == "яма"


def test_data_of_another_version_is_refused_and_not_touched(home: Path) -> None:
    (home / "pg").mkdir()
    (home / "pg" / "PG_VERSION").write_text("12\n")
    with pytest.raises(Refusal, match="made by PostgreSQL 12, this program brings 1"), postgres.server(home):
        pass
    assert [path.name for path in (home / "pg").iterdir()] == ["PG_VERSION"]


def test_a_folder_that_is_no_database_is_refused_and_not_touched(home: Path) -> None:
    (home / "pg").mkdir()
    (home / "pg" / "thesis.odt").write_text("dear")
    with pytest.raises(Refusal, match="holds no database"), postgres.server(home):
        pass
    assert (home / "pg" / "thesis.odt").read_text() == "dear"


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    with postgres.server(home, durable=False):
        pass
    (home / "pg" / "postgresql.conf").write_text("shared_buffers = a lot\n")
    with pytest.raises(Refusal, match="syntax error"), postgres.server(home, durable=False):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to take another name")
def test_root_is_told_what_to_do_where_it_may_not_take_another_name(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuses = tmp_path / "bin" / "unshare"
    refuses.parent.mkdir()
    refuses.write_text("#!/bin/sh\nexit 1\n")
    refuses.chmod(0o755)
    monkeypatch.setenv("PATH", f"{refuses.parent}:{os.environ['PATH']}")
    with pytest.raises(Refusal, match=r"as an ordinary user .* or set DATABASE_URL"), postgres.server(home):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to take another name")
def test_roots_server_runs_by_another_name_and_its_files_stay_roots(home: Path) -> None:
    assert machine.as_somebody()[0] == "unshare"
    with postgres.server(home, durable=False):
        assert Path(f"/proc/{postmaster(home)}/uid_map").read_text().split()[0] != "0"
        assert (home / "pg").stat().st_uid == 0
