"""Where a message stands and who speaks: private chats, groups, topics, comments, channels that are ours or not."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.networks.base import Account, MessageSeen, Noticed, Place, PlaceKind
from nasvyazi.networks.telegram import chats

from .build import (
    ANONYMOUS,
    BOT,
    CHANNEL,
    CHANNEL_BOT,
    CHANNEL_CHAT,
    DATE,
    DIRECT,
    GROUP,
    GROUP_CHAT,
    MARINA,
    Json,
    forward,
    in_group,
    in_topic,
    post,
    private,
    read,
    said,
    to_channel,
)

POST = post(7)
FORWARD = forward(100, of=POST)
TALK = Place(kind=PlaceKind.CHAT, id=str(GROUP))
COMMENTS = Place(kind=PlaceKind.COMMENT, id=f"{GROUP}_100")
ELSEWHERE = {"id": -1001000000099, "title": "Соседи", "username": "sosedi", "type": "channel"}


def test_a_private_chat_is_a_dialogue_with_a_resident() -> None:
    seen = said(private(10, text="Яма"))
    assert (seen.place, seen.external_id) == (Place(kind=PlaceKind.DIALOG, id="8000000501"), "10")
    assert (seen.author.network_id, seen.author.name) == ("8000000501", "Марина Кузнецова")
    assert (seen.author.is_channel, seen.outgoing, seen.url, seen.within) == (False, False, "", None)
    assert said(private(11, text="Ещё", message_thread_id=4, is_topic_message=True)).place == seen.place


def test_a_private_message_without_an_author_is_of_whose_chat_it_is() -> None:
    told = {name: value for name, value in private(text="Яма").items() if name != "from"}
    assert said(told).author == said(private(text="Яма")).author


def test_a_basic_group_is_one_talk_and_its_messages_have_no_address() -> None:
    chat = {"id": -4242, "title": "Наш двор", "type": "group"}
    seen = said({**in_group(5, reply=in_group(4, text="Кто?", chat=chat), text="Я"), "chat": chat})
    assert (seen.place, seen.reply_to, seen.url) == (Place(kind=PlaceKind.CHAT, id="-4242"), "4", "")


def test_the_talk_of_a_supergroup_and_a_topic_of_a_forum_are_places_of_their_own() -> None:
    first = in_group(5, text="Кто?")
    assert said(first).place == TALK
    chain = said(in_group(6, thread=5, reply=first, text="Я"))
    assert (chain.place, chain.within, chain.reply_to) == (TALK, None, "5")
    topic = said(in_topic(8, 3, text="Яма"))
    assert (topic.place, topic.reply_to) == (Place(kind=PlaceKind.CHAT, id=f"{GROUP}_3"), "")
    assert topic.url == "https://t.me/c/1000000002/8?thread=3"
    answer = said(in_topic(9, 3, reply=in_topic(8, 3, text="Яма"), text="Где?"))
    assert (answer.place, answer.reply_to) == (topic.place, "8")


@pytest.mark.parametrize("thread", [100, None])
def test_a_reply_to_the_forward_of_a_post_is_a_comment_for_certain(thread: int | None) -> None:
    seen = said(in_group(101, thread=thread, reply=FORWARD, text="А у нас?"))
    assert (seen.place, seen.within, seen.root) == (COMMENTS, None, "")
    assert (seen.post_id, seen.reply_to) == (f"{CHANNEL}_7", "")


@pytest.mark.parametrize("reply", [in_group(101, thread=100, text="А у нас?"), None])
def test_a_deeper_reply_may_be_a_comment_or_not_and_names_what_decides(reply: Json | None) -> None:
    seen = said(in_group(102, thread=100, reply=reply, text="И у нас"))
    assert (seen.place, seen.within, seen.root) == (COMMENTS, TALK, "100")
    assert (seen.post_id, seen.reply_to) == ("", "101" if reply else "")


def test_in_messages_to_the_channel_whoever_is_not_the_topics_resident_is_ours() -> None:
    chat = {"id": -100777, "type": "supergroup", "is_direct_messages": True, "title": "Глава района"}
    topic = {"topic_id": 5, "user": MARINA}
    theirs = {"chat": chat, "direct_messages_topic": topic}
    for told, ours in (
        (private(text="Вопрос") | theirs, False),
        (private(text="Ответ") | theirs | {"from": {"id": 77, "first_name": "Админ"}}, True),
        (private(text="Ответ") | theirs | {"sender_chat": CHANNEL_CHAT}, True),
    ):
        seen = read("message", told)[-1]
        assert isinstance(seen, MessageSeen)
        assert (seen.outgoing, seen.place_title) == (ours, "")


def test_direct_messages_to_the_channel_are_dialogues_by_topic() -> None:
    seen = said(to_channel(4, 77, text="Лично"))
    assert seen.place == Place(kind=PlaceKind.DIALOG, id=f"{DIRECT}_77")
    assert (seen.author.name, seen.author.is_channel, seen.url) == ("Марина Кузнецова", False, "")
    assert said(to_channel(5, None, text="Лично")).place.id == f"{DIRECT}_0"


@pytest.mark.parametrize(
    ("chat", "kind"),
    [
        ({"id": 5}, chats.Kind.PRIVATE),
        ({"id": -5, "type": "hologram"}, chats.Kind.GROUP),
        ({"id": -1001000000005}, chats.Kind.SUPERGROUP),
    ],
)
def test_a_type_of_tomorrow_is_known_by_its_number(chat: Json, kind: chats.Kind) -> None:
    assert chats.kind_of(chat) is kind


# --------------------------------------------------------------------------- who speaks


def is_ours(told: Json, account: Account | None = None) -> bool:
    seen = said(told, account=account) if account else said(told)
    assert seen.outgoing == seen.author.is_channel
    return seen.outgoing


def of_chat(chat: Json, fake_sender: Json = CHANNEL_BOT) -> dict[str, Any]:
    return {"from": fake_sender, "sender_chat": chat, "text": "Уже чиним"}


def test_an_anonymous_administrator_of_the_group_is_ours() -> None:
    seen = said(in_group(101, reply=FORWARD, **of_chat(GROUP_CHAT, ANONYMOUS)))
    assert (seen.author.network_id, seen.outgoing) == (str(GROUP), True)


def test_the_channel_as_itself_is_ours_where_it_answers_its_own_post() -> None:
    assert is_ours(in_group(101, reply=FORWARD, **of_chat(CHANNEL_CHAT)))
    assert not is_ours(in_group(101, reply=FORWARD, **of_chat(ELSEWHERE)))


def test_deeper_the_channel_is_known_by_what_was_told_before_or_by_its_name(account: Account) -> None:
    deep = in_group(103, thread=100, reply=in_group(102, thread=100), **of_chat(CHANNEL_CHAT))
    assert not is_ours(deep)
    assert is_ours(deep, replace(account, voices={str(GROUP): str(CHANNEL)}))
    assert not is_ours(deep, replace(account, voices={"-1001": str(CHANNEL)})), (
        "another group's voice is not ours here"
    )
    for named in ("@glava", "@GLAVA", str(CHANNEL)):
        assert is_ours(deep, replace(account, secrets={**account.secrets, "channel": named}))
    for named in ("@glava2", "@", "glava", ""):
        assert not is_ours(deep, replace(account, secrets={**account.secrets, "channel": named}))


def test_a_resident_may_write_as_their_own_channel() -> None:
    seen = said(in_group(101, reply=FORWARD, **of_chat(ELSEWHERE)))
    assert (seen.author.network_id, seen.author.name) == ("-1001000000099", "Соседи")
    assert (seen.author.url, seen.outgoing) == ("https://t.me/sosedi", False)


def test_our_own_bot_is_ours_and_another_one_is_nobody() -> None:
    own = {"id": BOT, "is_bot": True, "first_name": "Глава"}
    assert is_ours({**private(text="Приняли"), "from": own})
    [seen] = read("message", {**in_group(5, text="Реклама"), "from": {**own, "id": 555}})
    assert isinstance(seen, Noticed)
    assert "bot" in seen.what


def test_a_resident_who_writes_through_a_bot_is_a_resident() -> None:
    seen = said(private(text="Яма", via_bot={"id": 555, "is_bot": True, "first_name": "gif"}))
    assert seen.author.network_id == str(MARINA["id"])


# --------------------------------------------------------------------------- laws

_reply = st.sampled_from(
    [None, FORWARD, in_group(90, text="Кто?"), in_group(101, thread=100, text="А у нас?")],
)


@given(thread=st.none() | st.integers(1, 200), topic=st.booleans(), reply=_reply, words=st.text(max_size=20))
def test_an_edit_stands_where_its_message_stood(
    thread: int | None, topic: bool, reply: Json | None, words: str
) -> None:
    told = in_group(
        150, thread=thread, reply=reply, text="Яма", **({"is_topic_message": True} if topic else {})
    )
    edited = {
        **told, "text": words, "edit_date": DATE + 60, "author_signature": words, "via_bot": {"id": 5},
        "chat": {**GROUP_CHAT, "title": words, "username": "renamed", "is_forum": True},
    }  # fmt: skip
    assert chats.standing(told) == chats.standing(edited)


@given(reply=_reply)
def test_a_message_whose_answered_one_was_deleted_stands_there_or_says_that_it_may(
    reply: Json | None,
) -> None:
    told = in_group(150, thread=100, reply=reply, text="Яма")
    before, after = chats.standing(told), chats.standing(in_group(150, thread=100, text="Яма"))
    assert before.place in (after.place, after.within)
