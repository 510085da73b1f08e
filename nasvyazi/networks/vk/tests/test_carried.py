"""What stands inside of what a message carries: messages passed on, posts shared, and theirs."""

from typing import Any

import pytest

from nasvyazi.networks.base import Attachment, AttachmentKind
from nasvyazi.networks.vk.carried import read_all

OURS = -1234


def photo(number: int, owner: int = 7) -> dict[str, Any]:
    sizes = [{"type": "x", "url": f"https://sun.userapi.com/{number}.jpg", "width": 604, "height": 453}]
    return {"type": "photo", "photo": {"id": number, "owner_id": owner, "album_id": -64, "sizes": sizes}}


def said(text: str, *, by: int = 55, **more: Any) -> dict[str, Any]:
    return {"from_id": by, "date": 1_777_600_000, "text": text, "attachments": [], **more}


def shown(found: list[Attachment]) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text or one.network_id) for one in found]


def test_a_message_passed_on_has_its_words_its_author_and_its_photos() -> None:
    found = read_all({"fwd_messages": [said("Яма у дома 5", attachments=[photo(1), photo(2)])]})
    assert shown(found) == [("forward", "Яма у дома 5"), ("photo", "7_1"), ("photo", "7_2")]
    assert (found[0].title, found[0].url) == ("id55", "https://vk.com/id55")


def test_a_photo_that_is_passed_on_is_not_taken_for_the_residents_own() -> None:
    message = {"attachments": [photo(1)], "fwd_messages": [said("из чата", attachments=[photo(2)])]}
    assert [(one.kind.value, one.within) for one in read_all(message)] == [
        ("photo", None), ("forward", None), ("photo", AttachmentKind.FORWARD),
    ]  # fmt: skip


def test_words_of_any_length_are_kept_whole() -> None:
    [one] = read_all({"fwd_messages": [said("слово " * 2000)]})
    assert one.text == "слово " * 2000


def test_chains_of_any_depth_are_laid_out_one_after_another() -> None:
    chain: dict[str, Any] = said("20", attachments=[photo(20)])
    for step in reversed(range(20)):
        chain = said(str(step), fwd_messages=[chain])
    found = read_all({"fwd_messages": [chain], "attachments": [photo(99)]})
    assert shown(found) == [
        ("photo", "7_99"), *(("forward", str(step)) for step in range(21)), ("photo", "7_20"),
    ]  # fmt: skip
    assert len({one.network_id for one in found}) == 23
    assert max(len(str(one.raw)) for one in found) < 1000, "what is read apart is not stored a second time"


def test_what_is_too_much_to_open_stays_in_its_raw_object() -> None:
    chain: dict[str, Any] = said("на дне")
    for step in range(300):
        chain = said(f"слой {step}", fwd_messages=[chain])
    found = read_all({"fwd_messages": [chain]})
    assert len(found) == 100
    assert found[-1].raw["fwd_messages"]


def test_one_after_another_messages_keep_their_order() -> None:
    first, second = said("раз", attachments=[photo(1)]), said("два", attachments=[photo(2)])
    found = read_all({"fwd_messages": [first, second]})
    assert shown(found) == [("forward", "раз"), ("forward", "два"), ("photo", "7_1"), ("photo", "7_2")]


def test_the_same_words_in_the_same_second_are_two_messages() -> None:
    found = read_all({"fwd_messages": [
        said("", id=1, attachments=[photo(1)]), said("", id=2, attachments=[photo(2)]),
        said("", attachments=[photo(3)]), said("", attachments=[photo(4)]),
    ]})  # fmt: skip
    assert len({one.network_id for one in found}) == len(found) == 8


def test_a_message_passed_on_is_the_same_when_its_photos_are_signed_anew() -> None:
    signed = photo(1)
    signed["photo"]["sizes"][0]["url"] += "?sign=other"
    [first, _], [second, _] = (
        read_all({"fwd_messages": [said("Яма", attachments=[one])]}) for one in (photo(1), signed)
    )
    assert first.network_id == second.network_id


def test_an_answer_shows_what_it_answers_without_the_photos_that_we_sent() -> None:
    ours, theirs = (said("Где?", by=by, attachments=[photo(1)]) for by in (OURS, 7))
    assert shown(read_all({"reply_message": ours}, own=OURS)) == [("quote", "Где?")]
    assert shown(read_all({"reply_message": theirs}, own=OURS)) == [("quote", "Где?"), ("photo", "7_1")]
    assert read_all({"reply_message": ours}, own=OURS)[0].raw["attachments"]


def test_a_repost_of_a_repost_shows_all_posts_and_what_was_in_them() -> None:
    history = [
        {"id": 2, "owner_id": -5, "text": "Смотрите", "attachments": [photo(1)]},
        {
            "id": 1,
            "owner_id": -6,
            "text": "Яма",
            "geo": {"coordinates": "57.6 39.8"},
            "attachments": [photo(2)],
        },
    ]
    found = read_all({"copy_history": history})
    assert shown(found) == [
        ("post", "Смотрите"), ("post", "Яма"), ("photo", "7_1"), ("photo", "7_2"), ("location", ""),
    ]  # fmt: skip
    assert [one.url for one in found[:2]] == ["https://vk.com/wall-5_2", "https://vk.com/wall-6_1"]


@pytest.mark.parametrize("kind", ["wall", "wall_reply"])
def test_a_shared_post_or_comment_brings_its_photos(kind: str) -> None:
    shared = {"id": 2, "owner_id": -5, "post_id": 1, "text": "Яма", "attachments": [photo(1)]}
    found = read_all({"attachments": [{"type": kind, kind: shared}, photo(9)]})
    assert shown(found) == [("post", "Яма"), ("photo", "7_9"), ("photo", "7_1")]


def test_forty_attachments_are_forty() -> None:
    found = read_all({"attachments": [photo(number) for number in range(1, 41)]})
    assert len({one.network_id for one in found}) == 40


@pytest.mark.parametrize(
    "strange",
    [
        {"fwd_messages": [None, 5, "x", [1]]}, {"reply_message": "x"}, {"reply_message": [1]},
        {"copy_history": [None, {"attachments": "x"}]}, {"fwd_messages": [{"from_id": {}, "text": []}]},
        {"attachments": [{"type": "wall", "wall": "x"}, {"type": "wall_reply", "wall_reply": {"attachments": [1]}}]},
        {"fwd_messages": [{"from_id": 2**53 + 1, "id": 2**63, "date": -1}]},
    ],
)  # fmt: skip
def test_strange_forms_are_kept_and_break_nothing(strange: dict[str, Any]) -> None:
    for one in read_all(strange, own=OURS):
        assert one.raw or one.kind is not AttachmentKind.UNSUPPORTED
