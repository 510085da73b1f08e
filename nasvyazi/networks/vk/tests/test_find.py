from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nasvyazi.networks.base import Account, NeedsHuman, Parcel, Place, PlaceKind
from nasvyazi.networks.vk import network

from .conftest import FakeVk

SINCE = datetime(2026, 5, 1, 12, tzinfo=UTC)
LETTER = Parcel(place=Place(kind=PlaceKind.DIALOG, id="7"), text="Приняли", key="77")
COMMENT = Parcel(
    place=Place(kind=PlaceKind.COMMENT, id="-1234_6"), text="Приняли &  ждём", key="guid", reply_to="9"
)


def said(random_id: int, *, cmid: int = 5, minutes: int = 1) -> dict[str, Any]:
    date = int((SINCE + timedelta(minutes=minutes)).timestamp())
    return {"date": date, "random_id": random_id, "conversation_message_id": cmid, "out": 1, "from_id": -1234}


def comment(number: int, **changes: Any) -> dict[str, Any]:
    known = {"id": number, "from_id": -1234, "date": int(SINCE.timestamp()) + 5, "text": "Приняли &amp; ждём"}
    return {**known, "reply_to_comment": 9, **changes}


@pytest.mark.parametrize(
    ("kind", "method", "asked"),
    [
        (PlaceKind.PHOTO, "photos.getComments", {"owner_id": "-1234", "photo_id": "6"}),
        (PlaceKind.VIDEO, "video.getComments", {"owner_id": "-1234", "video_id": "6"}),
        (PlaceKind.MARKET, "market.getComments", {"owner_id": "-1234", "item_id": "6"}),
        (PlaceKind.BOARD, "board.getComments", {"group_id": "1234", "topic_id": "6"}),
    ],
)
def test_comments_outside_of_the_wall_are_looked_up_where_they_stand(
    account: Account, fake: FakeVk, kind: PlaceKind, method: str, asked: dict[str, str]
) -> None:
    ours = comment(12)
    if kind is PlaceKind.BOARD:
        ours.pop("reply_to_comment")
    fake.on(method, history({"id": 9, "from_id": 7}, ours))
    found = network.find(
        account, replace(COMMENT, place=Place(kind=kind, id="-1234_6")), since=SINCE, deadline=5
    )
    assert found is not None
    assert found.external_id == "12"
    [form, *_] = fake.of(method)
    assert asked.items() <= form.items()
    assert form["access_token"] == "user"


def test_the_board_is_read_with_a_service_key_too(account: Account, fake: FakeVk) -> None:
    fake.on("board.getComments", history())
    ours = replace(account, secrets={"service_token": "service"})
    board = replace(COMMENT, place=Place(kind=PlaceKind.BOARD, id="-1234_6"))
    assert network.find(ours, board, since=SINCE, deadline=5) is None
    assert fake.of("board.getComments")[0]["access_token"] == "service"
    with pytest.raises(NeedsHuman):
        network.find(
            ours, replace(board, place=Place(kind=PlaceKind.PHOTO, id="-1234_6")), since=SINCE, deadline=5
        )


def history(*items: Any) -> dict[str, Any]:
    return {"response": {"count": len(items), "items": list(items)}}


def test_a_message_is_known_by_its_random_id(account: Account, fake: FakeVk) -> None:
    fake.on("messages.getHistory", history(said(0), said(78), said(77, cmid=614)))
    found = network.find(account, LETTER, since=SINCE, deadline=5)
    assert found is not None
    assert (found.external_id, found.url) == ("614", "https://vk.com/gim1234?sel=7")


def test_the_search_goes_back_to_the_first_attempt_and_no_further(account: Account, fake: FakeVk) -> None:
    fake.on("messages.getHistory", history(*[said(1)] * 200), history(*[said(1, minutes=-10)] * 200))
    assert network.find(account, LETTER, since=SINCE, deadline=5) is None
    assert [form["offset"] for form in fake.of("messages.getHistory")] == ["0", "200"]


def test_the_search_is_bounded(account: Account, fake: FakeVk) -> None:
    fake.on("messages.getHistory", history(*[said(1)] * 200))
    assert network.find(account, LETTER, since=SINCE, deadline=5) is None
    assert len(fake.of("messages.getHistory")) == 5


@pytest.mark.parametrize(
    ("page", "thread"),
    [
        ([comment(12)], []),
        ([{"id": 9, "from_id": 7, "thread": {"count": 1, "items": [comment(12)]}}], []),
        ([], [comment(12)]),
    ],
)
def test_a_comment_is_found_on_the_wall_or_in_its_thread(
    account: Account, fake: FakeVk, page: list[Any], thread: list[Any]
) -> None:
    fake.on("wall.getComments", lambda form: history(*(thread if "comment_id" in form else page)))
    found = network.find(account, COMMENT, since=SINCE, deadline=5)
    assert found is not None
    assert found.external_id == "12"
    assert fake.of("wall.getComments")[0]["access_token"] == "service"


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "Приняли"},
        {"from_id": 7},
        {"reply_to_comment": 8},
        {"date": int((SINCE - timedelta(minutes=5)).timestamp())},
        {"deleted": True, "from_id": None, "text": None},
    ],
)
def test_a_comment_that_only_looks_like_ours_is_not_ours(
    account: Account, fake: FakeVk, changes: dict[str, Any]
) -> None:
    fake.on("wall.getComments", history(comment(12, **changes)))
    assert network.find(account, COMMENT, since=SINCE, deadline=5) is None


def test_without_the_service_key_nobody_can_look(account: Account, fake: FakeVk) -> None:
    bare = replace(account, secrets={"token": "x"})
    with pytest.raises(NeedsHuman) as caught:
        network.find(bare, COMMENT, since=SINCE, deadline=5)
    assert "service key" in network.explain(caught.value.code)
