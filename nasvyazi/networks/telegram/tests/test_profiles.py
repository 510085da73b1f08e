from typing import Any

import pytest

from nasvyazi.networks.base import Account, NeedsHuman, Throttled
from nasvyazi.networks.telegram import network

from .conftest import FakeTelegram, refusal

KNOWN = {
    "7": {"id": 7, "type": "private", "first_name": "Марина", "last_name": "К.", "username": "marina_k"},
    "8": {"id": 8, "type": "private", "first_name": "Пётр", "username": "не-имя"},
    "-1001000000099": {"id": -1001000000099, "type": "channel", "title": "Соседи"},
}


def test_names_of_residents_and_of_channels_and_unknown_ones_are_absent(
    account: Account, fake: FakeTelegram
) -> None:
    fake.on("getChat", lambda form: KNOWN.get(form["chat_id"], refusal(400, "Bad Request: chat not found")))
    told = network.profiles(account, ["7", "999", "8", "-1001000000099"], deadline=5)
    assert [(one.network_id, one.name, one.url) for one in told] == [
        ("7", "Марина К.", "https://t.me/marina_k"),
        ("8", "Пётр", ""),
        ("-1001000000099", "Соседи", ""),
    ]
    assert network.profiles(account, [], deadline=5) == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [(refusal(401, "Unauthorized"), NeedsHuman), (refusal(429, retry_after=5), Throttled)],
)
def test_other_refusals_are_told(
    account: Account, fake: FakeTelegram, answer: Any, error: type[Exception]
) -> None:
    fake.on("getChat", answer)
    with pytest.raises(error):
        network.profiles(account, ["7"], deadline=5)
