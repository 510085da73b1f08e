"""What MAX could not tell, and what it never tells, is read: the right part, in the order of time, and no further."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nasvyazi.networks.base import (
    Account,
    ChatKind,
    ChatSeen,
    MessageSeen,
    NeedsHuman,
    PlaceKind,
    PostSeen,
    Refused,
    Seen,
    Throttled,
    Unclear,
)
from nasvyazi.networks.max import Max, network

from .build import ACCOUNT, CHANNEL, DIALOG, GROUP, MS, NOW, SAID_AT, comment, linked, message, mid
from .conftest import Asked, FakeMax, refusal

MAX = Max()
SINCE = SAID_AT - timedelta(hours=1)
MESSAGES = "GET /messages"
DAY = 86_400_000


def under(post: int) -> str:
    return f"GET /messages/{mid(post, CHANNEL)}/comments"


def listing(*told: Any, newest_first: bool = True) -> Callable[[Asked], Any]:
    """A list that keeps to its bounds and its size as MAX's does."""

    def answer(asked: Asked) -> Any:
        oldest = int(asked.query.get("to", asked.query.get("after", 0)))
        newest = int(asked.query.get("from", asked.query.get("before", 2**62)))
        chat = asked.query.get("chat_id")
        found = [one for one in told if oldest <= one["timestamp"] <= newest]
        found = [one for one in found if chat in (None, str(one["recipient"]["chat_id"]))]
        found.sort(key=lambda one: (one["timestamp"], one["body"]["seq"]), reverse=newest_first)
        return {"messages": found[: int(asked.query["count"])]}

    return answer


def chat(number: int, kind: str, title: str) -> dict[str, Any]:
    return {"chat_id": number, "type": kind, "status": "active", "title": title, "participants_count": 7}


@pytest.fixture
def world(fake: FakeMax) -> FakeMax:
    fake.on(f"GET /chats/{GROUP}", chat(GROUP, "chat", "Жильцы"))
    fake.on(f"GET /chats/{CHANNEL}", chat(CHANNEL, "channel", "Глава района"))
    return fake


def read(part: str, account: Account = ACCOUNT) -> list[Seen]:
    """What a part tells, in the order in which it is told."""
    told = [envelope for page in MAX.read_back(account, part, since=SINCE) for envelope in page]
    assert all(not envelope.external_id for envelope in told), "the bytes are the identity"
    return [one for envelope in told for one in network.parse(account, envelope.body, now=NOW)]


def words(seen: list[Seen]) -> list[str]:
    return [one.text for one in seen if isinstance(one, MessageSeen | PostSeen)]


def test_the_dialogues_that_we_know_are_read_in_the_order_of_time(fake: FakeMax) -> None:
    old = message(1, "давно", timestamp=MS - DAY)
    fake.on(MESSAGES, listing(old, message(2, "первое"), message(3, "второе", timestamp=MS + 5)))
    seen = read("dialogs", replace(ACCOUNT, dialogs=(str(DIALOG), "u501")))
    assert words(seen) == ["первое", "второе"]
    assert all(isinstance(one, MessageSeen) and one.found_at == NOW for one in seen)
    assert [one.query["chat_id"] for one in fake.asked] == [str(DIALOG)]


def test_a_long_list_is_turned_page_by_page_whichever_end_it_begins_at(fake: FakeMax) -> None:
    whole = [message(number, f"{number}", timestamp=MS + number // 3) for number in range(250)]
    for newest_first in (True, False):
        fake.asked.clear()
        fake.on(MESSAGES, listing(*whole, newest_first=newest_first))
        seen = read("dialogs", replace(ACCOUNT, dialogs=(str(DIALOG),)))
        assert words(seen) == [f"{number}" for number in range(250)], "those of one millisecond, too"
        assert len(fake.asked) == 3


def test_groups_and_channels_say_what_they_are_called(world: FakeMax) -> None:
    world.on(
        MESSAGES,
        listing(message(2, "В подъезде темно", chat="chat"), message(5, "Убираем снег", chat="channel")),
    )
    title, _chat, said = read("chats")
    assert title == ChatSeen(network_id=str(GROUP), kind=ChatKind.GROUP, at=NOW, title="Жильцы")
    assert isinstance(said, MessageSeen)
    assert (said.text, said.place_title) == ("В подъезде темно", "Жильцы")
    title, _chat, post = read("posts")
    assert title == ChatSeen(network_id=str(CHANNEL), kind=ChatKind.CHANNEL, at=NOW, title="Глава района")
    assert isinstance(post, PostSeen)
    assert post.external_id == mid(5, CHANNEL)


def test_a_channel_that_was_named_is_read_before_anything_is_heard_of_it(world: FakeMax) -> None:
    world.on("GET /chats/%40glava", chat(CHANNEL, "channel", "Глава района"))
    world.on(MESSAGES, listing(message(5, "Убираем снег", chat="channel")))
    for named in ("@glava", str(CHANNEL)):
        secrets = {**ACCOUNT.secrets, "channel": named}
        assert words(read("posts", replace(ACCOUNT, chats=(), channels=(), secrets=secrets))) == [
            "Убираем снег"
        ]
        assert words(read("posts", replace(ACCOUNT, secrets=secrets))) == ["Убираем снег"], "once"


def test_comments_are_read_under_every_fresh_post(world: FakeMax) -> None:
    world.on(
        MESSAGES,
        listing(
            *(
                message(number, chat="channel", timestamp=MS - age * DAY)
                for number, age in ((5, 0), (6, 2), (7, 9))
            )
        ),
    )
    bare = comment(21, "Спасибо", post=6)
    bare["recipient"].pop("post_id")
    for number, told in (
        (5, [comment(20, "А у нас темно")]),
        (6, [bare]),
        (7, [comment(22, "Когда?", post=7)]),
    ):
        world.on(under(number), listing(*told))
    seen = read("comments")
    assert words(seen) == ["А у нас темно", "Спасибо"]
    assert [one.post_id for one in seen if isinstance(one, MessageSeen)] == [mid(5, CHANNEL), mid(6, CHANNEL)]
    assert all(isinstance(one, MessageSeen) and one.place.kind is PlaceKind.COMMENT for one in seen)
    assert words(read("late_comments")) == ["А у нас темно", "Спасибо", "Когда?"]


def test_comments_are_read_often_and_prove_nothing_about_the_webhook() -> None:
    parts = {part.code: part for part in MAX.history}
    assert parts["comments"].every <= timedelta(minutes=2)
    assert parts["late_comments"].every == parts["chats"].every == timedelta(hours=1)
    assert {code for code, part in parts.items() if not part.is_told} == {"comments", "late_comments"}
    assert {code for code, part in parts.items() if not part.is_readable} == {"new_dialogs"}
    assert {code for code, part in parts.items() if part.needs_dialogs} == {"dialogs"}
    assert all(len(code) <= 20 for code in parts)


def test_the_same_thing_read_twice_has_the_same_bytes(world: FakeMax) -> None:
    def told(seconds: int) -> Any:
        seen = message(5, chat="channel", stat={"views": seconds})
        said = comment(20)
        said["sender"] = {**said["sender"], "last_activity_time": seconds}
        world.on(MESSAGES, listing(seen))
        world.on(under(5), listing(said))
        return [list(MAX.read_back(ACCOUNT, part, since=SINCE)) for part in ("posts", "comments")]

    assert told(1) == told(2)


@pytest.mark.parametrize("status", [403, 404])
def test_a_chat_that_is_closed_to_the_bot_hides_no_other(fake: FakeMax, status: int) -> None:
    account = replace(ACCOUNT, dialogs=("5", str(DIALOG)))
    fake.on(
        MESSAGES,
        lambda asked: (
            refusal(status, "chat.denied") if asked.query["chat_id"] == "5" else {"messages": [message()]}
        ),
    )
    assert words(read("dialogs", account)) == ["Яма"]
    fake.on(f"GET /chats/{GROUP}", refusal(status, "chat.denied"))
    fake.on(MESSAGES, refusal(status, "chat.denied"))
    assert read("chats") == []


def test_a_post_that_is_gone_hides_no_other_and_comments_that_are_never_shown_are_an_error(
    world: FakeMax,
) -> None:
    world.on(MESSAGES, listing(message(5, chat="channel"), message(6, chat="channel")))
    world.on(under(6), refusal(404, "not.found"))
    world.on(under(5), listing(comment(20)))
    assert words(read("comments")) == ["А у нас темно"]
    world.on(under(5), refusal(403, "chat.denied", "error.comments.disabled"))
    with pytest.raises(Refused) as caught:
        read("comments")
    assert caught.value.code in ("max:denied", "max:not_found")


def test_messages_without_ids_of_their_own_are_told_apart(fake: FakeMax) -> None:
    passed_on = [
        message(link=linked("forward", number, f"{number}"), body=None, timestamp=MS + number)
        for number in (1, 2)
    ]
    fake.on(MESSAGES, {"messages": passed_on})
    seen = read("dialogs", replace(ACCOUNT, dialogs=(str(DIALOG),)))
    assert [one.attachments[0].text for one in seen if isinstance(one, MessageSeen)] == ["1", "2"]


def test_what_was_read_before_a_failure_is_given(fake: FakeMax) -> None:
    answers = [{"messages": [message()]}, refusal(401, "verify.token")]
    fake.on(MESSAGES, *answers)
    told = MAX.read_back(replace(ACCOUNT, dialogs=("1", "2")), "dialogs", since=SINCE)
    assert len(next(told)) == 1
    with pytest.raises(NeedsHuman):
        next(told)


def test_too_many_a_second_is_waited_out_and_a_longer_wait_is_told(
    fake: FakeMax, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    account = replace(ACCOUNT, dialogs=(str(DIALOG),))
    fake.on(MESSAGES, refusal(429), {"messages": [message()]})
    assert (words(read("dialogs", account)), slept) == (["Яма"], [2.0])
    fake.on(MESSAGES, refusal(429, **{"retry-after": "60"}))
    with pytest.raises(Throttled):
        read("dialogs", account)


def test_a_strange_answer_and_an_unknown_part_are_errors(fake: FakeMax) -> None:
    fake.on(MESSAGES, {"nothing": 1})
    with pytest.raises(Unclear):
        read("dialogs", replace(ACCOUNT, dialogs=(str(DIALOG),)))
    with pytest.raises(Refused):
        read("wall")
    for code in (MAX.not_called_code, MAX.lost_code):
        assert len(MAX.explain(code)) > 50


def test_a_message_that_is_no_object_breaks_nothing(fake: FakeMax) -> None:
    fake.on(MESSAGES, {"messages": [None, 5, message()]})
    told = [
        one
        for page in MAX.read_back(replace(ACCOUNT, dialogs=("1",)), "dialogs", since=SINCE)
        for one in page
    ]
    assert [json.loads(one.body)["message"]["body"]["text"] for one in told] == ["Яма"]
