"""A network whose events are numbers: what each of them tells is in the test's hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from nasvyazi.domain.accounts.models import Role, User
from nasvyazi.domain.attention import selectors as attention
from nasvyazi.domain.attention.kinds import Kind
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Event
from nasvyazi.domain.moderation import services
from nasvyazi.domain.moderation.models import PageRule
from nasvyazi.flows import incoming
from nasvyazi.networks import base, memory, optional, registry
from nasvyazi.networks.memory.world import World
from nasvyazi.toolbox import clock
from nasvyazi.toolbox.clock import now
from tests import factories


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


class Past(Story):
    """A story whose past can be read: `past` is what stands there, by number; `errors` meet the next readings."""

    code = "past"
    history = (optional.HistoryPart(code="dialogs", title="private messages"),)
    not_called_code = "vk:not_called"
    keeps_events = timedelta(minutes=100)
    lost_code = "vk:history"

    def __init__(self) -> None:
        super().__init__()
        self.past: list[int] = []
        self.errors: list[base.NetworkError] = []
        self.asked: list[datetime] = []

    def read_back(
        self, account: base.Account, part: str, *, since: datetime
    ) -> Iterator[Sequence[base.Envelope]]:
        self.asked.append(since)
        for number in self.past:
            yield [base.Envelope(external_id="", type="story", body=f"{number} read".encode())]
        if self.errors:
            raise self.errors.pop(0)

    def stands(self, number: int, seen: base.Seen) -> None:
        """From now on this stands in the network."""
        self.told[number] = [seen]
        self.past.append(number)


@pytest.fixture
def past(monkeypatch: pytest.MonkeyPatch) -> Past:
    """The network `past`, registered for the test."""
    network = Past()
    monkeypatch.setitem(registry.networks(), network.code, network)
    return network


def ago(**past: float) -> datetime:
    """A moment before now."""
    return clock.now() - timedelta(**past)


def take() -> None:
    """Take every event that waits."""
    for event in Event.objects.filter(state=Event.State.NEW).order_by("pk"):
        assert incoming.take(event.pk)


def missed() -> list[attention.Item]:
    """What the ledger says was missed and cannot be read."""
    return [
        item
        for line in attention.ledger(user=None, now=clock.now())
        if line.kind == Kind.PAST_MISSED
        for item in line.items
    ]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The far side of the network in memory, registered for the test with its twin without keys."""
    for network in (memory.with_key, memory.without_key):
        monkeypatch.setitem(registry.networks(), network.code, network)
    yield memory.with_key.world
    memory.with_key.world.clear()
    memory.without_key.world.clear()


@pytest.fixture
def channel() -> Channel:
    """A channel of the network in memory."""
    return factories.channel("memory")


@pytest.fixture
def operator() -> User:
    """Somebody of the main desk."""
    return factories.user()


@pytest.fixture
def rule() -> PageRule:
    """A published rule of all pages."""
    by = factories.user(Role.ADMINISTRATOR)
    return services.add_rule(
        channel=None, number="3", text="Брань", url="https://vk.com/topic-1_2", by=by, now=now()
    )
