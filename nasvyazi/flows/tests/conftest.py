"""A network whose events are numbers: what each of them tells is in the test's hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import transaction

from nasvyazi.networks import base, memory, registry


class Story:
    """Events are `b"<number> <road>"`; `told` says what each number tells. Everything else a memory network does."""

    code = "story"

    def __init__(self) -> None:
        self.told: dict[int, list[base.Seen] | Exception] = {}

    def __getattr__(self, name: str) -> object:
        return getattr(memory.with_key, name)

    def parse(self, account: base.Account, body: bytes, *, now: datetime) -> list[base.Seen]:
        told = self.told[int(body.split(b" ")[0])]
        if isinstance(told, Exception):
            raise told
        return told

    def envelope(self, number: int, *, road: str = "webhook") -> base.Envelope:
        """The event as a road brings it: the same id, other bytes."""
        return base.Envelope(external_id=f"e{number}", type="story", body=f"{number} {road}".encode())


@pytest.fixture
def story(monkeypatch: pytest.MonkeyPatch) -> Story:
    """The network `story`, registered for the test."""
    network = Story()
    monkeypatch.setitem(registry.networks(), network.code, network)
    return network


@contextmanager
def forgotten() -> Iterator[None]:
    """Whatever the block writes is undone: one example of many."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
