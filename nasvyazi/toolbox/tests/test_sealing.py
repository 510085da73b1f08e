"""What is sealed opens with any of the keys, in its own place, and nowhere else."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nasvyazi.toolbox import home, sealing

OLD, NEW = "b2xkLCBvbGQsIG9sZCwgb2xkLCBvbGQsIG9sZCEhISE=", "bmV3LCBuZXcsIG5ldywgbmV3LCBuZXcsIG5ldyEhISE="
VARIABLE = "NASVYAZI_SECRET_KEYS"


@pytest.fixture
def in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The keys' file of a new installation; nothing is in the environment."""
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("NASVYAZI_HOME", str(tmp_path))
    return tmp_path / "secrets" / "sealing_keys"


def test_what_is_sealed_is_not_to_be_seen_and_opens_again() -> None:
    sealed = sealing.seal("vk1.a.ключ", of="channel vk:1")
    assert "vk1.a" not in sealed
    assert sealing.unseal(sealed, of="channel vk:1") == "vk1.a.ключ"


def test_it_opens_in_its_own_place_alone() -> None:
    sealed = sealing.seal("token", of="channel vk:1")
    for other in ("channel vk:2", "channel vk:", "", "channel vk:1\0token"):
        with pytest.raises(sealing.CannotOpen):
            sealing.unseal(sealed, of=other)


@pytest.mark.parametrize("damaged", ["", "vk1.a.token", "gAAAAA", "ключ"])
def test_what_nobody_sealed_does_not_open(damaged: str) -> None:
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(damaged, of="x")


def test_every_key_opens_and_the_first_one_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, OLD)
    old = sealing.seal("token", of="x")
    monkeypatch.setenv(VARIABLE, f"{NEW},{OLD}")
    assert sealing.unseal(old, of="x") == "token"
    new = sealing.seal_again(old, of="x")
    assert sealing.seal_again(new, of="x") == new, "sealed with the first key already"
    monkeypatch.setenv(VARIABLE, NEW.replace("=", ""))
    with pytest.raises(sealing.BadKey):
        sealing.ensure_keys()
    monkeypatch.setenv(VARIABLE, NEW)
    assert sealing.unseal(new, of="x") == "token"
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(old, of="x")


@pytest.mark.parametrize("bad", ["hush-hush", f"{OLD} hush-hush", "aHVzaA=="])
def test_what_is_no_key_is_said_and_not_shown(bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, bad)
    with pytest.raises(sealing.BadKey) as caught:
        sealing.ensure_keys()
    told = str(caught.value)
    assert told.startswith(f"{VARIABLE}: number {len(bad.split())} is no key")
    assert bad.rsplit(maxsplit=1)[-1] not in told


def test_keys_are_made_at_the_first_start_for_their_owner_alone(in_a_file: Path) -> None:
    sealing.ensure_keys()
    assert stat.S_IMODE(in_a_file.stat().st_mode) == 0o600
    assert [file.name for file in in_a_file.parent.iterdir()] == ["sealing_keys"]
    former = in_a_file.read_text()
    sealing.ensure_keys()
    assert in_a_file.read_text() == former


def test_a_process_at_work_knows_a_new_key_at_once(in_a_file: Path) -> None:
    former = sealing.seal("token", of="x")
    sealing.add_key()
    assert len(in_a_file.read_text().split()) == 2
    assert sealing.seal_again(former, of="x") != former
    assert sealing.unseal(former, of="x") == "token"
    assert stat.S_IMODE(in_a_file.stat().st_mode) == 0o600


def test_two_rotations_at_once_forget_nobodys_key(in_a_file: Path) -> None:
    sealing.ensure_keys()
    with ThreadPoolExecutor(4) as several:
        list(several.map(lambda _turn: sealing.add_key(), range(8)))
    assert len(set(in_a_file.read_text().split())) == 9


def test_a_rotation_that_is_cut_short_leaves_the_file_as_it_was(
    in_a_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealing.ensure_keys()
    former = in_a_file.read_text()

    def power_cut(_descriptor: int) -> None:
        raise OSError("no power")

    with monkeypatch.context() as cut:
        cut.setattr(os, "fsync", power_cut)
        with pytest.raises(OSError, match="no power"):
            sealing.add_key()
    assert in_a_file.read_text() == former
    sealing.add_key()
    assert in_a_file.read_text().endswith(former)


def test_a_file_with_a_slip_of_the_pen_is_not_written_over(in_a_file: Path) -> None:
    sealing.ensure_keys()
    in_a_file.write_text("hush-hush\n")
    with pytest.raises(sealing.BadKey, match="sealing_keys: number 1 is no key"):
        sealing.add_key()
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(sealing_of(OLD), of="x")
    assert in_a_file.read_text() == "hush-hush\n"


def sealing_of(key: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, key)
        return sealing.seal("token", of="x")


def test_a_secret_file_is_made_once_by_whoever_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASVYAZI_HOME", str(tmp_path))
    assert home.secret_file("one", lambda: "first").read_text() == "first"
    assert home.secret_file("one", lambda: "second").read_text() == "first"
