"""What of a channel is sealed in the database: its secrets, the key of its webhook's path, where its long poll stands.

Where that cannot be opened (the key of another installation, a restored copy without its key) the channel is "shut": it
is in trouble until a person has mended it, and nothing else is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Never

from django.db import models

from nasvyazi.networks.base import SEALED, NeedsHuman
from nasvyazi.toolbox import sealing


@dataclass(frozen=True, slots=True)
class Kept:
    """The opened secrets of a channel."""

    secrets: Mapping[str, str] = field(repr=False)
    hook_key: str = field(repr=False)


class _Shut(Mapping[str, str]):
    """Secrets that cannot be opened: whoever needs one is told so."""

    def __getitem__(self, name: str) -> Never:
        raise NeedsHuman(SEALED)

    def __iter__(self) -> Iterator[str]:
        raise NeedsHuman(SEALED)

    def __len__(self) -> Never:
        raise NeedsHuman(SEALED)


SHUT = _Shut()


def hook_digest(key: str) -> str:
    """By what a webhook finds its channel. The key is random and long: its hash needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


class KeepsSecrets(models.Model):
    """A channel by its name in its network, and what is sealed under that name."""

    network = models.CharField(max_length=20)
    network_id = models.CharField(max_length=64)
    hook_digest = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    sealed_cursor = models.TextField(blank=True)

    _opened: tuple[str, Kept] | None = None

    class Meta:
        abstract = True

    def keep(self, *, secrets: Mapping[str, str], hook_key: str) -> list[str]:
        """Seal these; the names of the fields that are to be saved."""
        told = json.dumps({"secrets": dict(secrets), "hook_key": hook_key}, ensure_ascii=False)
        self.sealed = sealing.seal(told, of=self._sealed_of)
        self.hook_digest = hook_digest(hook_key)
        return ["sealed", "hook_digest"]

    def seal_cursor(self, cursor: str) -> str:
        """A cursor as it is kept; VK's holds the key of its queue."""
        return sealing.seal(cursor, of=f"cursor of {self._sealed_of}") if cursor else ""

    def seal_again(self) -> list[str]:
        """Seal with the first key what is sealed with another; the names of the fields that are to be saved.

        Raises sealing.CannotOpen.
        """
        former = self.sealed, self.sealed_cursor
        self.sealed = sealing.seal_again(self.sealed, of=self._sealed_of)
        if self.sealed_cursor:
            self.sealed_cursor = sealing.seal_again(self.sealed_cursor, of=f"cursor of {self._sealed_of}")
        return ["sealed", "sealed_cursor"] if (self.sealed, self.sealed_cursor) != former else []

    @property
    def is_shut(self) -> bool:
        """Whether its secrets cannot be opened with the keys that are here."""
        try:
            self._kept()
        except NeedsHuman:
            return True
        return False

    @property
    def secrets(self) -> Mapping[str, str]:
        """Named as the network's credentials. Raises NeedsHuman where they are shut."""
        return self._kept().secrets

    @property
    def hook_key(self) -> str:
        """The secret part of the webhook's path; the network's own secret is checked besides. Raises NeedsHuman."""
        return self._kept().hook_key

    @property
    def poll_cursor(self) -> str:
        """Where the next long poll begins. Raises NeedsHuman where the channel is shut."""
        return _open(self.sealed_cursor, f"cursor of {self._sealed_of}") if self.sealed_cursor else ""

    def _kept(self) -> Kept:
        """Opened once, as long as it is the same."""
        if self._opened is None or self._opened[0] != self.sealed:
            self._opened = self.sealed, Kept(**json.loads(_open(self.sealed, self._sealed_of)))
        return self._opened[1]

    @property
    def _sealed_of(self) -> str:
        return f"channel {self.network}:{self.network_id}"


def _open(sealed: str, of: str) -> str:
    try:
        return sealing.unseal(sealed, of=of)
    except sealing.CannotOpen:
        raise NeedsHuman(SEALED) from None
