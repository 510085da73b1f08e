"""Where a server's socket is found: a path that the operating system and a connection string can carry."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nasvyazi.toolbox.refusal import Refusal, gettext_noop

PORT = 5432  # only a part of the socket's file name: the server listens on no address
LONGEST_PATH_BYTES = 107  # sun_path of Linux without its closing zero


def folder_for(run: Path) -> str:
    """The folder itself, or a short link to it where its path cannot be used. Raises Refusal.

    A comma separates hosts in a connection string.
    """
    if _fits(run):
        return str(run)
    link = _private_folder() / hashlib.sha256(os.fsencode(run)).hexdigest()[:16]
    if not link.is_symlink() or link.readlink() != run:
        link.unlink(missing_ok=True)
        link.symlink_to(run)
    return str(link)


@contextmanager
def kept_by_cleaners(socket_folder: str) -> Iterator[None]:
    """systemd-tmpfiles spares what lies in a locked folder (tmpfiles.d(5)): the link may be months old."""
    folder = os.open(Path(socket_folder).parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_SH)
        yield
    finally:
        os.close(folder)


def _fits(folder: Path) -> bool:
    path = os.fsencode(folder / f".s.PGSQL.{PORT}")
    return len(path) <= LONGEST_PATH_BYTES and b"," not in path


def _private_folder() -> Path:
    """A folder with a short path that nobody else can write to or read."""
    folder = Path(tempfile.gettempdir()) / f"nasvyazi-{os.geteuid()}"
    if not _fits(folder / "0123456789abcdef"):
        folder = Path("/tmp") / folder.name  # noqa: S108 - made private below
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid() or facts.st_mode & 0o077:
        raise Refusal(
            gettext_noop("{folder} is not a private folder of yours: remove it or set TMPDIR."), folder=folder
        )
    return folder
