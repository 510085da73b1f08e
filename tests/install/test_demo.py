"""`make run`'s first minute: the demo is there, and what a resident writes in the practice network arrives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nasvyazi.demo.cast import COMMUNITIES, RESIDENTS, Community
from nasvyazi.demo.photos import Painter
from nasvyazi.demo.stages import stage_of
from nasvyazi.sandbox.client import Control
from nasvyazi.toolbox.ports import free_port
from tests.running import Running, command, until


def test_a_message_from_the_practice_network_arrives_also_when_the_ports_have_changed(tmp_path: Path) -> None:
    for words in ("Во дворе снова темно", "А лавочку так и не починили"):
        with _started(tmp_path) as (installation, practice_url):
            _has_told_where_to_click_and_how_to_sign_in(installation, practice_url)
            for community in COMMUNITIES.values():
                _write(practice_url, community, f"{words}, {community.title}")
            until(
                lambda words=words: _arrived(installation, words) == len(COMMUNITIES),
                60,
                lambda: f"all messages have arrived\n{installation.said}",
            )


@contextmanager
def _started(home: Path) -> Iterator[tuple[Running, str]]:
    practice_port = free_port()
    installation = Running(home, more={"SANDBOX_PORT": str(practice_port)})
    try:
        installation.wait_ready()
        yield installation, f"http://127.0.0.1:{practice_port}"
        installation.stop()
    finally:
        installation.destroy()


def _has_told_where_to_click_and_how_to_sign_in(installation: Running, practice_url: str) -> None:
    assert f"http://127.0.0.1:{installation.port}/" in installation.said
    assert f"{practice_url}/" in installation.said
    words = json.loads((installation.home / "secrets" / "demo_passwords.json").read_text())
    for name, password in words.items():
        assert f"  {name:<10} {password}" in installation.said


def _write(practice_url: str, community: Community, text: str) -> None:
    resident = next(one for one in RESIDENTS.values() if one.network == community.network)
    with Control(practice_url) as control:
        dialog = stage_of(control, community, Painter()).dialog(resident.user_id)
        control.post(f"{dialog}/messages", {"text": text})


def _arrived(installation: Running, words: str) -> int:
    done = command(installation.home, "messages", "export", "--json")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return sum(row["text"].startswith(words) and row["appeal"] is not None for row in rows)
