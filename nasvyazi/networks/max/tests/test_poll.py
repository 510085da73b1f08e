import json
from typing import Any

import pytest

from nasvyazi.networks.base import Account, MessageSeen, NeedsHuman, Unclear
from nasvyazi.networks.max import network
from nasvyazi.networks.max.hook import SECRET_HEADER
from nasvyazi.networks.max.poll import UPDATES

from .build import ACCOUNT, DIALOG, MS, NOW, message, update
from .conftest import FakeMax, refusal

ASKED = "GET /updates"
ONE = {"update_type": "message_created", "timestamp": MS, "message": message()}
BIG = 2**53 + 1


def test_updates_come_with_the_ids_of_the_webhook_and_every_digit(account: Account, fake: FakeMax) -> None:
    fake.on(ASKED, {"updates": [ONE], "marker": BIG})
    [polled] = network.poll(account, "", wait=25).envelopes
    told: Any = network.open_hook(account, {SECRET_HEADER: "max-secret"}, update(message=message()))
    assert (polled.external_id, polled.type) == (told.external_id, told.type)
    [seen] = network.parse(ACCOUNT, polled.body, now=NOW)
    assert isinstance(seen, MessageSeen)
    assert seen.place.id == str(DIALOG)


def test_the_next_question_begins_where_the_last_answer_ended(account: Account, fake: FakeMax) -> None:
    fake.on(ASKED, {"updates": [], "marker": BIG}, {"updates": [], "marker": None})
    first = network.poll(account, "", wait=25)
    second = network.poll(account, first.cursor, wait=90)
    network.poll(account, second.cursor, wait=0)
    assert [one.query.get("marker") for one in fake.of(ASKED)] == [None, str(BIG), str(BIG)]
    assert fake.of(ASKED)[0].query["types"] == ",".join(UPDATES)
    assert [one.query["timeout"] for one in fake.of(ASKED)] == ["25", "30", "0"]
    assert all(asked.seconds > float(asked.query["timeout"]) for asked in fake.asked)


def test_what_is_no_update_is_kept_for_a_person_to_see(account: Account, fake: FakeMax) -> None:
    fake.on(ASKED, {"updates": ["nonsense", ONE], "marker": 5})
    strange, _good = network.poll(account, "", wait=0).envelopes
    assert (strange.external_id, json.loads(strange.body)) == ("", "nonsense")


def test_an_answer_without_updates_moves_nothing(account: Account, fake: FakeMax) -> None:
    fake.on(ASKED, {"marker": 7})
    with pytest.raises(Unclear) as caught:
        network.poll(account, "", wait=0)
    assert caught.value.code == "max:unreadable"


def test_a_webhook_in_the_way_is_told(account: Account, fake: FakeMax) -> None:
    fake.on(ASKED, refusal(405, "method.not.allowed"), refusal(401, "verify.token"))
    for code in ("max:webhook_active", "max:token"):
        with pytest.raises(NeedsHuman) as caught:
            network.poll(account, "", wait=0)
        assert caught.value.code == code
