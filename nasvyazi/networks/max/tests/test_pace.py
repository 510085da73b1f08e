"""How often we write: MAX's limits for a bot and a chat, and what is done when it says "later"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nasvyazi.networks import http
from nasvyazi.networks.base import OWN_PACE, Account, Parcel, Place, PlaceKind, Throttled
from nasvyazi.networks.limits import Limiter
from nasvyazi.networks.max import Max, client, network

from .build import message
from .conftest import FakeMax, refusal

SENT = {"message": message()}


class Pace:
    """A clock that moves only when somebody sleeps, and the limiters that go by it."""

    def __init__(self, fake: FakeMax) -> None:
        self.now = 1000.0
        self.sent: list[float] = []
        self.fake = fake
        self._limiters: dict[tuple[str, float], Limiter] = {}

    def limiter(self, token: str, per_second: float) -> Limiter:
        """Stands for limits.limiter."""
        made = Limiter(per_second, clock=lambda: self.now, sleep=self._sleep)
        return self._limiters.setdefault((token, per_second), made)

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def request(self, *args: Any, **more: Any) -> http.Response:
        """Stands for http.request, which looks at the clock."""
        self.sent.append(self.now)
        return self.fake.request(*args, **more)


@pytest.fixture
def pace(fake: FakeMax, monkeypatch: pytest.MonkeyPatch) -> Pace:
    found = Pace(fake)
    monkeypatch.setattr(client, "limiter", found.limiter)
    monkeypatch.setattr(http, "request", found.request)
    fake.on("POST /messages", SENT)
    return found


def to(chat: int) -> Parcel:
    return Parcel(place=Place(kind=PlaceKind.DIALOG, id=str(chat)), text="Приняли", key="k")


def test_no_second_sees_more_than_two_messages_in_a_chat_nor_thirty_in_all(
    account: Account, pace: Pace
) -> None:
    for _ in range(4):
        network.send(account, to(1), deadline=60)
    for chat in range(2, 60):
        network.send(account, to(chat), deadline=60)
    assert all(later - sooner >= 0.5 for sooner, later in zip(pace.sent[:3], pace.sent[1:4], strict=True))
    assert all(later - sooner > 1 for sooner, later in zip(pace.sent[4:-28], pace.sent[32:], strict=True))


def test_a_turn_that_comes_too_late_is_left_to_others(account: Account, pace: Pace) -> None:
    pace.fake.on("POST /messages", refusal(429, **{"retry-after": "5"}), SENT)
    with pytest.raises(Throttled) as caught:
        network.send(account, to(1), deadline=60)
    assert caught.value.code == "max:later"
    with pytest.raises(Throttled) as caught:
        network.send(account, to(1), deadline=60)
    assert (caught.value.code, len(pace.sent)) == (OWN_PACE, 1), "MAX is not asked again too early"
    network.send(account, to(2), deadline=60)
    assert pace.sent[-1] - pace.sent[0] == pytest.approx(1.0), "the whole bot rests for a moment only"


def test_against_a_practice_network_there_is_no_pace(account: Account, pace: Pace) -> None:
    for _ in range(3):
        Max(pace=None).send(replace(account), to(1), deadline=60)
    assert pace.sent == [1000.0] * 3
