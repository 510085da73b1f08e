"""The folders of an installation."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nasvyazi.toolbox.home import home, private_folder
from nasvyazi.toolbox.refusal import Refusal


def test_what_is_made_is_its_owners_alone(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "home" / "run")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert private_folder(folder) == folder


def test_what_was_there_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o755)
    (tmp_path / "home").chmod(0o755)
    private_folder(tmp_path / "home" / "run")
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o755


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_refused_to_root_too(tmp_path: Path) -> None:
    os.chown(tmp_path, 65534, 65534)
    with pytest.raises(Refusal, match="belongs to another user: run as nobody"):
        private_folder(tmp_path)


def test_the_home_is_an_absolute_path_whatever_is_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NASVYAZI_HOME", "дом")
    assert home() == tmp_path / "дом"
    monkeypatch.setenv("NASVYAZI_HOME", "~/дом")
    assert home() == Path.home() / "дом"
    monkeypatch.setenv("NASVYAZI_HOME", "")
    assert home().name == "home"
