"""Sealing what must not lie open in the database: with keys that lie elsewhere, as the database may be copied.

The keys are in NASVYAZI_SECRET_KEYS or else, one a line, in a file of NASVYAZI_HOME/secrets, made at the first start.
The first one seals, all of them open. A file that changes is read anew at once, so that the processes at work know the
new key of a rotation. What is sealed says what it is of: put into another row, it does not open there.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from .home import home, replace_secret, secret_file
from .refusal import Refusal, gettext_noop

_FILE = "sealing_keys"
_KEY_BYTES = 32
_OF = "\0"


class CannotOpen(Exception):
    """Sealed with a key that is not here, sealed for something else, or damaged."""


class BadKey(Refusal):
    """What stands where keys should is none; the text never shows it."""


def seal(text: str, *, of: str) -> str:
    """The text, sealed as that of `of` (say, "channel vk:1") with the first key. Raises BadKey."""
    return _keys()[0].encrypt(f"{of}{_OF}{text}".encode()).decode()


def unseal(sealed: str, *, of: str) -> str:
    """What was sealed of `of`, with any of the keys. Raises CannotOpen."""
    return _opened(sealed, of, every=True)


def seal_again(sealed: str, *, of: str) -> str:
    """The same, sealed with the first key; what is sealed with it already stays as it is. Raises CannotOpen, BadKey."""
    try:
        _opened(sealed, of, every=False)
    except CannotOpen:
        return seal(unseal(sealed, of=of), of=of)
    return sealed


def ensure_keys() -> None:
    """The keys are there; made where there were none. Raises BadKey."""
    _keys()


def are_in_environment() -> bool:
    """Whether the keys are the administrator's own, and not in a file of the installation."""
    return bool(_given())


def key_file() -> Path:
    """The file of keys; made with one where there was none."""
    return secret_file(_FILE, _new_key)


def add_key() -> None:
    """A new first key in the file, above the former ones: whole or not at all, whatever happens. Raises BadKey."""
    path = key_file()
    with _alone(path.parent):
        former = path.read_text()
        _from_words(former, str(path))  # a key with a slip of the pen in it is mended, not buried
        replace_secret(path, f"{_new_key()}\n{former}")


def _opened(sealed: str, of: str, *, every: bool) -> str:
    try:
        keys = _keys()
        opened = MultiFernet(keys if every else keys[:1]).decrypt(sealed.encode()).decode()
    except (InvalidToken, BadKey):
        raise CannotOpen(of) from None
    owner, _, text = opened.partition(_OF)
    if owner != of:
        raise CannotOpen(of)
    return text


def _given() -> str:
    return os.environ.get("NASVYAZI_SECRET_KEYS", "").strip()


def _keys() -> tuple[Fernet, ...]:
    if given := _given():
        return _from_words(given, "NASVYAZI_SECRET_KEYS")
    path = home() / "secrets" / _FILE
    try:
        known = path.stat()
    except FileNotFoundError:
        known = key_file().stat()
    return _from_file(path, known.st_mtime_ns, known.st_ino)


@lru_cache(maxsize=2)
def _from_file(path: Path, changed: int, number: int) -> tuple[Fernet, ...]:
    """`changed` and `number` (of the inode) say which state of the file this is."""
    return _from_words(path.read_text(), str(path))


@lru_cache(maxsize=2)
def _from_words(words: str, where: str) -> tuple[Fernet, ...]:
    found = [_key(word) for word in words.replace(",", " ").split()]
    if not found or None in found:
        raise BadKey(
            gettext_noop(
                "{where}: number {number} is no key. A key is 32 random bytes in base64, for example from "
                "`openssl rand -base64 32`; several stand one after another, the newest first."
            ),
            where=where,
            number=found.index(None) + 1 if found else 1,
        )
    return tuple(key for key in found if key is not None)


def _key(word: str) -> Fernet | None:
    try:
        raw = base64.b64decode(word.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError):
        return None
    return Fernet(base64.urlsafe_b64encode(raw)) if len(raw) == _KEY_BYTES else None


def _new_key() -> str:
    return Fernet.generate_key().decode()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two rotations at once must not each forget the other's key."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
