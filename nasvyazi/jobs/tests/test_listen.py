"""The listener: which channels it asks, and what it holds while it waits."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from nasvyazi.domain.channels.models import Channel
from nasvyazi.flows import watching
from nasvyazi.jobs import listen
from nasvyazi.networks import base
from tests import factories
from tests.sandbox import wait_until

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PATIENCE = 40.0


class Waiting:
    """A network in which nothing happens: whoever asks stands here until the test lets them go."""

    def __init__(self) -> None:
        self.asked: dict[int, bool] = {}
        self.somebody_asks = threading.Event()
        self.go_on = threading.Event()

    def poll(self, channel: Channel, *, wait: float) -> int:
        self.asked[channel.pk] = connection.connection is not None
        self.somebody_asks.set()
        assert self.go_on.wait(PATIENCE)
        raise base.NeedsHuman("vk:5")


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Waiting:
    found = Waiting()
    monkeypatch.setattr(watching, "poll", found.poll)
    return found


@pytest.fixture
def asking(network: Waiting) -> Iterator[dict[int, listen.Asker]]:
    """The listener's askers; all of them have ended when the test has."""
    found: dict[int, listen.Asker] = {}
    yield found
    network.go_on.set()
    for asker in found.values():
        asker.stop.set()
        asker.thread.join(PATIENCE)


@pytest.fixture
def channel() -> Channel:
    found = factories.channel()
    Channel.objects.update(mode=Channel.Mode.POLL)
    return found


def test_a_network_is_waited_for_without_a_connection_to_the_database(
    channel: Channel, network: Waiting, asking: dict[int, listen.Asker]
) -> None:
    listen.look(asking)
    assert network.somebody_asks.wait(PATIENCE)
    assert network.asked == {channel.pk: False}


def test_a_channel_is_asked_by_one_listener_and_by_another_when_that_one_has_gone(
    channel: Channel, asking: dict[int, listen.Asker]
) -> None:
    others: dict[int, listen.Asker] = {}
    with ThreadPoolExecutor(1) as other_process:
        other_process.submit(listen.look, others).result(PATIENCE)
        listen.look(asking)
        assert (list(others), list(asking)) == ([channel.pk], [])
        others[channel.pk].stop.set()
        other_process.submit(connection_gone).result(PATIENCE)

    def asked() -> list[int]:
        listen.look(asking)
        return list(asking)

    assert wait_until(asked, seconds=PATIENCE, what="the lock to be given back") == [channel.pk]
    asking[-1] = others[channel.pk]


def test_a_channel_that_is_no_longer_polled_is_left(
    channel: Channel, network: Waiting, asking: dict[int, listen.Asker]
) -> None:
    listen.look(asking)
    Channel.objects.update(is_active=False)
    listen.look(asking)
    network.go_on.set()
    asking[channel.pk].thread.join(PATIENCE)
    listen.look(asking)
    assert asking == {}


def connection_gone() -> None:
    connection.close()
