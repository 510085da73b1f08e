"""A process that serves waits for a database that is away; a command for a person does not."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import psycopg
import pytest

from nasvyazi.cli import environment
from nasvyazi.cli.environment import database
from nasvyazi.toolbox.refusal import Refusal

AWAY = "postgresql:///nasvyazi?host=/nowhere"


def test_who_serves_waits_until_the_database_is_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", AWAY)
    monkeypatch.setenv("NASVYAZI_LANGUAGE", "en")
    asked = threading.Semaphore(0)
    back = threading.Event()

    class Answer:
        def close(self) -> None:
            return

    def connect(url: str, *, connect_timeout: int) -> Answer:
        asked.release()
        if not back.is_set():
            raise psycopg.OperationalError("the database system is starting up")
        return Answer()

    monkeypatch.setattr(psycopg, "connect", connect)
    monkeypatch.setattr(environment, "_PAUSE_SECONDS", 0.001)

    def return_after_three_questions() -> None:
        for _ in range(3):
            asked.acquire(timeout=10)
        back.set()

    thread = threading.Thread(target=return_after_three_questions)
    thread.start()
    with database(patience=30) as url:
        assert url == os.environ["DATABASE_URL"]
        assert back.is_set()
    thread.join()
    said = capsys.readouterr().err.splitlines()
    assert said == ["Waiting for the database that DATABASE_URL names: the database system is starting up"]


def test_patience_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", AWAY)
    with pytest.raises(Refusal, match="cannot be used"), database(patience=0.01):
        pytest.fail("it let us in")
