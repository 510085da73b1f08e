from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from nasvyazi.networks.base import Account, NeedsHuman, Parcel, Place, PlaceKind
from nasvyazi.networks.max import network

from .build import CHANNEL, DIALOG, MS, SAID_AT, THE_BOT, comment, linked, message, mid
from .conftest import FakeMax, refusal

PRIVATE = Parcel(place=Place(kind=PlaceKind.DIALOG, id=str(DIALOG)), text="Приняли,  спасибо", key="k")
PUBLIC = replace(PRIVATE, place=Place(kind=PlaceKind.COMMENT, id=mid(5, CHANNEL)), reply_to=mid(20))
LISTED, UNDER = "GET /messages", f"GET /messages/{mid(5, CHANNEL)}/comments"


def ours(**more: Any) -> dict[str, Any]:
    return message(30, "Приняли, спасибо", sender=THE_BOT, **more)


def look(account: Account, parcel: Parcel, since: datetime = SAID_AT) -> str:
    found = network.find(account, parcel, since=since, deadline=5)
    return found.external_id if found else ""


def test_our_own_words_in_the_dialogue_are_the_letter(account: Account, fake: FakeMax) -> None:
    fake.on(LISTED, {"messages": [message(31, "Спасибо"), ours()]})
    assert look(account, PRIVATE) == mid(30)
    assert fake.asked[0].query["to"] == str(MS - 120_000)


@pytest.mark.parametrize(
    "told",
    [
        message(30, "Приняли, спасибо"),
        message(30, "Приняли, спасибо", sender=None),
        ours(link=linked("reply", 9)),
        ours(timestamp=MS - 121_000),
        message(30, "Приняли", sender=THE_BOT),
    ],
)
def test_other_words_other_writers_other_answers_and_older_ones_are_not(
    account: Account, fake: FakeMax, told: Any
) -> None:
    fake.on(LISTED, {"messages": [told]})
    assert look(account, PRIVATE) == ""


@pytest.mark.parametrize("sender", [None, THE_BOT])
def test_a_comment_of_the_channel_to_the_same_comment_is_the_letter(
    account: Account, fake: FakeMax, sender: Any
) -> None:
    to_another = comment(32, "Приняли, спасибо", sender=sender, link=linked("reply", 21))
    fake.on(
        UNDER,
        {"messages": [to_another, comment(31, "Приняли, спасибо", sender=sender, link=linked("reply", 20))]},
    )
    assert look(account, PUBLIC) == mid(31, CHANNEL)
    assert "after" in fake.asked[0].query


def test_what_cannot_be_recognised_is_not_looked_for(account: Account, fake: FakeMax) -> None:
    assert look(account, replace(PRIVATE, text="")) == ""
    assert look(account, replace(PRIVATE, place=Place(kind=PlaceKind.DIALOG, id="u501"))) == ""
    assert fake.asked == []


def test_a_look_that_fails_says_so(account: Account, fake: FakeMax) -> None:
    fake.on(LISTED, refusal(401, "verify.token"))
    with pytest.raises(NeedsHuman):
        look(account, PRIVATE)
