"""Where an installation lives."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from nasvyazi.toolbox.refusal import Refusal, gettext_noop

CHECKOUT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """NASVYAZI_HOME: the folder that holds everything an installation owns; by default `home` in the checkout."""
    return Path(os.environ.get("NASVYAZI_HOME") or CHECKOUT / "home").expanduser().absolute()


def private_folder(folder: Path) -> Path:
    """The folder, made if it is not there; what is made on the way to it is its owner's alone.

    Raises Refusal where this user cannot make it or where it belongs to another.
    """
    try:
        for missing in reversed([folder, *folder.parents]):
            missing.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Refusal(
            gettext_noop("The folder {folder} cannot be made: {why}. Choose another NASVYAZI_HOME."),
            folder=folder,
            why=error.strerror,
        ) from error
    if folder.stat().st_uid != os.geteuid():  # root too: what it made, the owner could not use afterwards
        raise Refusal(
            gettext_noop(
                "The folder {folder} belongs to another user: run as {owner} or choose another NASVYAZI_HOME."
            ),
            folder=folder,
            owner=_owner(folder),
        )
    return folder


def secret_file(name: str, make: Callable[[], str]) -> Path:
    """A file in NASVYAZI_HOME/secrets that only its owner reads (mode 0600), made once."""
    path = home() / "secrets" / name
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        _write(unfinished, make())
        # A hard link appears whole or not at all, so two first starts at once agree on one secret.
        path.hardlink_to(unfinished)
        for folder in (path.parent, path.parent.parent):
            _keep_entries(folder)
    except FileExistsError:
        return path
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def replace_secret(path: Path, text: str) -> None:
    """Another content of such a file: whole or not at all, and on the disk when this returns."""
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    _write(unfinished, text)
    unfinished.replace(path)
    _keep_entries(path.parent)


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def _keep_entries(folder: Path) -> None:
    """The names in a folder outlive a loss of power: a key must not be lost under what it has sealed."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _owner(folder: Path) -> str:
    try:
        return folder.owner()
    except (KeyError, OSError):
        return "?"
