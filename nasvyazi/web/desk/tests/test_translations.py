"""Everything that people read is in Russian."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
CATALOGUE = Path("nasvyazi/locale/ru/LC_MESSAGES/django.po")
needs_gettext = pytest.mark.skipif(
    shutil.which("msgfmt") is None, reason="gettext is not installed: the translations were not checked"
)


def msgattrib(path: Path, *choice: str) -> str:
    """The entries of a catalogue that are chosen, as text; its head is no entry."""
    told = subprocess.run(
        ["msgattrib", "--no-wrap", "--no-obsolete", *choice, str(path)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return told.partition("\n\n")[2]


@needs_gettext
def test_the_compiled_catalogue_is_the_written_one(tmp_path: Path) -> None:
    compiled = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", str(compiled), str(ROOT / CATALOGUE)], check=True)
    shipped = (ROOT / CATALOGUE).with_suffix(".mo")
    assert compiled.read_bytes() == shipped.read_bytes(), "run `make messages` and commit"


@needs_gettext
def test_every_text_in_the_code_has_a_russian_translation(tmp_path: Path) -> None:
    """The texts are collected anew from a copy: what the catalogue lacks or no longer needs shows itself."""
    left_out = shutil.ignore_patterns("__pycache__", "static", "tests", "*.mo")
    shutil.copytree(ROOT / "nasvyazi", tmp_path / "nasvyazi", ignore=left_out)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / "home").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "NASVYAZI_HOME": str(tmp_path / "home")}
    subprocess.run([sys.executable, "scripts/messages.py"], cwd=tmp_path, env=environment, check=True)
    fresh = tmp_path / CATALOGUE
    assert msgattrib(fresh, "--untranslated") == ""
    assert msgattrib(fresh, "--only-fuzzy") == ""
