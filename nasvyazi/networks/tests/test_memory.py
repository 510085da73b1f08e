"""The in-memory network keeps the contract, with and without a key."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from nasvyazi.networks import memory
from nasvyazi.networks.base import (
    Account,
    NeedsHuman,
    NetworkError,
    NothingSent,
    Parcel,
    Place,
    PlaceKind,
    Throttled,
    Unclear,
)
from nasvyazi.networks.memory.world import Told
from nasvyazi.networks.testing import Fault, Happened, NetworkContract, Request, Rig

SECRET = "memory-secret"
POST = "post1"


class MemoryRig(Rig):
    """The hand on the other side is the network's own world."""

    def __init__(self, network: memory.MemoryNetwork) -> None:
        self.network = network
        self.world = network.world
        self.account = Account(network_id="100", api_url="memory:", secrets={"secret": SECRET})
        self.world.names["501"] = "Марина Кузнецова"

    def _happened(self, told: Told) -> Happened:
        return Happened(place=told.place, external_id=told.external_id, request=self._request(told.body))

    def _request(self, body: bytes) -> Request:
        return Request(headers={memory.SECRET_HEADER: SECRET}, body=body)

    def write(self, text: str) -> Happened:
        return self._happened(self.world.write("100", "501", text))

    def comment(self, text: str) -> Happened:
        return self._happened(self.world.comment("100", POST, "501", text))

    def edit(self, said: Happened, text: str) -> Happened:
        told = Told(place=said.place, external_id=said.external_id, body=b"")
        return self._happened(self.world.edit("100", "501", told, text))

    def delete(self, comment: Happened) -> Happened:
        told = Told(place=comment.place, external_id=comment.external_id, body=b"")
        return self._happened(self.world.delete("100", told))

    def block(self) -> Place:
        return self.world.block("100", "502").place

    def echo(self, place: Place) -> Request:
        return self._request(self.world.events("100")[-1])

    def resident(self) -> tuple[str, str]:
        return "501", "Марина Кузнецова"

    def arrived(self, place: Place) -> list[str]:
        return self.world.arrived(place)

    def fail_next(self, fault: Fault) -> Account:
        errors: dict[Fault, NetworkError] = {
            Fault.UNREACHABLE: NothingSent("connect"),
            Fault.SILENT_BEFORE: Unclear("timeout"),
            Fault.SILENT_AFTER: Unclear("timeout"),
            Fault.THROTTLED: Throttled("http:429", retry_after=timedelta(seconds=1)),
            Fault.NEEDS_HUMAN: NeedsHuman("memory:trouble"),
        }
        self.world.fail_next("after" if fault is Fault.SILENT_AFTER else "before", errors[fault])
        return self.account

    def forged(self, request: Request) -> list[Request]:
        return [replace(request, headers=headers) for headers in ({memory.SECRET_HEADER: "wrong"}, {})]


class TestWithKey(NetworkContract):
    @pytest.fixture(scope="class")
    @classmethod
    def rig(cls) -> Rig:
        return MemoryRig(memory.MemoryNetwork(code="memory", with_key=True))


class TestWithoutKey(NetworkContract):
    @pytest.fixture(scope="class")
    @classmethod
    def rig(cls) -> Rig:
        return MemoryRig(memory.MemoryNetwork(code="memory_nokey", with_key=False))


def test_faults_queue_up_and_pass() -> None:
    network = memory.MemoryNetwork(code="memory", with_key=True)
    rig = MemoryRig(network)
    place = Place(kind=PlaceKind.DIALOG, id="501")
    network.world.fail_next("before", NothingSent("connect"))
    network.world.fail_next("after", Unclear("timeout"))
    sent = [Parcel(place=place, text=f"часть {number}", key=str(number)) for number in range(3)]
    with pytest.raises(NothingSent):
        network.send(rig.account, sent[0], deadline=1)
    with pytest.raises(Unclear):
        network.send(rig.account, sent[1], deadline=1)
    network.send(rig.account, sent[2], deadline=1)
    assert network.world.arrived(place) == ["часть 1", "часть 2"]
    assert network.world.arrived(place, channel="another") == []


def test_a_waiting_poll_wakes_up_when_somebody_writes() -> None:
    network = memory.MemoryNetwork(code="memory", with_key=True)
    account = Account(network_id="100", api_url="memory:")
    threading.Timer(0.05, network.world.write, args=("100", "501", "Здравствуйте")).start()
    polled = network.poll(account, "0", wait=10)
    assert len(polled.envelopes) == 1
    assert network.poll(account, polled.cursor, wait=0).envelopes == []


def test_a_forgotten_world_is_lost_history() -> None:
    network = memory.MemoryNetwork(code="memory", with_key=True)
    assert network.poll(Account(network_id="100", api_url="memory:"), "7", wait=0).lost_history


def test_both_networks_of_the_test_settings_are_there() -> None:
    assert (memory.with_key.code, memory.without_key.code) == ("memory", "memory_nokey")
