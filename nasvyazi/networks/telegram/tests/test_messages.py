import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nasvyazi.networks.base import (
    Change,
    ChatKind,
    ChatSeen,
    ConsentChanged,
    MessageSeen,
    Noticed,
    ParseError,
    Seen,
    Unsupported,
)
from nasvyazi.networks.telegram import network

from .build import (
    ACCOUNT,
    CHANNEL_CHAT,
    DATE,
    GROUP,
    GROUP_CHAT,
    MARINA,
    NOW,
    Json,
    forward,
    in_group,
    post,
    private,
    read,
    said,
)

SENT = datetime.fromtimestamp(DATE, UTC)


def test_a_message_is_read_and_an_edit_is_the_same_message_with_other_words() -> None:
    seen = said(private(10, text="Яма у дма"))
    assert (seen.text, seen.said_at, seen.version_at, seen.change) == ("Яма у дма", SENT, SENT, Change.NEW)
    edited = said(private(10, text="Яма у дома", edit_date=DATE + 60), "edited_message")
    assert (edited.place, edited.external_id) == (seen.place, seen.external_id)
    assert (edited.text, edited.change, edited.said_at) == ("Яма у дома", Change.EDITED, SENT)
    assert edited.version_at == SENT + timedelta(minutes=1)
    assert said(private(10, text="Яма"), "edited_message").version_at == NOW


def test_the_words_under_a_photo_and_the_pieces_of_an_album() -> None:
    first = said(private(10, caption="Яма", photo=[{"file_id": "a"}], media_group_id="13500"))
    second = said(private(11, photo=[{"file_id": "b"}], media_group_id="13500"))
    assert (first.text, first.album, second.text, second.album) == ("Яма", "13500", "", "13500")
    assert first.external_id != second.external_id
    assert said(private(text="Яма")).album == ""


def test_the_words_of_a_rich_message_are_read_in_order_whatever_their_forms() -> None:
    link = {"type": "url", "text": "доме", "url": "https://a.example"}
    emoji = {"type": "custom_emoji", "custom_emoji_id": "1", "alternative_text": "❗"}
    items = [{"label": "1.", "blocks": [{"type": "paragraph", "text": "течёт"}]}]
    cells = [[{"text": "кв. 5"}, {"text": {"type": "bold", "text": "сыро"}}]]
    blocks = [
        {"type": "paragraph", "text": ["В ", {"type": "bold", "text": [link, emoji]}, " беда"]},
        {"type": "list", "items": items},
        {"type": "table", "cells": cells, "caption": ["Кто ", "видел"]},
        {"type": "photo", "photo": [{"file_id": "p"}], "caption": {"text": "фото", "credit": "моё"}},
        {"type": "details", "summary": "Ещё", "blocks": [{"type": "footer", "text": "спасибо"}]},
    ]
    seen = said(private(rich_message={"blocks": blocks}))
    assert seen.text.split("\n") == [
        "В доме❗ беда", "течёт", "кв. 5", "сыро", "Кто видел", "фото", "моё", "Ещё", "спасибо",
    ]  # fmt: skip
    assert [one.title for one in seen.attachments] == ["rich_message"]


def test_a_rich_message_without_end_is_cut_off_and_kept() -> None:
    deep: Any = "дно"
    for _ in range(300):
        deep = {"type": "bold", "text": [deep]}
    seen = said(private(rich_message={"blocks": [{"type": "paragraph", "text": "верх"}, {"text": deep}]}))
    assert seen.text == "верх"


@pytest.mark.parametrize("words", ["/start", "/start@glava_bot", "/start deep-Link_7"])
def test_the_button_start_is_a_permission_and_not_words(words: str) -> None:
    [seen] = read("message", private(text=words))
    assert isinstance(seen, ConsentChanged)
    assert (seen.author.network_id, seen.allowed, seen.at) == (str(MARINA["id"]), True, SENT)


@pytest.mark.parametrize(
    "told",
    [
        {"text": "/start помогите"}, {"text": "/start во дворе яма"}, {"text": "/started"}, {"text": "/help"},
        {"caption": "/start", "photo": [{"file_id": "a"}]},
    ],
)  # fmt: skip
def test_whatever_a_resident_adds_to_start_is_words(told: Json) -> None:
    assert said(private(**told)).text == (told.get("text") or told["caption"])


def test_start_in_a_group_and_words_changed_to_start_are_messages() -> None:
    assert said(in_group(5, text="/start")).text == "/start"
    assert said(private(text="/start", edit_date=DATE), "edited_message").change is Change.EDITED


def test_messages_that_only_the_bot_sees_have_no_number_and_are_not_one() -> None:
    first, second = (
        said(in_group(0, text="/жалоба", ephemeral_message_id=number, date=date))
        for number, date in ((3, DATE), (3, DATE + 90))
    )
    assert first.external_id != second.external_id
    assert said(in_group(0, text="/жалоба", ephemeral_message_id=3)).external_id == first.external_id
    assert first.url == ""


@pytest.mark.parametrize(
    ("date", "stated"),
    [(DATE + 86_400, "2026-09-22 14:13 UTC"), (0, "0"), (1, "1970-01-01 00:00 UTC"), (None, "")],
)
def test_a_date_that_cannot_be_true_is_clamped_and_noted(date: Any, stated: str) -> None:
    seen = said(private(text="Яма", date=date))
    assert (seen.said_at, seen.version_at, seen.stated_date) == (NOW, NOW, stated)


# --------------------------------------------------------------------------- what nobody said


@pytest.mark.parametrize(
    "event",
    ["new_chat_members", "pinned_message", "new_chat_title", "forum_topic_created", "video_chat_ended"],
)
def test_what_happened_in_the_chat_is_nobodys_words(event: str) -> None:
    [seen] = read("message", {**in_group(5), event: {}})
    assert isinstance(seen, Noticed)
    assert event in seen.what


def test_words_that_bring_something_about_are_words() -> None:
    assert said(private(text="Разрешаю", connected_website="nasvyazi.example")).text == "Разрешаю"


def test_the_same_group_is_told_from_both_its_sides_when_it_migrates() -> None:
    basic = {"id": -4242, "title": "Наш двор", "type": "group"}
    to = read("message", {**in_group(5, migrate_to_chat_id=GROUP), "chat": basic})
    back = read("message", in_group(1, migrate_from_chat_id=-4242))
    for [seen] in (to, back):
        assert isinstance(seen, ChatSeen)
        assert (seen.network_id, seen.replaces, seen.kind) == (str(GROUP), "-4242", ChatKind.GROUP)
        assert (seen.is_present, seen.voice) == (True, "")


def membership(chat: Json, **member: Any) -> Seen:
    [seen] = read("my_chat_member", {"chat": chat, "from": MARINA, "date": DATE, "new_chat_member": member})
    return seen


@pytest.mark.parametrize(("status", "allowed"), [("member", True), ("kicked", False)])
def test_who_blocks_the_bot_forbids_messages(status: str, allowed: bool) -> None:
    seen = membership(private()["chat"], status=status)
    assert isinstance(seen, ConsentChanged)
    assert (seen.author.network_id, seen.allowed, seen.at) == (str(MARINA["id"]), allowed, SENT)


@pytest.mark.parametrize(
    ("member", "is_present"),
    [
        ({"status": "administrator"}, True), ({"status": "member"}, True), ({"status": "left"}, False),
        ({"status": "kicked"}, False), ({"status": "restricted", "is_member": True}, True),
        ({"status": "restricted", "is_member": False}, False),
    ],
)  # fmt: skip
def test_the_bot_is_added_to_a_chat_or_removed(member: Json, is_present: bool) -> None:
    for chat, kind in ((GROUP_CHAT, ChatKind.GROUP), (CHANNEL_CHAT, ChatKind.CHANNEL)):
        seen = membership(chat, **member)
        assert isinstance(seen, ChatSeen)
        assert (seen.network_id, seen.kind, seen.title) == (str(chat["id"]), kind, chat["title"])
        assert (seen.is_present, seen.at) == (is_present, SENT)
        assert seen.voice == ""


def test_a_bot_that_is_no_administrator_any_more_may_not_hear() -> None:
    change = {"old_chat_member": {"status": "administrator"}, "new_chat_member": {"status": "member"}}
    [seen] = read("my_chat_member", {"chat": GROUP_CHAT, "from": MARINA, "date": DATE, **change})
    assert isinstance(seen, ChatSeen)
    assert not seen.is_present


def test_words_passed_on_from_a_chat_without_an_id_are_words_all_the_same() -> None:
    seen = said(
        private(
            text="Смотрите", forward_origin={"type": "channel", "chat": {"type": "channel"}, "message_id": 5}
        )
    )
    assert seen.text == "Смотрите"


def test_a_membership_that_does_not_say_what_it_is_forbids_nothing() -> None:
    with pytest.raises(ParseError):
        membership(private()["chat"])


# --------------------------------------------------------------------------- any update


def test_an_update_of_tomorrow_is_kept_and_what_stands_beside_it_is_read() -> None:
    [seen] = read("hologram", {"message": "Яма"})
    assert isinstance(seen, Unsupported)
    assert (seen.type, bool(seen.why)) == ("hologram", True)
    body = json.dumps({"hologram": 5, "update_id": 1, "message": private(text="Яма")}).encode()
    first, second = network.parse(ACCOUNT, body, now=NOW)
    assert isinstance(first, Unsupported)
    assert isinstance(second, MessageSeen)


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'{"update_id": 1}', b'{"message": {}}', b"[" * 100_000]
)
def test_what_is_no_update_is_a_parse_error(body: bytes) -> None:
    with pytest.raises(ParseError):
        network.parse(ACCOUNT, body, now=NOW)


def test_a_mistake_of_the_reader_is_a_parse_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> list[Seen]:
        raise KeyError("oops")

    monkeypatch.setattr("nasvyazi.networks.telegram.parse._READERS", {"message": broken})
    with pytest.raises(ParseError):
        read("message", {})


_junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_samples = st.sampled_from(
    [
        ("message", private(text="Яма", entities=[{"url": "https://a.example"}], photo=[{"file_id": "a"}])),
        (
            "edited_message",
            in_group(101, thread=100, reply=forward(100, of=post(7)), text="А у нас?", edit_date=DATE),
        ),
        ("message", forward(100, of=post(7))),
        ("channel_post", post(7)),
        (
            "message",
            private(rich_message={"blocks": [{"text": ["Яма"]}]}, forward_origin={"chat": CHANNEL_CHAT}),
        ),
        ("my_chat_member", {"chat": GROUP_CHAT, "date": DATE, "new_chat_member": {"status": "member"}}),
    ]
)


@settings(max_examples=250, deadline=None)
@given(sample=_samples, data=st.data())
def test_any_damaged_update_is_read_or_a_parse_error(sample: tuple[str, Json], data: st.DataObject) -> None:
    kind, told = sample[0], json.loads(json.dumps(sample[1]))
    for _ in range(data.draw(st.integers(1, 3))):
        holder = told
        name = data.draw(st.sampled_from(sorted(holder)))
        while isinstance(holder[name], dict) and holder[name] and data.draw(st.booleans()):
            holder = holder[name]
            name = data.draw(st.sampled_from(sorted(holder)))
        holder[name] = data.draw(_junk)
    try:
        found = read(kind, told)
    except ParseError:
        return
    assert found
    for seen in found:
        repr(seen).encode()
        if isinstance(seen, MessageSeen):
            assert seen.external_id
            assert max(seen.said_at, seen.version_at) <= NOW


_AROUND = (
    "reply_to_message", "message_thread_id", "forward_origin", "entities", "photo", "date", "quote", "edit_date",
    "external_reply", "media_group_id", "via_bot", "is_topic_message", "hologram",
)  # fmt: skip
_FORWARDED = ("message_id", "sender_chat", "forward_origin", "date", "from", "is_automatic_forward", "text")


@settings(max_examples=150, deadline=None)
@given(
    around=st.dictionaries(st.sampled_from(_AROUND), _junk),
    forwarded=st.dictionaries(st.sampled_from(_FORWARDED), _junk),
)
def test_readable_words_are_kept_whatever_stands_around_them(around: Json, forwarded: Json) -> None:
    told = in_group(101, thread=100, reply={**forward(100, of=post(7)), **forwarded}, text="А у нас?")
    seen = said({**told, **around})
    assert (seen.text, seen.author.network_id, seen.external_id) == ("А у нас?", str(MARINA["id"]), "101")
