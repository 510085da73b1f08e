"""Another key for what is sealed, from the command line."""

from __future__ import annotations

import json
import os
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nasvyazi.cli import program
from nasvyazi.domain.channels.models import Channel
from tests import factories

pytestmark = pytest.mark.django_db
OTHER = "c29tZWJvZHkgZWxzZSdzLCBub3QgdGhpcyBvbmUhISE="


@pytest.fixture(autouse=True)
def in_the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASVYAZI_LANGUAGE", "en")
    monkeypatch.setattr(sys.modules["nasvyazi.cli.secrets"], "product", nullcontext)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("NASVYAZI_SECRET_KEYS")
    monkeypatch.setenv("NASVYAZI_HOME", str(tmp_path))
    return tmp_path / "secrets" / "sealing_keys"


def rotate(*words: str) -> Result:
    return CliRunner().invoke(program, ["secrets", "rotate", *words])


def test_a_new_key_is_made_and_everything_sealed_with_it(file: Path) -> None:
    factories.channel()
    former = file.read_text()
    done = rotate()
    assert done.exit_code == 0
    assert f"{file} has a new first key" in done.stdout
    assert "Sealed with the first key: 1, of them 1 anew." in done.stdout
    keys = file.read_text().split()
    assert keys[1] == former
    assert not any(key in done.stdout for key in keys)
    file.write_text(keys[0])
    assert Channel.objects.get().secrets["token"] == "token"
    assert json.loads(rotate("--json").stdout) == {"sealed": 1, "anew": 1, "shut": [], "file": str(file)}


def test_with_the_keys_in_the_environment_it_says_what_to_do_and_seals_with_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    factories.channel()
    assert "put it before the others, restart everything, and run this again" in rotate().stdout
    monkeypatch.setenv("NASVYAZI_SECRET_KEYS", f"{OTHER} {os.environ['NASVYAZI_SECRET_KEYS']}")
    assert rotate().stdout == "Sealed with the first key: 1, of them 1 anew.\n"
    monkeypatch.setenv("NASVYAZI_SECRET_KEYS", OTHER)
    assert Channel.objects.get().secrets["token"] == "token"


def test_what_no_key_opens_is_named_with_what_to_do_and_the_rest_is_sealed(file: Path) -> None:
    lost, _kept = factories.channel(title="Lost"), factories.channel()
    Channel.objects.filter(pk=lost.pk).update(sealed="damaged")
    done = rotate()
    assert done.exit_code == 1
    assert "Sealed with the first key: 1, of them 1 anew." in done.stdout
    assert "Lost: cannot be opened with any key" in done.stderr
    assert f"nasvyazi channels set memory {lost.pk}" in done.stderr
