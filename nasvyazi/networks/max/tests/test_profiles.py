from dataclasses import replace

import pytest

from nasvyazi.networks.base import Account, NeedsHuman
from nasvyazi.networks.max import network

from .build import CHANNEL, GROUP, MARINA, RESIDENT
from .conftest import FakeMax, refusal

IN_GROUP, IN_CHANNEL = f"GET /chats/{GROUP}/members", f"GET /chats/{CHANNEL}/members"


def test_names_are_asked_of_the_chats_until_all_are_known(account: Account, fake: FakeMax) -> None:
    fake.on(IN_GROUP, {"members": [MARINA, {"user_id": 77, "first_name": "Кто-то"}]})
    told = network.profiles(account, [str(RESIDENT)], deadline=5)
    assert [(one.network_id, one.name) for one in told] == [(str(RESIDENT), "Марина Кузнецова")]
    assert [asked.call for asked in fake.asked] == [IN_GROUP]


def test_a_chat_that_is_closed_to_the_bot_is_passed_over(account: Account, fake: FakeMax) -> None:
    fake.on(IN_GROUP, refusal(403, "chat.denied"))
    fake.on(IN_CHANNEL, {"members": [MARINA]})
    assert len(network.profiles(account, [str(RESIDENT), "999"], deadline=5)) == 1
    fake.on(IN_GROUP, refusal(401, "verify.token"))
    with pytest.raises(NeedsHuman):
        network.profiles(account, [str(RESIDENT)], deadline=5)


def test_nobody_is_asked_of_nothing(account: Account, fake: FakeMax) -> None:
    assert network.profiles(account, [], deadline=5) == []
    assert network.profiles(account, ["nonsense"], deadline=5) == []
    assert network.profiles(replace(account, chats=()), [str(RESIDENT)], deadline=5) == []
    assert fake.asked == []
