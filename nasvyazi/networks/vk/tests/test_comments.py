"""Comments under photos, videos and goods, posts in topics of the board; what residents add and share."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from nasvyazi.networks.base import (
    Account,
    AttachmentKind,
    Change,
    MessageGone,
    MessageSeen,
    Noticed,
    ParseError,
    Place,
    PlaceKind,
    PostSeen,
    Seen,
)
from nasvyazi.networks.vk import network

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SENT = 1_777_600_000
LARGE = 2**53 + 1


@dataclass(frozen=True)
class Spot:
    """How the events of one kind of place are called, and what they call it."""

    event: str
    kind: PlaceKind
    owner: str
    number: str
    url: str


SPOTS = [
    Spot("photo_comment", PlaceKind.PHOTO, "photo_owner_id", "photo_id", "https://vk.com/photo-1234_6?reply=9"),
    Spot("video_comment", PlaceKind.VIDEO, "video_owner_id", "video_id", "https://vk.com/video-1234_6?reply=9"),
    Spot("market_comment", PlaceKind.MARKET, "market_owner_id", "item_id",
         "https://vk.com/market-1234?w=product-1234_6"),
    Spot("board_post", PlaceKind.BOARD, "topic_owner_id", "topic_id", "https://vk.com/topic-1234_6?post=9"),
]  # fmt: skip
everywhere = pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot.event)


def parse(account: Account, kind: str, told: Any) -> Seen:
    body = json.dumps({"type": kind, "object": told, "group_id": 1234}).encode()
    [seen] = network.parse(account, body, now=NOW)
    return seen


def said(seen: Seen) -> MessageSeen:
    assert isinstance(seen, MessageSeen)
    return seen


def photo(**more: Any) -> dict[str, Any]:
    sizes = [{"type": "x", "url": "https://sun.userapi.com/a.jpg", "width": 604, "height": 453}]
    return {"id": 6, "owner_id": -1234, "album_id": 55, "sizes": sizes, "text": "", "date": SENT, **more}


@everywhere
def test_a_comment_stands_under_what_it_is_about(account: Account, spot: Spot) -> None:
    told = {"id": 9, "from_id": 7, "date": SENT, "text": "И у нас", spot.owner: -1234, spot.number: 6}
    for done, change in (("new", Change.NEW), ("edit", Change.EDITED), ("restore", Change.RESTORED)):
        seen = said(parse(account, f"{spot.event}_{done}", told))
        assert (seen.place, seen.external_id) == (Place(kind=spot.kind, id="-1234_6"), "9")
        assert (seen.text, seen.url, seen.change) == ("И у нас", spot.url, change)
        assert (seen.post_id, seen.outgoing, seen.answer_place) == ("", False, None)
    ours = said(parse(account, f"{spot.event}_new", {**told, "from_id": -1234}))
    assert (ours.outgoing, ours.author.is_channel) == (True, True)


@everywhere
@pytest.mark.parametrize("named", ["owner", "owner_id", ""])
def test_a_deletion_names_the_same_place(account: Account, spot: Spot, named: str) -> None:
    whose = {spot.owner if named == "owner" else named: -1234} if named else {}
    gone = parse(account, f"{spot.event}_delete", {"id": 9, spot.number: 6, "deleter_id": 5, **whose})
    assert gone == MessageGone(place=Place(kind=spot.kind, id="-1234_6"), external_id="9", at=NOW)


@everywhere
def test_numbers_beyond_what_a_double_holds_are_exact(account: Account, spot: Spot) -> None:
    told = {
        "id": LARGE + 2,
        "from_id": LARGE,
        "date": SENT,
        "text": "Да",
        spot.owner: -LARGE - 4,
        spot.number: LARGE + 6,
    }
    seen = said(parse(account, f"{spot.event}_new", told))
    assert seen.place.id == f"-{LARGE + 4}_{LARGE + 6}"
    assert (seen.external_id, seen.author.network_id) == (str(LARGE + 2), str(LARGE))


@everywhere
def test_without_an_author_it_is_unreadable_and_without_a_place_it_is_still_heard(
    account: Account, spot: Spot
) -> None:
    with pytest.raises(ParseError):
        parse(account, f"{spot.event}_new", {"id": 9, "text": "Кто я?", spot.owner: -1234, spot.number: 6})
    seen = said(parse(account, f"{spot.event}_new", {"from_id": 7, "text": "Где я?"}))
    assert (seen.text, seen.place.id) == ("Где я?", "-1234_0")
    assert seen.external_id.startswith("made")


def test_an_answer_deep_in_a_thread_names_what_it_answers(account: Account) -> None:
    told = {"id": 9, "from_id": 7, "date": SENT, "text": "Да", "post_owner_id": -1234, "post_id": 6}
    thread = {**told, "parents_stack": [3], "reply_to_user": 55}
    assert said(parse(account, "wall_reply_new", thread)).reply_to == "3"
    assert said(parse(account, "wall_reply_new", {**thread, "reply_to_comment": 8})).reply_to == "8"
    above: tuple[Any, ...] = ("x", [None], [{}], {})
    for strange in above:
        assert said(parse(account, "wall_reply_new", {**told, "parents_stack": strange})).reply_to == ""


def test_on_the_board_the_words_themselves_say_whom_they_answer(account: Account) -> None:
    told = {"id": 9, "from_id": 7, "date": SENT, "topic_owner_id": -1234, "topic_id": 6}
    words = "[id55:bp-1234_8|Пётр], и у нас"
    seen = said(parse(account, "board_post_new", {**told, "text": words}))
    assert (seen.reply_to, seen.text) == ("8", words)
    assert said(parse(account, "board_post_new", {**told, "text": "[id55|Пётр], и у нас"})).reply_to == ""


def test_a_photo_of_a_resident_is_a_message_answered_in_its_comments(account: Account) -> None:
    seen = said(parse(account, "photo_new", photo(user_id=7, text="Яма у школы")))
    under_it = Place(kind=PlaceKind.PHOTO, id="-1234_6")
    assert (seen.place, seen.answer_place, seen.external_id) == (under_it, under_it, "photo-1234_6")
    assert (seen.text, seen.author.network_id) == ("Яма у школы", "7")
    assert [one.kind for one in seen.attachments] == [AttachmentKind.PHOTO]
    assert seen.url == "https://vk.com/photo-1234_6"


@pytest.mark.parametrize("uploader", [100, 0, None, -1234])
def test_a_photo_of_the_community_is_like_a_post(account: Account, uploader: int | None) -> None:
    seen = parse(account, "photo_new", photo(user_id=uploader, text="Новая площадка"))
    assert isinstance(seen, PostSeen)
    assert (seen.external_id, seen.text) == ("photo-1234_6", "Новая площадка")
    assert seen.comments == Place(kind=PlaceKind.PHOTO, id="-1234_6")


def test_a_photo_that_belongs_to_a_post_is_told_by_the_post(account: Account) -> None:
    assert isinstance(parse(account, "photo_new", photo(user_id=7, album_id=-7)), Noticed)
    assert said(parse(account, "photo_new", photo(user_id=7, album_id=-7, text="Яма"))).text == "Яма"


def test_a_video_speaks_by_its_title_and_description(account: Account) -> None:
    told = {"id": 6, "owner_id": -1234, "title": "Двор", "description": "После дождя", "date": SENT}
    seen = said(parse(account, "video_new", {**told, "user_id": 7}))
    assert (seen.text, seen.place_title) == ("Двор\nПосле дождя", "Двор")
    assert (seen.place.kind, seen.url) == (PlaceKind.VIDEO, "https://vk.com/video-1234_6")
    assert isinstance(parse(account, "video_new", told), PostSeen)


def test_a_post_of_ours_that_was_shared_with_words_is_a_message(account: Account) -> None:
    ours = {"id": 3, "owner_id": -1234, "from_id": -1234, "text": "Убрали снег"}
    told = {"id": 6, "owner_id": 7, "from_id": 7, "date": SENT, "text": "А у нас нет", "copy_history": [ours]}
    seen = said(parse(account, "wall_repost", told))
    assert (seen.place, seen.external_id) == (Place(kind=PlaceKind.POST, id="7_6"), "7_6")
    assert seen.answer_place == Place(kind=PlaceKind.COMMENT, id="7_6")
    assert [one.text for one in seen.attachments] == ["Убрали снег"]
    assert isinstance(parse(account, "wall_repost", {**told, "text": "  "}), Noticed)
    assert isinstance(parse(account, "wall_repost", {**told, "from_id": -1234}), Noticed)
    with pytest.raises(ParseError):
        parse(account, "wall_repost", {"text": "Кто?"})
