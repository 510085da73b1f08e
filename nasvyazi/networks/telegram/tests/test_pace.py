"""How often we speak: Telegram's limits for a bot, a chat and a group, and what is done when it says "later"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nasvyazi.networks import http
from nasvyazi.networks.base import Account, Parcel, Place, PlaceKind, Throttled
from nasvyazi.networks.limits import Limiter
from nasvyazi.networks.telegram import client, network

from .build import GROUP
from .conftest import FakeTelegram, refusal


class Pace:
    """A clock that moves only when somebody sleeps, and the limiters that go by it."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self.now = 1000.0
        self.sent: list[float] = []
        self.telegram = telegram
        self._limiters: dict[tuple[str, float], Limiter] = {}

    def limiter(self, token: str, per_second: float, *, burst: int = 1) -> Limiter:
        """Stands for limits.limiter."""
        made = Limiter(per_second, burst=burst, clock=lambda: self.now, sleep=self._sleep)
        return self._limiters.setdefault((token, per_second), made)

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def request(self, *args: Any, **more: Any) -> http.Response:
        """Stands for http.request, which looks at the clock."""
        self.sent.append(self.now)
        return self.telegram.request(*args, **more)


@pytest.fixture
def pace(fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> Pace:
    found = Pace(fake)
    monkeypatch.setattr(client, "limiter", found.limiter)
    monkeypatch.setattr(client, "_waiting", {})
    monkeypatch.setattr(http, "request", found.request)
    fake.on("sendMessage", {"message_id": 1})
    return found


def to(chat: int) -> Parcel:
    kind = PlaceKind.CHAT if chat < 0 else PlaceKind.DIALOG
    return Parcel(place=Place(kind=kind, id=str(chat)), text="Приняли", key="k")


def test_a_chat_is_written_to_once_a_second_and_others_need_not_wait_for_it(
    account: Account, pace: Pace
) -> None:
    for chat in (1, 1, 2, 3):
        network.send(account, to(chat), deadline=60)
    first, second, third, fourth = pace.sent
    assert second - first == pytest.approx(1)
    assert fourth - second < 0.1 > third - second


def test_no_minute_sees_more_than_twenty_messages_in_a_group(account: Account, pace: Pace) -> None:
    end = pace.now + 300
    while pace.now < end:
        try:
            network.send(account, to(GROUP), deadline=60)
        except Throttled as error:
            pace.now += error.retry_after.total_seconds()
    assert pace.sent[9] - pace.sent[0] < 1
    assert max(sum(at <= one < at + 60 for one in pace.sent) for at in pace.sent) <= 20
    assert len(pace.sent) >= 50


def test_a_turn_that_is_far_away_is_given_back_at_once(account: Account, pace: Pace) -> None:
    for _ in range(10):
        network.send(account, to(GROUP), deadline=60)
    began = pace.now
    with pytest.raises(Throttled) as caught:
        network.send(account, to(GROUP), deadline=60)
    assert (caught.value.code, pace.now) == ("limit", began)


def test_no_second_sees_more_than_thirty_messages_of_the_bot(account: Account, pace: Pace) -> None:
    for chat in range(1, 101):
        network.send(account, to(chat), deadline=60)
    assert max(sum(at <= one < at + 1 for one in pace.sent) for at in pace.sent) <= 30


def later(pace: Pace, account: Account, chat: int) -> None:
    pace.telegram.on("sendMessage", refusal(429, "Too Many Requests", retry_after=60), {"message_id": 1})
    with pytest.raises(Throttled) as caught:
        network.send(account, to(chat), deadline=60)
    assert caught.value.code == "telegram:later"


def is_held(pace: Pace, account: Account, chat: int) -> bool:
    asked = len(pace.sent)
    try:
        network.send(account, to(chat), deadline=60)
    except Throttled as error:
        assert (error.code, len(pace.sent)) == ("limit", asked)
        return True
    return False


def test_one_chat_that_has_to_wait_does_not_hold_up_the_others(account: Account, pace: Pace) -> None:
    later(pace, account, 1)
    assert is_held(pace, account, 1)
    assert not is_held(pace, account, 2)
    pace.now += 60
    assert not is_held(pace, account, 1)


def test_two_chats_that_have_to_wait_hold_up_the_bot_and_no_other_bot(account: Account, pace: Pace) -> None:
    later(pace, account, 1)
    later(pace, account, 2)
    assert is_held(pace, account, 3)
    other = replace(account, network_id="5", secrets={"token": "5:AAother"})
    assert not is_held(pace, other, 3)
    pace.now += 60
    assert not is_held(pace, account, 3)


def test_chats_that_had_to_wait_one_after_the_other_are_no_sign_of_the_bot(
    account: Account, pace: Pace
) -> None:
    for chat in (1, 1, 2):
        later(pace, account, chat)
        pace.now += 61
    later(pace, account, 1)
    assert not is_held(pace, account, 3)
