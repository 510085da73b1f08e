"""What VK could not tell is read back: the right part, in the order of time, and no further than needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nasvyazi.networks.base import (
    Account,
    Change,
    KeyMissing,
    MessageGone,
    MessageSeen,
    NeedsHuman,
    PlaceKind,
    PostSeen,
    Refused,
    Seen,
    Throttled,
)
from nasvyazi.networks.vk import Vk, network, past

from .conftest import FakeVk

VK = Vk()
SINCE = datetime(2026, 5, 1, 12, tzinfo=UTC)
NOW = SINCE + timedelta(hours=1)


def at(minutes: float) -> int:
    return int((SINCE + timedelta(minutes=minutes)).timestamp())


def said(cmid: int, text: str, minutes: float, **changes: Any) -> dict[str, Any]:
    known = {
        "id": 0,
        "conversation_message_id": cmid,
        "from_id": 7,
        "peer_id": 7,
        "date": at(minutes),
        "out": 0,
    }
    return {**known, "text": text, **changes}


def dialog(peer: int, minutes: float) -> dict[str, Any]:
    return {"conversation": {"peer": {"id": peer}}, "last_message": {"date": at(minutes)}}


def comment(number: int, text: str, minutes: float, **changes: Any) -> dict[str, Any]:
    return {"id": number, "from_id": 7, "date": at(minutes), "text": text, **changes}


def post(number: int, minutes: float, comments: int = 0, **changes: Any) -> dict[str, Any]:
    known = {"id": number, "owner_id": -1234, "from_id": -1234, "date": at(minutes), "text": f"пост {number}"}
    return {**known, "comments": {"count": comments}, **changes}


def items(*found: Any) -> dict[str, Any]:
    return {"response": {"count": len(found), "items": list(found)}}


def read(account: Account, part: str) -> list[Seen]:
    """What a part tells, in the order in which it is told."""
    told = [envelope for page in VK.read_back(account, part, since=SINCE) for envelope in page]
    assert all(not envelope.external_id for envelope in told), "the bytes are the identity"
    return [one for envelope in told for one in network.parse(account, envelope.body, now=NOW)]


def words(seen: list[Seen]) -> list[str]:
    return [one.text for one in seen if isinstance(one, MessageSeen | PostSeen)]


def test_a_dialogue_is_told_from_the_first_missed_message_on_in_the_order_of_time(
    account: Account, fake: FakeVk
) -> None:
    pinned = {**dialog(9, -500), "conversation": {"peer": {"id": 9}, "sort_id": {"major_id": 16}}}
    fake.on("messages.getConversations", items(pinned, dialog(7, 20), dialog(8, -30)))
    fake.on("messages.getHistory", items(said(5, "третье", 20), said(4, "второе", 10), said(3, "давно", -40)))
    seen = read(account, "dialogs")
    assert words(seen) == ["второе", "третье"]
    assert [form["peer_id"] for form in fake.of("messages.getHistory")] == ["7"]
    assert all(isinstance(one, MessageSeen) and one.found_at == NOW for one in seen)


def test_our_own_words_and_changed_ones_are_told_as_what_they_are(account: Account, fake: FakeVk) -> None:
    fake.on("messages.getConversations", items(dialog(7, 20)))
    fake.on(
        "messages.getHistory",
        items(
            said(5, "ответили сами", 20, out=1, from_id=-1234, random_id=9),
            said(4, "исправлено", 10, update_time=at(12)),
        ),
    )
    edited, ours = read(account, "dialogs")
    assert isinstance(edited, MessageSeen)
    assert isinstance(ours, MessageSeen)
    assert (edited.change, edited.version_at) == (Change.EDITED, SINCE + timedelta(minutes=12))
    assert (ours.outgoing, ours.key) == (True, "9")


def test_the_same_thing_read_twice_has_the_same_bytes(account: Account, fake: FakeVk) -> None:
    fake.on("messages.getConversations", items(dialog(7, 20)))
    fake.on("messages.getHistory", items(said(5, "раз", 20)))
    first, second = (list(VK.read_back(account, "dialogs", since=SINCE)) for _turn in range(2))
    assert first == second


def test_a_long_dialogue_is_read_page_by_page_and_what_moved_between_pages_is_told_once(
    account: Account, fake: FakeVk
) -> None:
    whole = [said(number, f"сообщение {number}", number / 10) for number in range(300, 0, -1)]

    def page(form: Mapping[str, str]) -> Any:
        start = int(form.get("offset", "0"))
        # Three more messages came after the first page: everything has moved.
        return items(*whole[max(0, start - 3) :][:200])

    fake.on("messages.getConversations", items(dialog(7, 30)))
    fake.on("messages.getHistory", page)
    assert words(read(account, "dialogs")) == [f"сообщение {number}" for number in range(1, 301)]


def test_posts_come_with_the_new_comments_under_them_also_deep_in_threads_and_under_older_posts(
    account: Account, fake: FakeVk
) -> None:
    thread = {"count": 12, "items": [comment(21, "старый ответ", -50)]}

    def comments(form: Mapping[str, str]) -> Any:
        if "comment_id" in form:
            return items(comment(33, "глубокий ответ", 30), comment(21, "старый ответ", -50))
        if form["post_id"] == "2":
            return items(comment(40, "под старым постом", 5), comment(20, "старый", -60, thread=thread))
        return items()

    fake.on("wall.get", items(post(1, -9999999, is_pinned=1), post(3, 15), post(2, -100, comments=3)))
    fake.on("wall.getComments", comments)
    seen = read(account, "wall")
    assert words(seen) == ["пост 3", "под старым постом", "глубокий ответ"]
    deep = seen[-1]
    assert isinstance(deep, MessageSeen)
    assert (deep.place.id, deep.external_id, deep.post_id) == ("-1234_2", "33", "-1234_2")
    assert [form["post_id"] for form in fake.of("wall.getComments")] == ["2", "2"]


def test_a_deleted_comment_that_is_still_listed_is_told_as_gone(account: Account, fake: FakeVk) -> None:
    fake.on("wall.get", items(post(2, -100, comments=1)))
    fake.on("wall.getComments", items({"id": 40, "from_id": 0, "date": at(5), "deleted": True}))
    [gone] = read(account, "wall")
    assert isinstance(gone, MessageGone)
    assert (gone.place.id, gone.external_id) == ("-1234_2", "40")


def test_suggested_posts_are_read_with_the_administrators_own_key(account: Account, fake: FakeVk) -> None:
    fake.on("wall.get", items(post(9, 5, from_id=7, post_type="suggest"), post(8, -5, from_id=7)))
    assert words(read(account, "suggested")) == ["пост 9"]
    [form] = fake.of("wall.get")
    assert (form["access_token"], form["filter"]) == (account.secrets["user_token"], "suggests")


def test_topics_with_new_posts_are_read_and_their_posts_stand_in_them(account: Account, fake: FakeVk) -> None:
    fake.on(
        "board.getTopics",
        items(
            {"id": 1, "updated": at(-90), "is_fixed": 1},
            {"id": 5, "updated": at(30)},
            {"id": 4, "updated": at(-1)},
        ),
    )
    fake.on("board.getComments", items(comment(9, "новое", 30), comment(8, "старое", -2)))
    [post_] = read(account, "board")
    assert isinstance(post_, MessageSeen)
    assert (post_.place.kind, post_.place.id, post_.text) == (PlaceKind.BOARD, "-1234_5", "новое")
    assert [form["topic_id"] for form in fake.of("board.getComments")] == ["5"]


def test_photos_and_what_is_said_under_them_are_read(account: Account, fake: FakeVk) -> None:
    photo = {"id": 7, "owner_id": -1234, "user_id": 8, "album_id": 3, "date": at(10), "text": "вот яма"}
    fake.on("photos.getAll", items(photo, {**photo, "id": 6, "date": at(-10)}))
    fake.on(
        "photos.getAllComments",
        items(
            comment(22, "и тут", 30, pid=7),
            comment(21, "третий год", 20, pid=2),
            comment(20, "старое", -5, pid=2),
        ),
    )
    seen = read(account, "photos")
    assert words(seen) == ["вот яма", "третий год", "и тут"]
    assert [one.place.id for one in seen if isinstance(one, MessageSeen)] == ["-1234_7", "-1234_2", "-1234_7"]


def test_videos_and_what_is_said_under_them_are_read(account: Account, fake: FakeVk) -> None:
    video = {"id": 7, "owner_id": -1234, "user_id": 8, "date": at(10), "title": "потоп", "comments": 0}
    old = {**video, "id": 6, "date": at(-500), "comments": 2}
    fake.on("video.get", items(video, old))
    fake.on(
        "video.getComments", items(comment(30, "ещё течёт", 40), {"id": 29, "date": at(35), "deleted": True})
    )
    seen = read(account, "videos")
    assert words(seen) == ["потоп", "ещё течёт"]
    assert [form["video_id"] for form in fake.of("video.getComments")] == ["6"]


@pytest.mark.parametrize("part", ["board", "photos", "videos"])
def test_in_a_section_that_is_switched_off_nothing_was_said(
    account: Account, fake: FakeVk, part: str
) -> None:
    closed = {"error": {"error_code": 15, "error_msg": "Access denied"}}
    for method in ("board.getTopics", "photos.getAll", "video.get"):
        fake.on(method, closed)
    assert read(account, part) == []


def test_a_key_that_vk_does_not_take_for_a_part_is_as_good_as_missing(account: Account, fake: FakeVk) -> None:
    fake.on("video.get", {"error": {"error_code": 7, "error_msg": "Permission denied"}})
    with pytest.raises(KeyMissing):
        read(account, "videos")
    fake.on("messages.getConversations", {"error": {"error_code": 5, "error_msg": "revoked"}})
    with pytest.raises(NeedsHuman) as refused:
        read(account, "dialogs")
    assert not isinstance(refused.value, KeyMissing), "without the community's own key nothing works"


@pytest.mark.parametrize(
    ("part", "key", "code"),
    [
        ("board", "service_token", "vk:no_service_token"),
        ("videos", "user_token", "vk:no_user_token"),
        ("wall", "service_token", "vk:no_service_token"),
        ("suggested", "user_token", "vk:no_user_token"),
    ],
)
def test_without_its_key_a_part_says_what_is_missing_and_asks_nobody(
    account: Account, fake: FakeVk, part: str, key: str, code: str
) -> None:
    bare = replace(account, secrets={**account.secrets, key: ""})
    with pytest.raises(KeyMissing) as missing:
        read(bare, part)
    assert missing.value.code == code
    assert fake.asked == []
    assert "VK" in network.explain(code)


def test_what_was_read_before_vk_asked_to_wait_is_given(account: Account, fake: FakeVk) -> None:
    fake.on("messages.getConversations", items(dialog(7, 20), dialog(8, 20)))
    later = {"error": {"error_code": 29, "error_msg": "rate limit"}}
    fake.on("messages.getHistory", items(said(5, "успели", 20)), later)
    told = VK.read_back(account, "dialogs", since=SINCE)
    assert len(next(told)) == 1
    with pytest.raises(Throttled):
        next(told)


def test_too_many_calls_a_second_are_waited_out(
    account: Account, fake: FakeVk, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("nasvyazi.networks.vk.past.paging.time.sleep", waited.append)
    fake.on(
        "messages.getConversations",
        {"error": {"error_code": 6, "error_msg": "too many"}},
        items(dialog(7, 20)),
    )
    fake.on("messages.getHistory", items(said(5, "успели", 20)))
    assert words(read(account, "dialogs")) == ["успели"]
    assert waited == [1.0]
    fake.on("messages.getConversations", {"error": {"error_code": 6, "error_msg": "too many"}})
    with pytest.raises(Throttled):
        read(account, "dialogs")


def test_a_part_nobody_knows_is_refused(account: Account) -> None:
    with pytest.raises(Refused):
        read(account, "stories")
    assert "VK" in network.explain("vk:history")


def test_what_vk_told_itself_is_not_taken_for_what_was_read(account: Account) -> None:
    [part, *_rest] = past.HISTORY
    assert part.code == "dialogs"
    body = b'{"type": "message_new", "object": {"message": {"from_id": 7, "text": "read_back", "id": 1}}}'
    [seen] = network.parse(account, body, now=NOW)
    assert isinstance(seen, MessageSeen)
    assert seen.found_at is None
